"""Use-cases on e-mail addresses: showing that they are one's own, and changing them."""

from typing import Any

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries.accounts import accounts as store
from habit_app.db.session import unit_of_work
from habit_app.errors import Conflict
from habit_app.services.accounts import mail_links, mails, sign_in
from habit_app.services.shared import audit, rate_limits
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.email_addresses import key_of, normal_email
from habit_app.services.shared.viewers import Viewer


def ask_change(viewer: Viewer, *, email: str, password: str, origin: Origin) -> None:
    """Begin to change the address: it changes once the link in a mail to the new one is used."""
    wanted = normal_email(email)
    if wanted == viewer.email:
        return
    sign_in.check_password(viewer, password, field="password")
    if key_of(wanted) == key_of(viewer.email):  # the same mailbox, spelt otherwise
        with unit_of_work() as session:
            store.update_user(session, viewer.id, {"email": wanted})
        return
    rate_limits.spend("mail", "user", viewer.id)
    with unit_of_work() as session:
        if store.find_by_email(session, key_of(wanted)):
            raise _taken()
        link = mail_links.make(session, "change-email", user_id=viewer.id, email=wanted)
        mails.ask(session, "change-email", user_id=viewer.id, link_id=link.id, to=wanted)
        mails.ask(session, "email-change-asked", user_id=viewer.id, to=viewer.email)
        audit.note(session, "email-change-asked", user_id=viewer.id, origin=origin)


def confirm(*, secret: str, origin: Origin) -> None:
    """Carry out a link: confirm the address, or give the user the one they asked for."""
    rate_limits.spend("sign_in_address", origin.network)
    with unit_of_work() as session:
        _confirm(session, secret, origin)


def _confirm(session: Session, secret: str, origin: Origin) -> None:
    link = mail_links.use(session, secret, "confirm", "change-email")
    user, now = store.find_user(session, link.owner_id), clock.utc_now()
    values: dict[str, Any] = {"email_confirmed_at": now, "updated_at": now}
    if link.purpose == "change-email":
        wanted = link.payload["email"]
        if user.email_confirmed_at is not None:
            mails.ask(session, "email-changed", user_id=user.id, to=user.email)
        mail_links.void(session, user.id, ["reset", "confirm"])
        values |= {"email": wanted, "email_key": key_of(wanted)}
    if not store.set_email(session, user.id, values):
        raise _taken()
    audit.note(session, "email-confirmed", user_id=user.id, origin=origin)


def resend(session: Session, *, viewer: Viewer) -> None:
    """Send the mail that asks for confirmation again, unless there is nothing to confirm."""
    rate_limits.spend("mail", "user", viewer.id)
    user = store.find_user(session, viewer.id)
    if user.email_confirmed_at is None:
        mails.ask_confirmation(session, user)


def _taken() -> Conflict:
    return Conflict("There is an account with this e-mail address already.", "email-taken")
