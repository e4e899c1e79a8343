"""Queries on habits and what belongs to them. Every one names the owner."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Table,
    Text,
    Update,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from habit_app import revisions
from habit_app.db.rows import (
    HabitNameRow,
    HabitRow,
    PauseRow,
    VersionRow,
    columns_of,
    one_or_none,
)
from habit_app.db.tables import Habit, HabitVersion, Pause
from habit_app.db.tables.habits import FROM_EVER
from habit_app.db.types import json_row, json_rows

tables = SQLModel.metadata.tables
USER, HABIT, VERSION, PAUSE = (tables[name] for name in ("user", "habit", "habit_version", "pause"))
ENTRY, CHECKPOINT = tables["entry"], tables["checkpoint"]


def versions_of(habit: Table = HABIT) -> ScalarSelect[Any]:
    """A habit's versions as a JSON array of (valid_from, schedule as text, target, direction)."""
    version = VERSION.c
    schedule = cast(version.schedule, Text)
    rows = json_row(version.valid_from, schedule, version.target, version.direction)
    return select(json_rows(rows)).where(version.habit_id == habit.c.id).scalar_subquery()


def pauses_of(habit: Table = HABIT) -> ScalarSelect[Any]:
    """The pauses that rest on a habit, its owner's own ones with them, as (first, last)."""
    pause = PAUSE.c
    return (
        select(json_rows(json_row(pause.first_day, pause.last_day)))
        .where(
            pause.owner_id == habit.c.owner_id,
            or_(pause.habit_id == habit.c.id, pause.habit_id.is_(None)),
        )
        .scalar_subquery()
    )


def predecessor_of(habit: Table = HABIT) -> ScalarSelect[Any]:
    """The habit that comes before this one in its chain."""
    other = habit.alias("other")
    return (
        select(other.c.id)
        .where(
            other.c.chain_id == habit.c.chain_id,
            other.c.chain_position < habit.c.chain_position,
        )
        .order_by(other.c.chain_position.desc())
        .limit(1)
        .scalar_subquery()
    )


def lock_owner(session: Session, owner_id: UUID) -> None:
    """Queue up behind the owner's other writers, and tell their open pages that things changed."""
    raised = session.execute(_RAISE_REVISION, {"owner": owner_id}).scalar_one_or_none()
    if raised is not None:
        revisions.note(session, owner_id, raised)


_RAISE_REVISION = (
    update(USER)
    .where(USER.c.id == bindparam("owner"))
    .values(revision=USER.c.revision + 1)
    .returning(USER.c.revision)
)


def list_rows(session: Session, owner_id: UUID, *conditions: ColumnElement[bool]) -> list[HabitRow]:
    """Return the owner's habits with their versions, in the owner's order."""
    statement = (
        select(HABIT, versions_of())
        .where(HABIT.c.owner_id == owner_id, *conditions)
        .order_by(HABIT.c.position, HABIT.c.id)
    )
    return [HabitRow(*row) for row in session.execute(statement)]


def list_names(
    session: Session, owner_id: UUID, *conditions: ColumnElement[bool]
) -> list[HabitNameRow]:
    """Return what the owner's habits are called, in the owner's order."""
    statement = (
        select(*columns_of(HabitNameRow, HABIT))
        .where(HABIT.c.owner_id == owner_id, *conditions)
        .order_by(HABIT.c.position, HABIT.c.id)
    )
    return [HabitNameRow._make(row) for row in session.execute(statement)]


def active() -> ColumnElement[bool]:
    return HABIT.c.archived_at.is_(None) & HABIT.c.deleted_at.is_(None)


def archived() -> ColumnElement[bool]:
    return HABIT.c.archived_at.is_not(None) & HABIT.c.deleted_at.is_(None)


def deleted() -> ColumnElement[bool]:
    return HABIT.c.deleted_at.is_not(None)


def kept_in_trash_since(instant: datetime) -> ColumnElement[bool]:
    return HABIT.c.deleted_at >= instant


def find_row(
    session: Session, owner_id: UUID, habit_id: UUID, *, with_deleted: bool = False
) -> HabitRow | None:
    """Return one habit of the owner with its versions and pauses."""
    statement = select(HABIT, versions_of(), pauses_of(), predecessor_of()).where(
        HABIT.c.owner_id == owner_id, HABIT.c.id == habit_id
    )
    if not with_deleted:
        statement = statement.where(HABIT.c.deleted_at.is_(None))
    return one_or_none(HabitRow, session.execute(statement))


def list_pauses(session: Session, owner_id: UUID) -> list[PauseRow]:
    """Return every pause of the owner: pauses proper, and the spans of archive and trash."""
    statement = select(PAUSE).where(PAUSE.c.owner_id == owner_id)
    found = session.execute(statement.order_by(PAUSE.c.first_day, PAUSE.c.id))
    return [PauseRow._make(row) for row in found]


def count_habits(session: Session, owner_id: UUID) -> tuple[int, int]:
    """How many habits the owner has that are not deleted, and with those in the trash."""
    counts = select(func.count(case((HABIT.c.deleted_at.is_(None), 1))), func.count())
    kept, stored = session.execute(counts.where(HABIT.c.owner_id == owner_id)).one()
    return kept, stored


def last_position(session: Session, owner_id: UUID) -> int:
    statement = select(func.max(HABIT.c.position)).where(HABIT.c.owner_id == owner_id)
    position: int | None = session.execute(statement).scalar_one()
    return position or 0


def insert_habit(session: Session, habit: Habit, version: HabitVersion) -> None:
    session.add(habit)
    session.flush()
    session.add(version)
    session.flush()


def update_habit(session: Session, habit_id: UUID, values: Mapping[str, Any]) -> None:
    update_habits(session, [{"habit_id": habit_id, **values}])


def update_habits(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write many habits at once; each row names its `habit_id` and the same columns."""
    batch = list(rows)
    if not batch:
        return
    names = tuple(name for name in batch[0] if name != "habit_id")
    values = [
        {"habit_id": row["habit_id"], **{f"new_{name}": row[name] for name in names}}
        for row in batch
    ]
    session.connection().execute(_update_habits(names), values)


@lru_cache(maxsize=64)
def _update_habits(names: tuple[str, ...]) -> Update:
    return (
        update(HABIT)
        .where(HABIT.c.id == bindparam("habit_id"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def delete_habits(session: Session, before: datetime) -> None:
    """Delete for good what was moved to the trash before, with all that is recorded of it."""
    session.execute(delete(HABIT).where(HABIT.c.deleted_at < before))


def list_versions(session: Session, habit_id: UUID) -> list[VersionRow]:
    statement = select(*columns_of(VersionRow, VERSION)).where(VERSION.c.habit_id == habit_id)
    found = session.execute(statement.order_by(VERSION.c.valid_from))
    return [VersionRow._make(row) for row in found]


def count_changes(session: Session, owner_id: UUID) -> int:
    """How many versions the owner's habits have, those in the trash too, without the first ones."""
    statement = select(func.count()).select_from(VERSION.join(HABIT))
    changes = statement.where(HABIT.c.owner_id == owner_id, VERSION.c.valid_from > FROM_EVER)
    return int(session.execute(changes).scalar_one())


def put_version(session: Session, version: HabitVersion) -> None:
    """Store what is asked from a day on; a second edit for the same day replaces the first."""
    session.execute(
        delete(VERSION).where(
            VERSION.c.habit_id == version.habit_id, VERSION.c.valid_from == version.valid_from
        )
    )
    session.add(version)
    session.flush()


def move_anchor(session: Session, habit_id: UUID, start: date, new: date) -> None:
    """Let versions that count their days from a habit's start count from another one."""
    for version in list_versions(session, habit_id):
        if version.schedule.get("anchor") == start.isoformat():
            moved = {**version.schedule, "anchor": new.isoformat()}
            session.execute(
                update(VERSION).where(VERSION.c.id == version.id).values(schedule=moved)
            )


def begin_from_ever(session: Session, habit_id: UUID, day: date) -> None:
    """Let the version of a day be valid from ever, instead of all that were valid before it."""
    begun = (VERSION.c.habit_id == habit_id) & (VERSION.c.valid_from <= day)
    newest = session.execute(select(func.max(VERSION.c.valid_from)).where(begun)).scalar_one()
    session.execute(delete(VERSION).where(begun, VERSION.c.valid_from < newest))
    session.execute(update(VERSION).where(begun).values(valid_from=FROM_EVER))


def delete_version(session: Session, version_id: UUID) -> None:
    session.execute(delete(VERSION).where(VERSION.c.id == version_id))


def has_entries(session: Session, habit_id: UUID, *, before: date | None = None) -> bool:
    within = [ENTRY.c.habit_id == habit_id]
    if before:
        within.append(ENTRY.c.day < before)
    return session.execute(select(ENTRY.c.day).where(*within).limit(1)).first() is not None


def find_pause(session: Session, owner_id: UUID, pause_id: UUID) -> Pause | None:
    """Return a pause that the owner made; spans of archive and trash are not theirs to edit."""
    statement = select(Pause).where(
        PAUSE.c.id == pause_id, PAUSE.c.owner_id == owner_id, PAUSE.c.kind == "pause"
    )
    return session.execute(statement).scalar_one_or_none()


def count_pauses(session: Session, owner_id: UUID) -> int:
    """How many pauses the owner made."""
    made = (PAUSE.c.owner_id == owner_id) & (PAUSE.c.kind == "pause")
    count: int = session.execute(select(func.count()).select_from(PAUSE).where(made)).scalar_one()
    return count


def insert_pause(session: Session, pause: Pause) -> None:
    session.add(pause)
    session.flush()


def update_pause(session: Session, pause_id: UUID, values: Mapping[str, Any]) -> None:
    session.execute(update(PAUSE).where(PAUSE.c.id == pause_id).values(**values))


def delete_pause(session: Session, pause_id: UUID) -> None:
    session.execute(delete(PAUSE).where(PAUSE.c.id == pause_id))


def end_span(session: Session, habit_id: UUID, kind: str, last: date) -> None:
    """Close a habit's open span of archive or trash; one that would be empty goes."""
    here = (PAUSE.c.habit_id == habit_id) & (PAUSE.c.kind == kind) & PAUSE.c.last_day.is_(None)
    session.execute(delete(PAUSE).where(here, PAUSE.c.first_day > last))
    session.execute(update(PAUSE).where(here).values(last_day=last))


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in one statement."""
    if rows:
        session.connection().execute(insert(table), list(rows))
