"""Handing one delivery to its channel: mail, Apprise, webhook."""

import smtplib
from contextlib import ExitStack, suppress
from datetime import date
from typing import Self
from uuid import UUID

import httpx

from habit_app import clock
from habit_app.db.queries.notifications.channels import OwnedChannelRow
from habit_app.db.queries.notifications.deliveries import Delivery
from habit_app.domain.calendar import open_day
from habit_app.integrations import apprise, mail, webhooks
from habit_app.integrations.addresses import ForbiddenTargetError
from habit_app.integrations.mail import Mail
from habit_app.services.notifications.content import Content, content_of, links_of
from habit_app.services.shared import encryption, mail_templates
from habit_app.services.shared.action_links import link_to
from habit_app.services.shared.email_addresses import may_mail
from habit_app.settings import get_settings
from habit_app.text import LANGUAGES, say

OK = 250
"""What a mail server answers that goes on listening."""


class NotSentError(Exception):
    """It was not taken. `again`: it may do so later; `code` says why."""

    def __init__(self, why: str, *, again: bool, code: str = "not-sent") -> None:
        super().__init__(why)
        self.again, self.code = again, code


class AwayError(NotSentError):
    """The server cannot be reached at the moment, so no other message would get through."""

    def __init__(self, why: str) -> None:
        super().__init__(why, again=True)


class Post:
    """Sends notifications, over one connection to the mail server as long as that holds."""

    def __init__(self) -> None:
        self._line = ExitStack()
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def send(self, delivery: Delivery) -> None:
        """Send it; raises NotSentError, or anything else where nobody knows."""
        content = content_of(delivery, delivery.locale, _today_of(delivery))
        if delivery.channel_kind == "email":
            self._mail(delivery, content)
        elif delivery.channel_kind == "apprise":
            _tell(delivery, content)
        else:
            _call(delivery, content)

    def send_test(self, channel: OwnedChannelRow, job_id: UUID) -> None:
        """Send a message that only shows that the channel works."""
        if channel.kind == "email" and not mail.is_configured():
            raise NotSentError("No mail server is set up.", again=False, code="no-mail-server")
        if channel.kind == "email" and not may_mail(channel):
            why = "The e-mail address is not confirmed."
            raise NotSentError(why, again=False, code="email-unconfirmed")
        self.send(_test_of(channel, job_id))

    def _mail(self, delivery: Delivery, content: Content) -> None:
        message = mail.message_of(compose(delivery, content))
        server = self._connected()
        try:
            server.send_message(message)
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            raise NotSentError(f"SMTP {error.smtp_code}", again=error.smtp_code < 500) from None  # noqa: PLR2004
        except smtplib.SMTPNotSupportedError as refusal:
            raise NotSentError(str(refusal)[:200], again=False) from None
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise NotSentError(f"SMTP {code}", again=code < 500) from None  # noqa: PLR2004
        except Exception:
            self._hang_up()
            raise

    def _connected(self) -> smtplib.SMTP:
        """A connection that answers, made anew where the old one does not."""
        with suppress(smtplib.SMTPException, OSError):  # it may have hung up meanwhile
            if self._server is not None and self._server.noop()[0] == OK:
                return self._server
        self._hang_up()
        try:
            self._server = self._line.enter_context(mail.connection())
        except (smtplib.SMTPException, OSError) as away:
            raise AwayError(f"The mail server is away: {away}"[:200]) from None
        return self._server

    def _hang_up(self) -> None:
        self._server = None
        with suppress(smtplib.SMTPException, OSError):  # it may be gone already
            self._line.close()


def name_of(kind: str, name: str, locale: str) -> str:
    """What a channel is called: mail in its reader's language, unless they named it themselves."""
    usual = {say(language, "auth.email") for language in LANGUAGES}
    return say(locale, "auth.email") if kind == "email" and name in usual else name


def _test_of(channel: OwnedChannelRow, job_id: UUID) -> Delivery:
    """A delivery that nobody decided on, and that is about no day."""
    return Delivery(
        id=job_id,
        attempts=1,
        ends_at=None,
        notification_id=job_id,
        channel_id=channel.id,
        channel_kind=channel.kind,
        address=channel.address,
        secret=channel.secret,
        kind="note",
        subject=str(job_id),
        habit_id=None,
        day=None,
        title=say(channel.locale, "notification.test.title"),
        body=say(
            channel.locale,
            "notification.test.text",
            name=name_of(channel.kind, channel.name, channel.locale),
        ),
        payload={},
        scheduled_for=clock.utc_now(),
        email=channel.email,
        locale=channel.locale,
        timezone="UTC",
        day_start=0,
        lived_through=None,
        is_wanted=True,
    )


def _today_of(delivery: Delivery) -> date | None:
    """The reader's open day, where the notification is about a day."""
    if delivery.day is None:
        return None
    return open_day(clock.utc_now(), delivery.timezone, delivery.day_start, delivery.lived_through)


def compose(delivery: Delivery, content: Content) -> Mail:
    """Write a notification as a mail, with what can be done at once and a way to end it."""
    end = link_to(delivery.channel_id, "unsubscribe")
    return mail_templates.render(
        "notification",
        to=delivery.email,
        language=delivery.locale,
        subject=content.title,
        name=str(delivery.id),
        headers=mail_templates.ending(end),
        content=content,
        links=links_of(content, delivery.notification_id, delivery.locale),
        home=get_settings().address,
        end=end,
    )


def _tell(delivery: Delivery, content: Content) -> None:
    links = links_of(content, delivery.notification_id, delivery.locale)
    body = "\n".join([*content.sentences, *(f"{words}: {address}" for words, address in links)])
    try:
        apprise.tell(_unlocked(delivery.address), title=content.title, body=body or content.title)
    except apprise.NotToldError as refusal:
        raise NotSentError(str(refusal), again=False) from None
    except ForbiddenTargetError as refusal:
        raise NotSentError(refusal.message, again=False, code=refusal.code) from None


def _call(delivery: Delivery, content: Content) -> None:
    links = links_of(content, delivery.notification_id, delivery.locale)
    body = {
        "type": f"notification.{delivery.kind}",
        "timestamp": delivery.scheduled_for.isoformat(),
        "data": {
            "id": str(delivery.notification_id),
            "title": content.title,
            "text": " ".join(content.sentences),
            "habit_id": delivery.habit_id and str(delivery.habit_id),
            "day": delivery.day and delivery.day.isoformat(),
            "actions": {
                act: address for act, (_, address) in zip(content.acts, links, strict=True)
            },
        },
    }
    try:
        address, secret = _unlocked(delivery.address), _unlocked(delivery.secret)
        webhooks.call(address, secret, name=str(delivery.id), body=body)
    except webhooks.NotTakenError as refusal:
        raise NotSentError(str(refusal), again=refusal.again) from None
    except ForbiddenTargetError as refusal:
        raise NotSentError(refusal.message, again=False, code=refusal.code) from None
    except (httpx.HTTPError, OSError) as away:  # tried again under the same id
        raise AwayError(f"No answer: {type(away).__name__}") from None


def _unlocked(sealed: bytes | None) -> str:
    """What a channel outside is called by; every one has it."""
    if sealed is None:
        raise NotSentError("The channel has no address.", again=False)
    return encryption.unlock(sealed)
