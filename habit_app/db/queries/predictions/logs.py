"""Queries on what training reads: whose history, and every statement of it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.checkins import LOG


class StatementRow(NamedTuple):
    """A statement of the entry log: what its day held after it, and when that was said."""

    habit_id: UUID
    day: date
    status: str
    value: int | None
    recorded_at: datetime
    local_minute: int
    source: str


def list_trainers(session: Session) -> list[UUID]:
    """Return whose history may train a model, by id."""
    willing = (USER.c.trains_model, USER.c.is_active, USER.c.delete_after.is_(None))
    return list(session.execute(select(USER.c.id).where(*willing).order_by(USER.c.id)).scalars())


def list_statements(
    session: Session, habit_ids: Collection[UUID], since: date
) -> list[StatementRow]:
    """Return what was said of days from one on, in the order in which it was said."""
    statement = (
        select(*(LOG.c[name] for name in StatementRow._fields))
        .where(LOG.c.habit_id.in_(habit_ids), LOG.c.day >= since)
        .order_by(LOG.c.id)
    )
    return [StatementRow._make(row) for row in session.execute(statement)]
