"""Queries on what lets people in: sessions, personal access tokens, links in mails."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import case, delete, func, or_, select, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from habit_app.db.queries.accounts.accounts import SESSION, TOKEN
from habit_app.db.rows import columns_of, one_or_none
from habit_app.db.tables import AccessToken, MailLink, Session

LINK = SQLModel.metadata.tables["mail_link"]


class SessionRow(NamedTuple):
    """A sign-in, as far as its owner is told of it."""

    id: UUID
    client: str
    user_agent: str
    ip: str
    created_at: datetime
    last_seen_at: datetime


class TokenRow(NamedTuple):
    """A personal access token, without what it is known by."""

    id: UUID
    name: str
    may_write: bool
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class LinkRow(NamedTuple):
    """A link in a mail, without what it is known by."""

    user_id: UUID | None
    purpose: str
    payload: dict[str, Any]
    used_at: datetime | None

    @property
    def owner_id(self) -> UUID:
        """Whom it was sent to. An invitation belongs to nobody, and must not be asked."""
        if self.user_id is None:
            message = f"A link to {self.purpose} belongs to nobody."
            raise ValueError(message)
        return self.user_id


def insert_session(session: DbSession, row: Session) -> None:
    session.add(row)
    session.flush()


def lock_session(session: DbSession, session_id: UUID) -> Session | None:
    """Return a session that nobody else changes until the commit."""
    statement = select(Session).where(SESSION.c.id == session_id).with_for_update()
    return session.execute(statement).scalar_one_or_none()


def touch_session(
    session: DbSession, session_id: UUID, *, seen: datetime, expires: datetime
) -> None:
    """Note the use of a session. That lets a browser's expire later; a script's keeps its end."""
    later = case((SESSION.c.client == "browser", expires), else_=SESSION.c.expires_at)
    values = {"last_seen_at": seen, "expires_at": later}
    session.execute(update(SESSION).where(SESSION.c.id == session_id).values(**values))


def end_sessions(
    session: DbSession,
    now: datetime,
    *,
    user_id: UUID,
    only: UUID | None = None,
    but: UUID | None = None,
) -> int:
    """End a user's sessions: all, only one, or all but one; return how many that were."""
    theirs = (SESSION.c.user_id == user_id) & SESSION.c.ended_at.is_(None)
    if only is not None:
        theirs &= SESSION.c.id == only
    if but is not None:
        theirs &= SESSION.c.id != but
    result = session.connection().execute(update(SESSION).where(theirs).values(ended_at=now))
    return result.rowcount


def list_sessions(session: DbSession, user_id: UUID, now: datetime) -> list[SessionRow]:
    statement = select(*columns_of(SessionRow, SESSION)).where(
        SESSION.c.user_id == user_id, SESSION.c.ended_at.is_(None), SESSION.c.expires_at > now
    )
    found = session.execute(statement.order_by(SESSION.c.last_seen_at.desc()))
    return [SessionRow._make(row) for row in found]


def insert_token(session: DbSession, row: AccessToken) -> None:
    session.add(row)
    session.flush()


def list_tokens(session: DbSession, user_id: UUID) -> list[TokenRow]:
    statement = select(*columns_of(TokenRow, TOKEN)).where(TOKEN.c.user_id == user_id)
    found = session.execute(statement.order_by(TOKEN.c.created_at.desc()))
    return [TokenRow._make(row) for row in found]


def delete_tokens(session: DbSession, user_id: UUID, token_id: UUID | None = None) -> int:
    """Take back one of a user's tokens, or all of them; return how many that were."""
    mine = TOKEN.c.user_id == user_id
    if token_id is not None:
        mine &= TOKEN.c.id == token_id
    return session.connection().execute(delete(TOKEN).where(mine)).rowcount


def count_tokens(session: DbSession, user_id: UUID) -> int:
    statement = select(func.count()).select_from(TOKEN).where(TOKEN.c.user_id == user_id)
    count: int = session.execute(statement).scalar_one()
    return count


def touch_token(session: DbSession, token_id: UUID, now: datetime) -> None:
    session.execute(update(TOKEN).where(TOKEN.c.id == token_id).values(last_used_at=now))


def insert_link(session: DbSession, row: MailLink) -> None:
    session.add(row)
    session.flush()


def use_link(
    session: DbSession, secret_hash: bytes, purposes: Sequence[str], now: datetime
) -> LinkRow | None:
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
        .returning(*columns_of(LinkRow, LINK))
    )
    return one_or_none(LinkRow, session.execute(statement))


def find_link(session: DbSession, link_id: UUID) -> LinkRow | None:
    return one_or_none(LinkRow, session.execute(_LINKS.where(LINK.c.id == link_id)))


_LINKS = select(*columns_of(LinkRow, LINK))


def find_open_link(
    session: DbSession, secret_hash: bytes, purpose: str, now: datetime
) -> LinkRow | None:
    statement = _LINKS.where(
        LINK.c.secret_hash == secret_hash,
        LINK.c.purpose == purpose,
        LINK.c.used_at.is_(None),
        LINK.c.expires_at > now,
    )
    return one_or_none(LinkRow, session.execute(statement))


def void_links(session: DbSession, user_id: UUID, purposes: Sequence[str], now: datetime) -> None:
    """Let older links for the same purpose lead nowhere."""
    older = (LINK.c.user_id == user_id) & LINK.c.purpose.in_(purposes) & LINK.c.used_at.is_(None)
    session.execute(update(LINK).where(older).values(used_at=now))


def purge_sign_ins(session: DbSession, before: datetime) -> None:
    """Forget sessions, tokens and links that have been over for long."""
    session.execute(
        delete(SESSION).where(or_(SESSION.c.ended_at < before, SESSION.c.expires_at < before))
    )
    for table in (TOKEN, LINK):
        session.execute(delete(table).where(table.c.expires_at < before))
