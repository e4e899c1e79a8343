"""Queries for batches of check-ins: all that is needed at once, all that comes of it at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, or_, select, tuple_
from sqlmodel import Session

from habit_app.db.dialect import is_postgresql
from habit_app.db.queries.badges import beside_checkin
from habit_app.db.queries.checkins import APPEND, LOG, put_entry_on
from habit_app.db.queries.habits import CHECKPOINT, ENTRY, HABIT, pauses_of, versions_of
from habit_app.db.rows import BadgeFacts, FullEntryRow, HabitRow, StatementRow, columns_of

BADGES = BadgeFacts._fields[:3]
"""What the plain badges are judged by, whatever the day."""


def load_for_batch(
    session: Session, owner_id: UUID, habit_ids: Collection[UUID]
) -> tuple[list[HabitRow], BadgeFacts | None]:
    """Return habits with versions and pauses, and what badges are judged by where there are any."""
    beside = beside_checkin()
    wanted = (beside[name].scalar_subquery() for name in BADGES)
    own = (HABIT.c.owner_id == owner_id, HABIT.c.deleted_at.is_(None))
    statement = select(*wanted, HABIT, versions_of(), pauses_of()).where(
        HABIT.c.id.in_(habit_ids), *own
    )
    found = session.execute(statement, {"owner": owner_id}).all()
    facts = BadgeFacts._make((*found[0][: len(BADGES)], 0, 0)) if found else None
    return [HabitRow(*row[len(BADGES) :]) for row in found], facts


def list_about(
    session: Session, days: Collection[tuple[UUID, date]], ops: Collection[tuple[UUID, UUID]]
) -> tuple[list[FullEntryRow], list[StatementRow]]:
    """Return the entries of some (habit, day), and what was said of them, oldest first.

    With what was said under some (habit, `op_id`) of whatever day.
    """
    entry, log = ENTRY.c, LOG.c
    about: ColumnElement[bool] = tuple_(log.habit_id, log.day).in_(days)
    if ops:
        about = or_(about, tuple_(log.habit_id, log.op_id).in_(ops))
    of_days = tuple_(entry.habit_id, entry.day).in_(days)
    entries = session.execute(select(ENTRY).where(of_days))
    said = select(*columns_of(StatementRow, LOG)).where(about).order_by(log.id)
    return (
        [FullEntryRow._make(row) for row in entries],
        [StatementRow._make(row) for row in session.execute(said)],
    )


def put_entries(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the entries of many days, or overwrite them."""
    if rows:
        session.execute(put_entry_on(on_postgresql=is_postgresql(session)), rows)


def delete_entries(session: Session, days: Collection[tuple[UUID, date]]) -> None:
    if days:
        session.execute(delete(ENTRY).where(tuple_(ENTRY.c.habit_id, ENTRY.c.day).in_(days)))


def append_logs(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(APPEND, rows)


def drop_checkpoints_from(session: Session, first: Mapping[UUID, date]) -> None:
    """Forget the checkpoints that changes made wrong, of each habit from its own day on."""
    since = case(first, value=CHECKPOINT.c.habit_id)
    gone = CHECKPOINT.c.habit_id.in_(first) & (CHECKPOINT.c.day >= since)
    session.execute(delete(CHECKPOINT).where(gone))
