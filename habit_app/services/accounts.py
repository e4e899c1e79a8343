"""Use-cases on accounts: signing up, in and out, and who is looking."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session

from habit_app import clock
from habit_app.db import accounts as store
from habit_app.db.tables import Session as SignIn
from habit_app.db.tables import User
from habit_app.domain.calendar import WeekStart
from habit_app.errors import Conflict, NotAllowed, NotFound, SignInNeeded, invalid_field
from habit_app.services import audit, passwords, tokens
from habit_app.services.audit import Origin
from habit_app.services.drafts import plain_line
from habit_app.services.viewers import Viewer
from habit_app.services.views import UserView
from habit_app.settings import get_settings

COOKIE_DAYS = 30
"""How long a refresh token that was followed up still gives its successor."""
SEEN_EVERY = timedelta(minutes=5)

Client = Literal["browser", "api"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in: the secrets are handed out here and nowhere kept."""

    user: UserView
    access_token: str
    expires_in: int
    refresh_token: str
    cookie: str | None


@dataclass(frozen=True, slots=True)
class SignUp:
    email: str
    password: str
    full_name: str
    timezone: str = "UTC"
    locale: str = "en"


def normal_email(address: str) -> str:
    """The address as it is kept; refused when it cannot be one."""
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        raise invalid_field("email", "This is not an e-mail address.", "invalid-email") from None


def sign_up(session: Session, *, wanted: SignUp, client: Client, origin: Origin) -> SignedIn:
    """Make an account and sign it in. One account per address, without regard to case."""
    if get_settings().signup != "open":
        raise NotAllowed("This installation takes no new accounts.", "sign-up-closed")
    user = create_user(session, wanted=wanted)
    audit.note(session, "sign-up", user_id=user.id, origin=origin)
    return _begin(session, user, client=client, origin=origin)


def create_user(session: Session, *, wanted: SignUp, role: str = "user") -> User:
    """Store a new user; refuses weak passwords, unknown zones and addresses that are taken."""
    email = normal_email(wanted.email)
    passwords.refuse_weak(wanted.password, email=email)
    try:
        full_name = plain_line(wanted.full_name)[:120]
    except ValueError as error:
        raise invalid_field("full_name", str(error), "invalid-name") from None
    if not full_name:
        raise invalid_field("full_name", "Say how you want to be called.", "name-required")
    user = User(
        email=email,
        email_key=email.casefold(),
        password_hash=passwords.hash_password(wanted.password),
        full_name=full_name,
        timezone=wanted.timezone if wanted.timezone in available_timezones() else "UTC",
        locale=wanted.locale if wanted.locale in LOCALES else "en",
        role=role,
    )
    if not store.insert_user(session, user):
        raise Conflict("There is an account with this e-mail address already.", "email-taken")
    return user


LOCALES = ("en", "de")


def sign_in(
    session: Session, *, email: str, password: str, client: Client, origin: Origin
) -> SignedIn:
    """Sign in; unknown addresses and wrong passwords look and take the same."""
    user = store.find_by_email(session, email.strip().casefold())
    right = passwords.is_right(password, user.password_hash if user else None)
    if user is None or not right:
        raise SignInNeeded("The e-mail address or the password is wrong.", "invalid-credentials")
    if not user.is_active:
        raise NotAllowed("This account is disabled.", "account-disabled")
    audit.note(session, "sign-in", user_id=user.id, origin=origin)
    return _begin(session, user, client=client, origin=origin)


def note_failure(session: Session, *, email: str, origin: Origin) -> None:
    """Keep a failed sign-in in the audit log; the attempt itself was rolled back."""
    user = store.find_by_email(session, email.strip().casefold())
    audit.note(session, "sign-in-failed", user_id=user.id if user else None, origin=origin)


def _begin(session: Session, user: User, *, client: Client, origin: Origin) -> SignedIn:
    now = clock.utc_now()
    settings = get_settings()
    refresh, cookie = tokens.new_secret(), tokens.new_secret()
    days = COOKIE_DAYS if client == "browser" else settings.refresh_token_days
    sign_in_row = SignIn(
        user_id=user.id,
        cookie_hash=cookie.hash if client == "browser" else None,
        refresh_hash=refresh.hash,
        refresh_expires_at=now + timedelta(days=settings.refresh_token_days),
        client=client,
        user_agent=origin.user_agent[:300],
        ip=origin.ip[:45],
        expires_at=now + timedelta(days=days),
    )
    store.insert_session(session, sign_in_row)
    store.touch_login(session, user.id, now)
    user.last_login_at = now
    return SignedIn(
        user=user_view(user),
        access_token=tokens.access_token(user.id, sign_in_row.id),
        expires_in=settings.access_token_minutes * 60,
        refresh_token=refresh.secret,
        cookie=cookie.secret if client == "browser" else None,
    )


def viewer_of_cookie(session: Session, cookie: str) -> Viewer | None:
    """Who holds this page cookie; None when nobody does any more."""
    return _viewer(session, cookie_hash=tokens.hash_of(cookie))


def viewer_of_session(session: Session, session_id: UUID) -> Viewer | None:
    return _viewer(session, session_id=session_id)


def viewer_of_token(session: Session, token: str) -> Viewer | None:
    """Who an access token speaks for, while its session lasts."""
    session_id = tokens.session_in(token)
    return _viewer(session, session_id=session_id) if session_id else None


def _viewer(
    session: Session, *, session_id: UUID | None = None, cookie_hash: bytes | None = None
) -> Viewer | None:
    now = clock.utc_now()
    row = store.find_viewer(session, now, session_id=session_id, cookie_hash=cookie_hash)
    if row is None:
        return None
    if not row.is_active:
        raise NotAllowed("This account is disabled.", "account-disabled")
    return Viewer(
        id=row.id,
        session_id=row.session_id,
        email=row.email,
        full_name=row.full_name,
        role=row.role,
        timezone=row.timezone,
        day_start=row.day_start,
        week_start=WeekStart(row.week_start),
        locale=row.locale,
        lived_through=row.lived_through,
        seen_long_ago=now - row.last_seen_at > SEEN_EVERY,
    )


def viewer_of_user(user: User) -> Viewer:
    """Act for a user without a session: commands and jobs."""
    return Viewer(
        id=user.id,
        session_id=None,
        email=user.email,
        full_name=user.full_name,
        role=user.role,
        timezone=user.timezone,
        day_start=user.day_start,
        week_start=WeekStart(user.week_start),
        locale=user.locale,
        lived_through=user.lived_through,
    )


def find_viewer_by_email(session: Session, email: str) -> Viewer:
    user = store.find_by_email(session, email.strip().casefold())
    if user is None:
        raise NotFound("There is no such user.", "user-not-found")
    return viewer_of_user(user)


def me(session: Session, *, viewer: Viewer) -> UserView:
    return user_view(store.find_user(session, viewer.id))


def user_view(user: User) -> UserView:
    return UserView(
        id=user.id,
        email=user.email,
        full_name=user.full_name,
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        timezone=user.timezone,
        week_start=user.week_start,
        day_start=user.day_start,
        locale=user.locale,
        role=user.role,
        is_active=user.is_active,
        created_at=user.created_at,
        last_login_at=user.last_login_at,
    )


def local_zone() -> str:
    """The zone of this machine, where it has a name; for the demo user of a laptop."""
    path = Path("/etc/localtime")
    name = str(path.resolve()).partition("zoneinfo/")[2]
    return name if name in available_timezones() else "UTC"
