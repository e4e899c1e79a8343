"""Who a use-case acts for: resolved once from a session or token, never taken from an argument."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries.accounts import accounts as store
from habit_app.db.queries.accounts.accounts import ViewerRow
from habit_app.domain.calendar import WeekStart, open_day
from habit_app.errors import NotAllowed, NotFound
from habit_app.services.shared import tokens
from habit_app.services.shared.email_addresses import key_of

SEEN_EVERY = timedelta(minutes=5)
"""Time: for which a session or token is not written again as used, though it is."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user, as far as every use-case needs to know."""

    id: UUID
    session_id: UUID | None
    email: str
    full_name: str
    role: str
    timezone: str
    day_start: int
    week_start: WeekStart
    locale: str
    lived_through: date | None = None
    zone_settled: bool = True
    """Whether somebody said where the user lives; of no matter to commands and jobs."""
    revision: int = 0
    """How often the user's data had changed when it was asked who is looking."""
    token_id: UUID | None = None
    """The personal access token that speaks for the user, instead of a session."""
    may_write: bool = True
    seen_long_ago: bool = False
    """Whether the last use of the session or token should be noted again."""

    def today(self, now: datetime | None = None) -> date:
        """The habit day that is open: never earlier than `lived_through`."""
        return open_day(now or clock.utc_now(), self.timezone, self.day_start, self.lived_through)

    def minute(self, instant: datetime) -> int:
        """What the viewer's clock shows, in minutes after midnight."""
        wall = instant.astimezone(ZoneInfo(self.timezone))
        return wall.hour * 60 + wall.minute


class Person(Protocol):
    """What is known of a user, whoever has read it."""

    @property
    def id(self) -> UUID: ...
    @property
    def email(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def timezone(self) -> str: ...
    @property
    def day_start(self) -> int: ...
    @property
    def week_start(self) -> str: ...
    @property
    def locale(self) -> str: ...
    @property
    def lived_through(self) -> date | None: ...
    @property
    def revision(self) -> int: ...


def of_cookie(session: Session, cookie: str) -> Viewer | None:
    """Who holds this page cookie; None when nobody does any more."""
    now = clock.utc_now()
    return _of_row(store.find_viewer(session, now, cookie_hash=tokens.hash_of(cookie)), now)


def of_session(session: Session, session_id: UUID) -> Viewer | None:
    """Who is signed in by this session, while it lasts."""
    now = clock.utc_now()
    return _of_row(store.find_viewer(session, now, session_id=session_id), now)


def of_bearer(session: Session, token: str) -> Viewer | None:
    """Who an access token speaks for: a session's, or a personal one."""
    if not token.startswith(tokens.PERSONAL):
        session_id = tokens.session_in(token)
        return of_session(session, session_id) if session_id else None
    now = clock.utc_now()
    return _of_row(store.find_viewer_by_token(session, now, tokens.hash_of(token)), now)


def _of_row(row: ViewerRow | None, now: datetime) -> Viewer | None:
    if row is None:
        return None
    if not row.is_active:
        raise NotAllowed("This account is disabled.", "account-disabled")
    return _viewer(
        row,
        session_id=row.session_id,
        token_id=row.token_id,
        may_write=row.may_write,
        zone_settled=row.zone_settled,
        seen_long_ago=row.last_seen_at is None or now - row.last_seen_at > SEEN_EVERY,
    )


def of_user(user: Person) -> Viewer:
    """Act for a user without a session: commands and jobs."""
    return _viewer(user, session_id=None)


def of_email(session: Session, email: str) -> Viewer:
    """Act for the user with this address: commands."""
    user = store.find_by_email(session, key_of(email))
    if user is None:
        raise NotFound("There is no such user.", "user-not-found")
    return of_user(user)


def revisions(session: Session, *, user_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How often the data of these users have changed, in one statement."""
    return store.revisions_of(session, user_ids)


def _viewer(person: Person, **more: Any) -> Viewer:
    return Viewer(
        id=person.id,
        email=person.email,
        full_name=person.full_name,
        role=person.role,
        timezone=person.timezone,
        day_start=person.day_start,
        week_start=WeekStart(person.week_start),
        locale=person.locale,
        lived_through=person.lived_through,
        revision=person.revision,
        **more,
    )
