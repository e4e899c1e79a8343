"""Use-cases on signing in: checking who it is, and beginning a session."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries.accounts import accounts as store
from habit_app.db.queries.accounts import sign_ins as sign_in_store
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import Session as SignIn
from habit_app.db.tables import User
from habit_app.errors import Invalid, NotAllowed, SignInNeeded, invalid_field
from habit_app.services.accounts import passwords
from habit_app.services.accounts.profiles import user_view
from habit_app.services.accounts.views import UserView
from habit_app.services.shared import audit, rate_limits, tokens
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.email_addresses import key_of
from habit_app.services.shared.viewers import Viewer
from habit_app.settings import get_settings
from habit_app.text.formats import Locale

COOKIE_DAYS = 30
"""Days: that a browser stays signed in; each use begins them anew."""

Client = Literal["browser", "api"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in: the secrets are handed out here and nowhere kept."""

    user: UserView
    access_token: str
    expires_in: int
    refresh_token: str
    cookie: str | None


def sign_in(
    *, email: str, password: str, client: Client, origin: Origin, locale: Locale = "en"
) -> SignedIn:
    """Sign in; an unknown address is refused with the words and in the time of a wrong password.

    The password is checked between two transactions, so that nobody waits for that. Failures
    are kept in the audit log. `locale` is what the browser asks for.
    """
    email_key = key_of(email)
    rate_limits.spend("sign_in_address", origin.network)
    rate_limits.spend("sign_in", email_key, origin.network)
    with read_only() as session:
        user = store.find_by_email(session, email_key)
    right = passwords.is_right(password, user.password_hash if user else None)
    if user is None or not right:
        with unit_of_work() as session:
            user_id = user.id if user else None
            audit.note(session, "sign-in-failed", user_id=user_id, origin=origin)
        raise SignInNeeded("The e-mail address or the password is wrong.", "invalid-credentials")
    fresh_hash = passwords.renewed(password, user.password_hash)
    with unit_of_work() as session:
        user = _still_the_same(session, user)
        if fresh_hash:
            store.update_user(session, user.id, {"password_hash": fresh_hash})
        if client == "browser":
            _settle_region(session, user, locale)
        audit.note(session, "sign-in", user_id=user.id, origin=origin)
        if user.delete_after:
            audit.note(session, "deletion-undone", user_id=user.id, origin=origin)
        return begin(session, user, client=client, origin=origin)


def _still_the_same(session: Session, known: User) -> User:
    """The user as stored now: the password may have changed while it was checked."""
    user = store.find_user_or_none(session, known.id)
    if user is None or user.password_hash != known.password_hash:
        raise SignInNeeded("The e-mail address or the password is wrong.", "invalid-credentials")
    if not user.is_active:
        raise NotAllowed("This account is disabled.", "account-disabled")
    return user


def _settle_region(session: Session, user: User, locale: Locale) -> None:
    """An account that names a language only takes the region of the first browser that has one."""
    if locale.startswith(f"{user.locale}-"):
        store.update_user(session, user.id, {"locale": locale})
        user.locale = locale


def begin(session: Session, user: User, *, client: Client, origin: Origin) -> SignedIn:
    """Begin a session for somebody who showed who they are."""
    now, settings = clock.utc_now(), get_settings()
    cookie = tokens.new_secret()
    days = COOKIE_DAYS if client == "browser" else settings.refresh_token_days
    row = SignIn(
        user_id=user.id,
        cookie_hash=cookie.hash if client == "browser" else None,
        refresh_expires_at=now + timedelta(days=settings.refresh_token_days),
        client=client,
        user_agent=origin.user_agent[:300],
        ip=origin.ip[:45],
        expires_at=now + timedelta(days=days),
    )
    sign_in_store.insert_session(session, row)
    store.touch_login(session, user.id, now)
    user.last_login_at, user.delete_after = now, None
    return SignedIn(
        user=user_view(user),
        access_token=tokens.access_token(user.id, row.id),
        expires_in=settings.access_token_minutes * 60,
        refresh_token=tokens.refresh_token(row.id, row.generation),
        cookie=cookie.secret if client == "browser" else None,
    )


def check_password(viewer: Viewer, password: str, *, field: str) -> None:
    """Refuse whoever sits at a signed-in screen but does not know the password."""
    rate_limits.spend("sign_in", viewer.id)
    with read_only() as session:
        user = store.find_user(session, viewer.id)
    if not passwords.is_right(password, user.password_hash):
        raise wrong_password(field)


def wrong_password(field: str) -> Invalid:
    return invalid_field(field, "This is not your password.", "wrong-password")


def end_others(session: Session, user_id: UUID, keep: UUID | None) -> int:
    """End a user's sessions, all but the one to keep; return how many."""
    return sign_in_store.end_sessions(session, clock.utc_now(), user_id=user_id, but=keep)
