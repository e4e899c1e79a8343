"""Queries on users, what lets them in, and the audit log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from habit_app.db.session import is_postgresql
from habit_app.db.tables import AccessToken, MailLink, Session, User

tables = SQLModel.metadata.tables
USER, SESSION, AUDIT = tables["user"], tables["session"], tables["audit"]
TOKEN, LINK, KEY = tables["access_token"], tables["mail_link"], tables["idempotency_key"]

VIEWER = (
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
        select(
            SESSION.c.id.label("session_id"),
            SESSION.c.last_seen_at,
            null().label("token_id"),
            true().label("may_write"),
            *VIEWER,
        )
        .join(USER, USER.c.id == SESSION.c.user_id)
        .where(
            SESSION.c[column] == bindparam("name"),
            SESSION.c.ended_at.is_(None),
            SESSION.c.expires_at > bindparam("now"),
        )
    )


def find_viewer_by_token(session: DbSession, now: datetime, token_hash: bytes) -> Row[Any] | None:
    """Return the user of a personal access token that has not expired, in one statement."""
    return session.execute(_viewer_by_token(), {"name": token_hash, "now": now}).one_or_none()


@cache
def _viewer_by_token() -> Select[Any]:
    return (
        select(
            null().label("session_id"),
            TOKEN.c.last_used_at.label("last_seen_at"),
            TOKEN.c.id.label("token_id"),
            TOKEN.c.may_write,
            *VIEWER,
        )
        .join(USER, USER.c.id == TOKEN.c.user_id)
        .where(
            TOKEN.c.token_hash == bindparam("name"),
            or_(TOKEN.c.expires_at.is_(None), TOKEN.c.expires_at > bindparam("now")),
            USER.c.delete_after.is_(None),
        )
    )


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
    session.execute(
        update(USER).where(USER.c.id == user_id).values(**values, revision=USER.c.revision + 1)
    )


def touch_login(session: DbSession, user_id: UUID, now: datetime) -> None:
    """Note a sign-in; it takes a wish to be deleted back."""
    values = {"last_login_at": now, "delete_after": None}
    session.execute(update(USER).where(USER.c.id == user_id).values(**values))


def delete_users(session: DbSession, before: datetime) -> Sequence[UUID]:
    """Delete for good whose time is over, with all that is theirs; return who they were."""
    statement = delete(USER).where(USER.c.delete_after <= before).returning(USER.c.id)
    return session.execute(statement).scalars().all()


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
    session: DbSession, session_id: UUID, *, seen: datetime, expires: datetime
) -> None:
    """Note the use of a session; a browser's then expires later, a script's when it would."""
    later = case((SESSION.c.client == "browser", expires), else_=SESSION.c.expires_at)
    values = {"last_seen_at": seen, "expires_at": later}
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


def insert_token(session: DbSession, row: AccessToken) -> None:
    session.add(row)
    session.flush()


def list_tokens(session: DbSession, user_id: UUID) -> Sequence[Row[Any]]:
    statement = select(TOKEN).where(TOKEN.c.user_id == user_id)
    return session.execute(statement.order_by(TOKEN.c.created_at.desc())).all()


def delete_token(session: DbSession, user_id: UUID, token_id: UUID) -> bool:
    mine = (TOKEN.c.id == token_id) & (TOKEN.c.user_id == user_id)
    return session.connection().execute(delete(TOKEN).where(mine)).rowcount > 0


def touch_token(session: DbSession, token_id: UUID, now: datetime) -> None:
    session.execute(update(TOKEN).where(TOKEN.c.id == token_id).values(last_used_at=now))


def insert_link(session: DbSession, row: MailLink) -> None:
    session.add(row)
    session.flush()


def use_link(
    session: DbSession, secret_hash: bytes, purposes: Sequence[str], now: datetime
) -> Row[Any] | None:
    """Mark a link as used and return it; None when it is unknown, used, expired, or for others."""
    statement = (
        update(LINK)
        .where(
            LINK.c.secret_hash == secret_hash,
            LINK.c.purpose.in_(purposes),
            LINK.c.used_at.is_(None),
            LINK.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(LINK.c.user_id, LINK.c.purpose, LINK.c.payload)
    )
    return session.execute(statement).one_or_none()


def find_link(session: DbSession, link_id: UUID) -> Row[Any] | None:
    return session.execute(select(LINK).where(LINK.c.id == link_id)).one_or_none()


def find_open_link(
    session: DbSession, secret_hash: bytes, purpose: str, now: datetime
) -> Row[Any] | None:
    statement = select(LINK).where(
        LINK.c.secret_hash == secret_hash,
        LINK.c.purpose == purpose,
        LINK.c.used_at.is_(None),
        LINK.c.expires_at > now,
    )
    return session.execute(statement).one_or_none()


def void_links(session: DbSession, user_id: UUID, purposes: Sequence[str], now: datetime) -> None:
    """Let older links for the same purpose lead nowhere."""
    older = (LINK.c.user_id == user_id) & LINK.c.purpose.in_(purposes) & LINK.c.used_at.is_(None)
    session.execute(update(LINK).where(older).values(used_at=now))


def purge_sign_ins(session: DbSession, before: datetime) -> None:
    """Forget sessions, tokens, links and keys that have been over for long."""
    session.execute(
        delete(SESSION).where(or_(SESSION.c.ended_at < before, SESSION.c.expires_at < before))
    )
    for table in (TOKEN, LINK):
        session.execute(delete(table).where(table.c.expires_at < before))
    session.execute(delete(KEY).where(KEY.c.created_at < before))


def claim_key(session: DbSession, values: Mapping[str, Any], *, expired: datetime) -> bool:
    """Keep an idempotency key for a request; False when it is taken.

    Of two that come at once the second waits for the first one's commit.
    """
    mine = (KEY.c.user_id == values["user_id"]) & (KEY.c.created_at < expired)
    session.execute(delete(KEY).where(mine))
    insert_into = postgresql.insert if is_postgresql(session) else sqlite.insert
    statement = insert_into(KEY).values(**values).on_conflict_do_nothing()
    return session.connection().execute(statement).rowcount > 0


def find_key(session: DbSession, user_id: UUID, key: str) -> Row[Any]:
    return session.execute(select(KEY).where(KEY.c.user_id == user_id, KEY.c.key == key)).one()


def complete_key(session: DbSession, user_id: UUID, key: str, values: Mapping[str, Any]) -> None:
    session.execute(update(KEY).where(KEY.c.user_id == user_id, KEY.c.key == key).values(**values))
