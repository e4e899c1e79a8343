"""Queries on idempotency keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update
from sqlmodel import Session as DbSession
from sqlmodel import SQLModel

from habit_app.db.dialect import insert_new

KEY = SQLModel.metadata.tables["idempotency_key"]


def claim_key(session: DbSession, values: Mapping[str, Any], *, expired: datetime) -> bool:
    """Keep an idempotency key for a request; False when it is taken.

    Of two that come at once the second waits for the first one's commit.
    """
    mine = (KEY.c.user_id == values["user_id"]) & (KEY.c.created_at < expired)
    session.execute(delete(KEY).where(mine))
    statement = insert_new(session, KEY).values(**values)
    return session.connection().execute(statement).rowcount > 0


def find_key(session: DbSession, user_id: UUID, key: str) -> Row[Any]:
    return session.execute(select(KEY).where(KEY.c.user_id == user_id, KEY.c.key == key)).one()


def complete_key(session: DbSession, user_id: UUID, key: str, values: Mapping[str, Any]) -> None:
    session.execute(update(KEY).where(KEY.c.user_id == user_id, KEY.c.key == key).values(**values))


def purge_keys(session: DbSession, before: datetime) -> None:
    session.execute(delete(KEY).where(KEY.c.created_at < before))
