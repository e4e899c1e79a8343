"""Queries on users, their sessions and the audit log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from habit_app.db.tables import Session, User

tables = SQLModel.metadata.tables
USER, SESSION, AUDIT = tables["user"], tables["session"], tables["audit"]

VIEWER = (
    SESSION.c.id.label("session_id"),
    SESSION.c.last_seen_at,
    USER.c.id,
    USER.c.email,
    USER.c.full_name,
    USER.c.role,
    USER.c.is_active,
    USER.c.timezone,
    USER.c.day_start,
    USER.c.week_start,
    USER.c.locale,
    USER.c.lived_through,
)


def find_viewer(
    session: DbSession,
    now: datetime,
    *,
    session_id: UUID | None = None,
    cookie_hash: bytes | None = None,
) -> Row[Any] | None:
    """Return the user of a session that is neither ended nor expired, in one statement."""
    if session_id:
        return session.execute(_viewer_by("id"), {"name": session_id, "now": now}).one_or_none()
    named = {"name": cookie_hash, "now": now}
    return session.execute(_viewer_by("cookie_hash"), named).one_or_none()


@cache
def _viewer_by(column: str) -> Select[Any]:
    return (
        select(*VIEWER)
        .join(USER, USER.c.id == SESSION.c.user_id)
        .where(
            SESSION.c[column] == bindparam("name"),
            SESSION.c.ended_at.is_(None),
            SESSION.c.expires_at > bindparam("now"),
            USER.c.deleted_at.is_(None),
        )
    )


def find_by_email(session: DbSession, email_key: str) -> User | None:
    statement = select(User).where(USER.c.email_key == email_key, USER.c.deleted_at.is_(None))
    return session.execute(statement).scalar_one_or_none()


def find_user(session: DbSession, user_id: UUID) -> User:
    user: User = session.execute(select(User).where(USER.c.id == user_id)).scalar_one()
    return user


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
    session.execute(
        update(USER).where(USER.c.id == user_id).values(**values, revision=USER.c.revision + 1)
    )


def touch_login(session: DbSession, user_id: UUID, now: datetime) -> None:
    session.execute(update(USER).where(USER.c.id == user_id).values(last_login_at=now))


def insert_session(session: DbSession, row: Session) -> None:
    session.add(row)
    session.flush()


def find_session_by_refresh(session: DbSession, refresh_hash: bytes) -> Session | None:
    """Return the session whose current or previous refresh token this is, locked."""
    statement = (
        select(Session)
        .where(
            (SESSION.c.refresh_hash == refresh_hash)
            | (SESSION.c.previous_refresh_hash == refresh_hash)
        )
        .with_for_update()
    )
    return session.execute(statement).scalar_one_or_none()


def touch_session(
    session: DbSession, session_id: UUID, *, seen: datetime, expires: datetime | None
) -> None:
    values = {"last_seen_at": seen} | ({"expires_at": expires} if expires else {})
    session.execute(update(SESSION).where(SESSION.c.id == session_id).values(**values))


def end_sessions(session: DbSession, now: datetime, *conditions: ColumnElement[bool]) -> int:
    statement = update(SESSION).where(SESSION.c.ended_at.is_(None), *conditions)
    result = session.connection().execute(statement.values(ended_at=now))
    return result.rowcount


def list_sessions(session: DbSession, user_id: UUID, now: datetime) -> Sequence[Row[Any]]:
    statement = select(SESSION).where(
        SESSION.c.user_id == user_id, SESSION.c.ended_at.is_(None), SESSION.c.expires_at > now
    )
    return session.execute(statement.order_by(SESSION.c.last_seen_at.desc())).all()


def append_audit(session: DbSession, values: Mapping[str, Any]) -> None:
    session.execute(insert(AUDIT).values(**values))
