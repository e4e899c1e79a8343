"""Mail: by SMTP where it is set up, else into the data folder, where an operator finds it."""

import logging
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from pathlib import Path

from habit_app.settings import get_settings, private_folder

SMTP_TIMEOUT = 10.0
"""Seconds: that the mail server has for each answer."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A picture inside of a mail; its HTML names it as `cid:` and this name."""

    name: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person; `name` makes its Message-ID, the same however often it is sent."""

    to: str
    subject: str
    text: str
    html: str
    name: str
    images: Sequence[InlineImage] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def is_configured() -> bool:
    return bool(get_settings().smtp_host)


def send(mail: Mail) -> None:
    """Hand a mail over; raises OSError or smtplib.SMTPException when that did not work."""
    message = message_of(mail)
    if is_configured():
        _by_smtp(message)
        return
    path = _folder() / f"{mail.name}.eml"
    path.touch(mode=0o600)
    path.write_bytes(message.as_bytes())
    logger.info("No mail server is set up; the mail is in %s", path)


def forget(before: float) -> None:
    """Remove mails that were written to the data folder before a time in Unix seconds."""
    for path in _folder().glob("*.eml"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return private_folder(private_folder(get_settings().data_dir) / "mail")


def message_of(mail: Mail) -> EmailMessage:
    """Write a mail as it travels."""
    sender = get_settings().smtp_from
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mail.name}@{parseaddr(sender)[1].partition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    for image in mail.images:
        _attach(message, image)
    return message


def _attach(message: EmailMessage, image: InlineImage) -> None:
    """Put a picture beside the HTML that shows it, not among what can be saved."""
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)  # noqa: S101 - made just above
    html.add_related(
        image.png,
        "image",
        "png",
        cid=f"<{image.name}>",
        filename=f"{image.name}.png",
        disposition="inline",
    )


class NotReachedError(OSError):
    """The mail server did not let us in, so nothing was sent."""


def _by_smtp(message: EmailMessage) -> None:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(connection())
        except (OSError, smtplib.SMTPException) as away:
            raise NotReachedError(f"The mail server is away: {away}"[:200]) from None
        server.send_message(message)


@contextmanager
def connection() -> Iterator[smtplib.SMTP]:
    """Hold a connection to the mail server, signed in where that is set up."""
    settings = get_settings()
    with ExitStack() as stack:
        server: smtplib.SMTP
        if settings.smtp_tls == "tls":
            server = smtplib.SMTP_SSL(
                settings.smtp_host,
                settings.smtp_port,
                timeout=SMTP_TIMEOUT,
                context=ssl.create_default_context(),
            )
        else:
            server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SMTP_TIMEOUT)
        stack.enter_context(server)
        if settings.smtp_tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        yield server
