"""How e-mail addresses are written, and what they are found by."""

from email_validator import EmailNotValidError, validate_email

from habit_app.errors import Invalid, invalid_field


def normal_email(address: str) -> str:
    """The address as it is kept; refused when it cannot be one."""
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise invalid_field("email", "This is not an e-mail address.", "invalid-email") from None


def key_of(address: str) -> str:
    """What an address is found by: the same however it is written; empty where it is none."""
    try:
        return normal_email(address).casefold()
    except Invalid:
        return ""
