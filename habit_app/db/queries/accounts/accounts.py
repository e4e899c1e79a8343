"""Queries on users, and on who is looking."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, func, null, or_, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from habit_app import revisions
from habit_app.db.rows import columns_of, one_or_none
from habit_app.db.tables import User

tables = SQLModel.metadata.tables
USER, SESSION, TOKEN = tables["user"], tables["session"], tables["access_token"]
HABIT, ENTRY, LOG = tables["habit"], tables["entry"], tables["entry_log"]


class ViewerRow(NamedTuple):
    """A user, with the session or token that speaks for them."""

    id: UUID
    email: str
    full_name: str
    role: str
    is_active: bool
    timezone: str
    day_start: int
    week_start: str
    locale: str
    lived_through: date | None
    zone_settled: bool
    revision: int
    session_id: UUID | None
    token_id: UUID | None
    last_seen_at: datetime | None
    may_write: bool


def find_viewer(
    session: DbSession,
    now: datetime,
    *,
    session_id: UUID | None = None,
    cookie_hash: bytes | None = None,
) -> ViewerRow | None:
    """Return the user of a session that is neither ended nor expired, in one statement."""
    column, name = ("id", session_id) if session_id else ("cookie_hash", cookie_hash)
    return one_or_none(ViewerRow, session.execute(_viewer_by(column), {"name": name, "now": now}))


@cache
def _viewer_by(column: str) -> Select[Any]:
    return (
        select(
            *columns_of(
                ViewerRow,
                USER,
                SESSION,
                session_id=SESSION.c.id,
                token_id=null(),
                may_write=true(),
            )
        )
        .join(USER, USER.c.id == SESSION.c.user_id)
        .where(
            SESSION.c[column] == bindparam("name"),
            SESSION.c.ended_at.is_(None),
            SESSION.c.expires_at > bindparam("now"),
        )
    )


def find_viewer_by_token(session: DbSession, now: datetime, token_hash: bytes) -> ViewerRow | None:
    """Return the user of a personal access token that has not expired, in one statement."""
    named = {"name": token_hash, "now": now}
    return one_or_none(ViewerRow, session.execute(_viewer_by_token(), named))


@cache
def _viewer_by_token() -> Select[Any]:
    return (
        select(
            *columns_of(
                ViewerRow,
                USER,
                TOKEN,
                session_id=null(),
                token_id=TOKEN.c.id,
                last_seen_at=TOKEN.c.last_used_at,
            )
        )
        .join(USER, USER.c.id == TOKEN.c.user_id)
        .where(
            TOKEN.c.token_hash == bindparam("name"),
            or_(TOKEN.c.expires_at.is_(None), TOKEN.c.expires_at > bindparam("now")),
            USER.c.delete_after.is_(None),
        )
    )


def has_recorded(session: DbSession, user_id: UUID) -> bool:
    """Whether a user has ever recorded anything, taken back or not."""
    own = select(HABIT.c.id).where(HABIT.c.owner_id == user_id)
    found = select(LOG.c.habit_id).where(LOG.c.habit_id.in_(own)).limit(1)
    return session.execute(found).first() is not None


def find_by_email(session: DbSession, email_key: str) -> User | None:
    statement = select(User).where(USER.c.email_key == email_key)
    return session.execute(statement).scalar_one_or_none()


def find_user(session: DbSession, user_id: UUID) -> User:
    user: User = session.execute(select(User).where(USER.c.id == user_id)).scalar_one()
    return user


def find_user_or_none(session: DbSession, user_id: UUID) -> User | None:
    statement = select(User).where(USER.c.id == user_id)
    return session.execute(statement).scalar_one_or_none()


def count_users(session: DbSession) -> int:
    count: int = session.execute(select(func.count()).select_from(USER)).scalar_one()
    return count


def insert_user(session: DbSession, user: User) -> bool:
    """Insert a user; False when somebody has the address, also when two come at once."""
    try:
        with session.begin_nested():
            session.add(user)
            session.flush()
    except IntegrityError:
        return False
    return True


def update_user(session: DbSession, user_id: UUID, values: Mapping[str, Any]) -> None:
    """Change a user, and tell their open pages."""
    change = update(USER).where(USER.c.id == user_id)
    change = change.values(**values, revision=USER.c.revision + 1)
    raised = session.execute(change.returning(USER.c.revision)).scalar_one_or_none()
    if raised is not None:
        revisions.note(session, user_id, raised)


def revisions_of(session: DbSession, user_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the revision of each of these users, in one statement."""
    statement = select(USER.c.id, USER.c.revision).where(USER.c.id.in_(user_ids))
    return {row.id: row.revision for row in session.execute(statement)}


def set_email(session: DbSession, user_id: UUID, values: Mapping[str, Any]) -> bool:
    """Give a user another address; False when somebody has it, also when two come at once."""
    try:
        with session.begin_nested():
            update_user(session, user_id, values)
    except IntegrityError:
        return False
    return True


def touch_login(session: DbSession, user_id: UUID, now: datetime) -> None:
    """Note a sign-in; it takes a wish to be deleted back."""
    values = {"last_login_at": now, "delete_after": None}
    session.execute(update(USER).where(USER.c.id == user_id).values(**values))


def delete_users(session: DbSession, before: datetime) -> Sequence[UUID]:
    """Delete for good whose time is over, with all that is theirs; return who they were."""
    statement = delete(USER).where(USER.c.delete_after <= before).returning(USER.c.id)
    return session.execute(statement).scalars().all()


def last_recorded_day(session: DbSession, owner_id: UUID) -> date | None:
    """Return the latest day on which a person has anything recorded, of whatever habit."""
    own = select(HABIT.c.id).where(HABIT.c.owner_id == owner_id)
    statement = select(func.max(ENTRY.c.day)).where(ENTRY.c.habit_id.in_(own))
    day: date | None = session.execute(statement).scalar_one()
    return day
