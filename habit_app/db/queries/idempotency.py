"""Queries on idempotency keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from habit_app.db.dialect import insert_new
from habit_app.db.rows import columns_of

KEY = SQLModel.metadata.tables["idempotency_key"]


class KeyRow(NamedTuple):
    """What a request with a key was, and what it was answered; 0 while it runs."""

    fingerprint: bytes
    status: int
    location: str | None
    body: bytes | None
    created_at: datetime


def claim_key(session: DbSession, values: Mapping[str, Any], *, expired: datetime) -> bool:
    """Keep an idempotency key for a request; False when it is taken.

    Of two that come at once the second waits for the first one's commit.
    """
    mine = (KEY.c.user_id == values["user_id"]) & (KEY.c.created_at < expired)
    session.execute(delete(KEY).where(mine))
    statement = insert_new(session, KEY).values(**values)
    return session.connection().execute(statement).rowcount > 0


def find_key(session: DbSession, user_id: UUID, key: str) -> KeyRow:
    mine = (KEY.c.user_id == user_id, KEY.c.key == key)
    return KeyRow._make(session.execute(select(*columns_of(KeyRow, KEY)).where(*mine)).one())


def complete_key(session: DbSession, user_id: UUID, key: str, values: Mapping[str, Any]) -> None:
    session.execute(update(KEY).where(KEY.c.user_id == user_id, KEY.c.key == key).values(**values))


def purge_keys(session: DbSession, before: datetime) -> None:
    session.execute(delete(KEY).where(KEY.c.created_at < before))
