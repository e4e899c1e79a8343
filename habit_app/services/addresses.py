"""Use-cases on e-mail addresses: their form, and showing that they are one's own."""

from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session

from habit_app import clock
from habit_app.db import accounts as store
from habit_app.db.session import unit_of_work
from habit_app.errors import Conflict, invalid_field
from habit_app.services import audit, limits, mail_links, mails, sign_ins
from habit_app.services.audit import Origin
from habit_app.services.viewers import Viewer


def normal_email(address: str) -> str:
    """The address as it is kept; refused when it cannot be one."""
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        raise invalid_field("email", "This is not an e-mail address.", "invalid-email") from None


def ask_change(viewer: Viewer, *, email: str, password: str, origin: Origin) -> None:
    """Begin to change the address: it is another one once the mail sent there was answered."""
    wanted = normal_email(email)
    if wanted == viewer.email:
        return
    sign_ins.check_password(viewer, password, field="password")
    limits.spend("mail", viewer.id)
    with unit_of_work() as session:
        _refuse_taken(session, wanted)
        link = mail_links.make(session, "change-email", user_id=viewer.id, email=wanted)
        mails.ask(session, "change-email", user_id=viewer.id, link_id=link.id, to=wanted)
        audit.note(session, "email-change-asked", user_id=viewer.id, origin=origin)


def confirm(*, secret: str, origin: Origin) -> None:
    """Take the answer to a mail: the address is its user's, or theirs from now on."""
    limits.spend("sign_in_address", origin.ip)
    with unit_of_work() as session:
        _confirm(session, secret, origin)


def _confirm(session: Session, secret: str, origin: Origin) -> None:
    link = mail_links.use(session, secret, "confirm", "change-email")
    user, now = store.find_user(session, link.user_id), clock.utc_now()
    values = {"email_confirmed_at": now, "updated_at": now}
    if link.purpose == "change-email":
        wanted = link.payload["email"]
        if wanted.casefold() != user.email_key:
            _refuse_taken(session, wanted)
        if user.email_confirmed_at is not None:
            mails.ask(session, "email-changed", user_id=user.id, to=user.email)
        mail_links.void(session, user.id, ["reset", "confirm"])
        values |= {"email": wanted, "email_key": wanted.casefold()}
    store.update_user(session, link.user_id, values)
    audit.note(session, "email-confirmed", user_id=link.user_id, origin=origin)


def resend(session: Session, *, viewer: Viewer) -> None:
    """Send the mail that asks for confirmation again, unless there is nothing to confirm."""
    limits.spend("mail", viewer.id)
    user = store.find_user(session, viewer.id)
    if user.email_confirmed_at is None:
        mails.ask_confirmation(session, user)


def _refuse_taken(session: Session, email: str) -> None:
    if store.find_by_email(session, email.casefold()):
        raise Conflict("There is an account with this e-mail address already.", "email-taken")
