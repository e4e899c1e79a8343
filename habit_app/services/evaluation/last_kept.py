"""A habit's latest kept day, and when it was recorded."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import checkins as store
from habit_app.db.queries import habits as habit_store
from habit_app.db.rows import HabitRow
from habit_app.domain.checkins import counts_as_kept
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.habits import Rules
from habit_app.services import histories
from habit_app.services.shared.viewers import Viewer


def after(
    session: Session,
    row: HabitRow,
    rules: Rules,
    day: date,
    now: datetime,
    *,
    kept: bool,
) -> dict[str, Any]:
    """The columns of the latest kept day after a statement about a day."""
    if kept and (row.last_day is None or day >= row.last_day):
        return {"last_day": day, "last_completed": now}
    if kept or day != row.last_day:
        return {"last_day": row.last_day, "last_completed": row.last_completed}
    return before(session, row.id, rules, day)


def again(session: Session, *, viewer: Viewer, habit_id: UUID) -> None:
    """Look for the latest kept day anew, because other rules judge what was recorded."""
    for row in habit_store.list_rows(session, viewer.id, habit_store.HABIT.c.id == habit_id):
        rules = histories.rules_of(row, (), viewer.week_start)
        habit_store.update_habit(session, row.id, before(session, row.id, rules, date.max))


def before(session: Session, habit_id: UUID, rules: Rules, day: date) -> dict[str, Any]:
    """The latest kept day before a day, where it is among the last 400 entries."""
    for earlier in store.list_done(session, habit_id, before=day, limit=400):
        if counts_as_kept(rules, Entry(earlier.day, EntryStatus.DONE, earlier.value)):
            return {"last_day": earlier.day, "last_completed": earlier.recorded_at}
    return {"last_day": None, "last_completed": None}
