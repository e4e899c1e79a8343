"""Use-cases on changed and forgotten passwords."""

from uuid import UUID

from sqlmodel import Session

from habit_app import clock, jobs
from habit_app.db.queries.accounts import accounts as store
from habit_app.db.queries.accounts import sign_ins as sign_in_store
from habit_app.db.queries.notifications import channels as channel_store
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import User
from habit_app.errors import TooMany
from habit_app.services.accounts import mail_links, mails, passwords, sign_in
from habit_app.services.shared import audit, rate_limits
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.email_addresses import key_of
from habit_app.services.shared.viewers import Viewer


def change_password(
    viewer: Viewer, *, current: str, new: str, origin: Origin, end_tokens: bool = True
) -> None:
    """Change the password; every other sign-in ends, and older links lead nowhere.

    Personal tokens end, too, unless their owner says that they are good.
    """
    sign_in.check_password(viewer, current, field="current")
    passwords.refuse_weak(new, email=viewer.email, field="new")
    hashed = passwords.hash_password(new)
    with unit_of_work() as session:
        user = store.find_user(session, viewer.id)
        _set_password(session, user, hashed, keep=viewer.session_id)
        if end_tokens:
            sign_in_store.delete_tokens(session, user.id)
        audit.note(session, "password-changed", user_id=viewer.id, origin=origin)


def forgot(*, email: str, origin: Origin) -> None:
    """Ask for a link to a new password.

    The answer is the same whether there is such an account or not: a job looks that up, and too
    many requests for one address are dropped without saying so.
    """
    email_key = key_of(email)
    rate_limits.spend("sign_in_address", origin.network)
    try:
        rate_limits.spend("mail", "address", email_key)
    except TooMany:
        return
    with unit_of_work() as session:
        jobs.ask(
            session,
            mails.FORGOT,
            email_key=email_key,
            ip=origin.ip,
            user_agent=origin.user_agent[:300],
        )


def reset(*, secret: str, password: str, origin: Origin) -> None:
    """Set a new password by a link, which a refused password does not use up.

    Every sign-in of the user ends, and every personal token, for a thief may have one. What tells
    others of habits (webhooks, Apprise) is switched off, until its owner has looked at it.
    """
    rate_limits.spend("sign_in_address", origin.network)
    with read_only() as session:
        link = mail_links.look(session, secret, "reset")
        user = store.find_user(session, link.owner_id)
    passwords.refuse_weak(password, email=user.email)
    hashed = passwords.hash_password(password)
    with unit_of_work() as session:
        mail_links.use(session, secret, "reset")
        _set_password(session, user, hashed, keep=None)
        sign_in_store.delete_tokens(session, user.id)
        channel_store.switch_off_calls(session, user.id, clock.utc_now())
        if user.email_confirmed_at is None:  # whoever has the link has read the mail
            store.update_user(session, user.id, {"email_confirmed_at": clock.utc_now()})
        audit.note(session, "password-reset", user_id=user.id, origin=origin)


def _set_password(session: Session, user: User, hashed: str, *, keep: UUID | None) -> None:
    """What goes with every new password: other sign-ins and open links end, and a mail says so."""
    values = {"password_hash": hashed, "updated_at": clock.utc_now()}
    store.update_user(session, user.id, values)
    sign_in.end_others(session, user.id, keep)
    mail_links.void(session, user.id, ["reset", "change-email"])
    mails.ask(session, "password-changed", user_id=user.id, to=user.email)
