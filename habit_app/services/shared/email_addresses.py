"""How e-mail addresses are written, and what they are found by."""

import re

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from habit_app.errors import invalid_field

CAPITALS = re.compile("[A-Z]+")


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
