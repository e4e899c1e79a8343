"""Queries on imports, and on the imported habits that another import may meet."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlmodel import Session, SQLModel

from habit_app.db.bulk import Batch, batch_of
from habit_app.db.queries.checkins import LOG, put_entry_on
from habit_app.db.queries.habits import ENTRY, HABIT, USER, VERSION
from habit_app.db.rows import FullEntryRow
from habit_app.db.session import get_engine
from habit_app.db.tables import Habit, HabitVersion, ImportRun, Pause

RUN = SQLModel.metadata.tables["import_run"]
SOURCE = "import"
OWN = "smarthabit"

ENTRY_COLUMNS = FullEntryRow._fields
LOG_COLUMNS = (
    "id",
    "habit_id",
    "day",
    "status",
    "value",
    "note",
    "recorded_at",
    "made_at",
    "local_minute",
    "timezone",
    "source",
    "created",
    "op_id",
)


def revision_of(session: Session, owner_id: UUID) -> int:
    """How many commits changed what this user sees."""
    statement = select(USER.c.revision).where(USER.c.id == owner_id)
    revision: int = session.execute(statement).scalar_one()
    return revision


def came_from(tracker: str) -> list[ColumnElement[bool]]:
    """Whether a file of a tracker may tell of a habit; those in the trash, too.

    One of our own may tell of any.
    """
    return [] if tracker == OWN else [HABIT.c.origin.startswith(f"{tracker}:")]


def list_entries(session: Session, habit_ids: Sequence[UUID]) -> list[FullEntryRow]:
    """Return every entry of some habits."""
    statement = select(ENTRY).where(ENTRY.c.habit_id.in_(habit_ids))
    return [FullEntryRow._make(row) for row in session.execute(statement)]


def insert_habits(
    session: Session,
    habits: Sequence[Habit],
    versions: Sequence[HabitVersion],
    pauses: Sequence[Pause],
) -> None:
    session.add_all(habits)
    session.flush()
    session.add_all([*versions, *pauses])
    session.flush()


def entries_batch(rows: list[tuple[Any, ...]]) -> Batch:
    """Entries to be put: a day that has one gets the new."""
    put = put_entry_on(on_postgresql=get_engine().dialect.name == "postgresql")
    return batch_of(put, ENTRY_COLUMNS, rows)


def log_batch(rows: list[tuple[Any, ...]]) -> Batch:
    """Statements to be appended to the log."""
    return batch_of(insert(LOG), LOG_COLUMNS, rows)


def replace_versions(session: Session, habit_id: UUID, versions: Sequence[HabitVersion]) -> None:
    """Let a habit ask for these from now on, and for nothing else that it did."""
    session.execute(delete(VERSION).where(VERSION.c.habit_id == habit_id))
    session.add_all(versions)
    session.flush()


def insert_run(session: Session, run: ImportRun) -> None:
    session.add(run)
    session.flush()


def find_run(session: Session, owner_id: UUID, run_id: UUID) -> ImportRun | None:
    statement = select(ImportRun).where(RUN.c.id == run_id, RUN.c.owner_id == owner_id)
    return session.execute(statement).scalar_one_or_none()


def finish_run(session: Session, run_id: UUID, report: Mapping[str, Any], payload: bytes) -> None:
    """A dry run was carried out: in the place of its file is what takes it back."""
    waiting = (RUN.c.id == run_id) & (RUN.c.status == "dry_run")
    session.execute(
        update(RUN).where(waiting).values(status="imported", report=report, payload=payload)
    )


def keep_one_undo(session: Session, owner_id: UUID, run_id: UUID) -> None:
    """Forget how to take back a user's imports before this one."""
    older = (RUN.c.owner_id == owner_id) & (RUN.c.status == "imported") & (RUN.c.id != run_id)
    session.execute(update(RUN).where(older, RUN.c.payload.is_not(None)).values(payload=None))


def delete_run(session: Session, run_id: UUID) -> None:
    session.execute(delete(RUN).where(RUN.c.id == run_id))


def drop_dry_runs(session: Session, owner_id: UUID, *, but: int) -> None:
    """Forget all dry runs of a user but the newest few."""
    waiting = (RUN.c.owner_id == owner_id) & (RUN.c.status == "dry_run")
    newest = select(RUN.c.id).where(waiting).order_by(RUN.c.id.desc()).limit(but)
    session.execute(delete(RUN).where(waiting, RUN.c.id.not_in(newest)))
