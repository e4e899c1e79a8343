"""How e-mail addresses are written, what they are found by, and which of them get mail."""

import re
from datetime import datetime
from typing import Protocol

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from habit_app.errors import invalid_field
from habit_app.integrations import mail

CAPITALS = re.compile("[A-Z]+")


class Addressee(Protocol):
    """Somebody with an address: a user, or the row of their channel."""

    @property
    def email_confirmed_at(self) -> datetime | None: ...


def may_mail(somebody: Addressee) -> bool:
    """Whether mail may go to somebody: only to an address that they showed to be theirs.

    Else SmartHabit would write to strangers whose address a typing error made. Without a mail
    server no mail leaves the machine: its operator finds it in the data folder.
    """
    return somebody.email_confirmed_at is not None or not mail.is_configured()


def normal_email(address: str) -> str:
    """The address as it is kept; refused when it cannot be one."""
    try:
        return _read(address).normalized
    except EmailNotValidError:
        raise invalid_field("email", "This is not an e-mail address.", "invalid-email") from None


def key_of(address: str) -> str:
    """What an address is found by; empty where it is none.

    Two spellings have one key only where they surely lead to one mailbox: capitals of ASCII do
    not count, and the domain is compared as name servers are asked for it (IDNA). To fold more
    would mix up `straße@faß.de` and `strasse@fass.de`, which belong to different people.
    """
    try:
        read = _read(address)
    except EmailNotValidError:
        return ""
    local = CAPITALS.sub(lambda found: found[0].lower(), read.local_part)
    return f"{local}@{read.ascii_domain}"


def _read(address: str) -> ValidatedEmail:
    return validate_email(address.strip(), check_deliverability=False)
