"""What an import would do: which habits are known, what is new, what stays."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app.db import habits as habit_store
from habit_app.db import imports as store
from habit_app.errors import Conflict
from habit_app.integrations.importers.history import ImportedHabit, ImportedHistory
from habit_app.services.habits import LIMIT
from habit_app.services.viewers import Viewer


@dataclass(frozen=True, slots=True)
class HabitReport:
    """What becomes of one habit of the file; `kept` entries were made here and stay."""

    title: str
    action: str
    entries: int
    kept: int
    strength: float | None
    dropped: list[dict[str, Any]]


def report_of(session: Session, viewer: Viewer, history: ImportedHistory) -> dict[str, Any]:
    """Say what would be done, without doing it."""
    known = known_habits(session, viewer, history)
    refuse_too_many(session, viewer, history, known)
    stored = stored_entries(session, list(known.values()))
    reports = []
    for habit in history.habits:
        habit_id = known.get(habit.origin)
        changed, kept = changes_in(habit, stored.get(habit_id, {}) if habit_id else {})
        reports.append(habit_report(habit, action_of(habit_id, changed), len(changed), kept, None))
    return {"habits": [asdict(report) for report in reports], "errors": history.errors}


def action_of(habit_id: UUID | None, changed: Sequence[object]) -> str:
    if habit_id is None:
        return "create"
    return "update" if changed else "skip"


def habit_report(
    habit: ImportedHabit, action: str, entries: int, kept: int, strength: float | None
) -> HabitReport:
    dropped = [{"reason": reason, "count": count} for reason, count in habit.dropped.items()]
    return HabitReport(habit.title, action, entries, kept, strength, dropped)


def known_habits(session: Session, viewer: Viewer, history: ImportedHistory) -> dict[str, UUID]:
    """Which habits of the file are here already: by id, else by the name they came with."""
    rows = [row for row in store.list_origins(session, viewer.id) if row.deleted_at is None]
    by_origin = {row.origin: row.id for row in rows}
    by_title = {row.title: row.id for row in rows}
    own = {habit.origin for habit in history.habits}
    named = {
        habit.origin: by_title[habit.title]
        for habit in history.habits
        if habit.title in by_title
        and habit.origin not in by_origin
        and not any(row.id == by_title[habit.title] and row.origin in own for row in rows)
    }
    return named | {origin: by_origin[origin] for origin in own if origin in by_origin}


def refuse_too_many(
    session: Session, viewer: Viewer, history: ImportedHistory, known: Mapping[str, UUID]
) -> None:
    new = sum(habit.origin not in known for habit in history.habits)
    if habit_store.count_kept(session, viewer.id) + new > LIMIT:
        raise Conflict(f"More than {LIMIT} habits are too many to keep.", "too-many-habits")


def stored_entries(session: Session, habit_ids: Sequence[UUID]) -> dict[UUID, dict[date, Any]]:
    stored: dict[UUID, dict[date, Any]] = {}
    for row in store.list_known(session, habit_ids) if habit_ids else ():
        stored.setdefault(row.habit_id, {})[row.day] = row
    return stored


def changes_in(habit: ImportedHabit, stored: Mapping[date, Any]) -> tuple[list[Any], int]:
    """The entries that are new or say something else, and how many of our own stay."""
    changed, kept = [], 0
    for entry in habit.entries:
        row = stored.get(entry.day)
        said = (str(entry.status), entry.value, entry.note)
        if row is not None and row.source != SOURCE:
            kept += 1
        elif row is None or (row.status, row.value, row.note) != said:
            changed.append(entry)
    return changed, kept


SOURCE = "import"
