"""Use-cases on imports: what a file would do, and doing it, whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db import checkins as entry_store
from habit_app.db import habits as habit_store
from habit_app.db import imports as store
from habit_app.db.tables import Habit, HabitVersion, ImportRun, Pause
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.entries import EntryStatus
from habit_app.domain.schedules import schedule_dict
from habit_app.errors import Conflict, NotFound
from habit_app.integrations.importers import detection
from habit_app.integrations.importers.history import ImportedHabit, ImportedHistory
from habit_app.services import evaluations
from habit_app.services.import_plans import (
    SOURCE,
    action_of,
    changes_in,
    habit_report,
    known_habits,
    refuse_too_many,
    report_of,
    stored_entries,
)
from habit_app.services.viewers import Viewer


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import, done or only planned."""

    id: UUID
    status: str
    report: dict[str, Any]


def read(payload: bytes, *, today: date) -> ImportedHistory:
    """Parse a file, outside of any transaction."""
    return detection.read(payload, today=today)


def run(
    session: Session,
    *,
    viewer: Viewer,
    payload: bytes,
    history: ImportedHistory,
    dry_run: bool,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportView:
    """Plan an import and keep the file for its commit, or carry it out at once."""
    report = report_of(session, viewer, history)
    if not dry_run:
        report = _write(session, viewer, history, today or viewer.today(), progress)
    row = ImportRun(
        owner_id=viewer.id,
        format=history.format,
        status="dry_run" if dry_run else "imported",
        report=report,
        payload=payload if dry_run else None,
    )
    store.insert_run(session, row)
    return ImportView(row.id, row.status, report)


def find(session: Session, *, viewer: Viewer, import_id: UUID) -> ImportView:
    row = _require(session, viewer, import_id)
    return ImportView(row.id, row.status, row.report)


def payload_of(session: Session, *, viewer: Viewer, import_id: UUID) -> bytes:
    """The file of a dry run that waits for its commit."""
    row = _require(session, viewer, import_id)
    if row.payload is None:
        raise Conflict("This import was carried out already.", "already-imported")
    return row.payload


def commit(
    session: Session, *, viewer: Viewer, import_id: UUID, history: ImportedHistory
) -> ImportView:
    """Carry out what a dry run planned."""
    payload_of(session, viewer=viewer, import_id=import_id)
    report = _write(session, viewer, history, viewer.today(), None)
    store.finish_run(session, import_id, report)
    return ImportView(import_id, "imported", report)


def _require(session: Session, viewer: Viewer, import_id: UUID) -> ImportRun:
    row = store.find_run(session, viewer.id, import_id)
    if row is None:
        raise NotFound("There is no such import.", "import-not-found")
    return row


def _write(
    session: Session,
    viewer: Viewer,
    history: ImportedHistory,
    today: date,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Any]:
    """Write habits, entries and their evaluation; an error leaves nothing behind."""
    habit_store.lock_owner(session, viewer.id)
    known = known_habits(session, viewer, history)
    refuse_too_many(session, viewer, history, known)
    stored = stored_entries(session, list(known.values()))
    position = habit_store.last_position(session, viewer.id)
    reports = []
    for number, habit in enumerate(history.habits, start=1):
        habit_id = known.get(habit.origin)
        changed, kept = changes_in(habit, stored.get(habit_id, {}) if habit_id else {})
        action = action_of(habit_id, changed)
        if habit_id is None:
            habit_id = _create(session, viewer, habit, position + number, today)
        if changed:
            _write_entries(session, viewer, habit_id, changed)
        strength = None
        if action != "skip":
            _finish(session, viewer, habit_id, habit)
            evaluations.reassess(
                session, viewer=viewer, habit_ids=[habit_id], first=None, today=today
            )
            row = habit_store.find_row(session, viewer.id, habit_id)
            strength = round(row.strength, 6) if row else None
        reports.append(habit_report(habit, action, len(changed), kept, strength))
        if progress:
            progress(number, len(history.habits))
    return {"habits": [asdict(report) for report in reports], "errors": history.errors}


def _create(
    session: Session, viewer: Viewer, habit: ImportedHabit, position: int, today: date
) -> UUID:
    row = Habit(
        owner_id=viewer.id,
        title=habit.title,
        description=habit.description,
        color=habit.color,
        kind=str(habit.kind),
        unit=habit.unit,
        reminder_times=habit.reminder_times,
        start_date=habit.entries[0].day if habit.entries else today,
        position=position,
        origin=habit.origin,
        archived_at=clock.utc_now() if habit.archived else None,
        as_of=today,
    )
    version = HabitVersion(
        habit_id=row.id,
        valid_from=FROM_EVER,
        schedule=schedule_dict(habit.schedule),
        target=habit.target,
        direction=str(habit.direction),
    )
    habit_store.insert_habit(session, row, version)
    if habit.archived:
        away = Pause(
            owner_id=viewer.id,
            habit_id=row.id,
            kind="archive",
            first_day=today + timedelta(days=1),
        )
        habit_store.insert_pause(session, away)
    return row.id


def _write_entries(
    session: Session, viewer: Viewer, habit_id: UUID, changed: Sequence[Any]
) -> None:
    now = clock.utc_now()
    store.delete_entries(session, [(habit_id, entry.day) for entry in changed])
    rows = [
        {
            "habit_id": habit_id,
            "day": entry.day,
            "status": str(entry.status),
            "value": entry.value,
            "note": entry.note,
            "source": SOURCE,
            "recorded_at": now,
        }
        for entry in changed
    ]
    habit_store.insert_rows(session, habit_store.ENTRY, rows)
    habit_store.insert_rows(
        session,
        entry_store.LOG,
        [
            {
                **row,
                "id": uuid7(),
                "made_at": _end_of(entry.day),
                "local_minute": 0,
                "timezone": viewer.timezone,
                "created": True,
                "op_id": None,
            }
            for row, entry in zip(rows, changed, strict=True)
        ],
    )


def _end_of(day: date) -> datetime:
    """Imported history is known at the end of its day."""
    return datetime.combine(day, time(23, 59), tzinfo=UTC)


def _finish(session: Session, viewer: Viewer, habit_id: UUID, habit: ImportedHabit) -> None:
    """Keep the start before the first day that is known, and the latest kept day."""
    row = habit_store.find_row(session, viewer.id, habit_id)
    if row is None or not habit.entries:
        return
    done = [entry.day for entry in habit.entries if entry.status is EntryStatus.DONE]
    last = max([*done, *([row.last_day] if row.last_day else [])], default=None)
    habit_store.update_habit(
        session,
        habit_id,
        {
            "start_date": min(row.start_date, habit.entries[0].day),
            "last_day": last,
            "last_completed": row.last_completed or (_end_of(last) if last else None),
        },
    )
