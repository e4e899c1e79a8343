"""Queries on entries, their log and the checkpoints: the hot path is one statement each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Date,
    Insert,
    Select,
    Uuid,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlmodel import Session

from habit_app.db.dialect import insert_over, is_postgresql
from habit_app.db.queries.badges import beside_checkin
from habit_app.db.queries.habits import (
    CHECKPOINT,
    ENTRY,
    HABIT,
    pauses_of,
    predecessor_of,
    versions_of,
)
from habit_app.db.rows import CheckinRow, DoneRow, EntryRow, FullEntryRow, columns_of
from habit_app.db.tables import metadata
from habit_app.db.types import json_row, json_rows

LOG, NUDGE = metadata.tables["entry_log"], metadata.tables["nudge"]

APPEND = insert(LOG)
LOG_KEPT = 500
"""Statements: the last ones about a day, which are kept; older ones are dropped."""
LOG_EXCESS = 100
"""Statements: that may lie beyond those before they are dropped, so that it is done rarely."""


def load_for_checkin(
    session: Session,
    owner_id: UUID,
    habit_id: UUID,
    *,
    day: date,
    since: date,
    until: date,
    op_id: UUID | None,
    is_early: bool,
    with_log: bool = False,
) -> CheckinRow | None:
    """Return all that a check-in on `day` needs, in one statement.

    The habit with versions and pauses; the last checkpoint before the day; the entries after
    it, and those from `since` on, up to `until`; the day's entry; the newest statement about
    the day; the statement that carried this `op_id` before; the nudge
    that was said for the day; and what badges are judged by. With `with_log` also what was
    said about the day, as (id, status, value, note, took_back): by ids the oldest is first.
    """
    named = {
        "owner": owner_id,
        "habit": habit_id,
        "on": day,
        "since": since,
        "until": until,
        "op": op_id,
        "is_early": is_early,
        "with_log": with_log,
    }
    row = session.execute(_for_checkin(), named).one_or_none()
    return CheckinRow.of(row) if row else None


@cache
def _for_checkin() -> Select[Any]:
    own = (HABIT.c.owner_id == bindparam("owner"), HABIT.c.deleted_at.is_(None))
    found = {**_history(), **_about_day(), **beside_checkin()}
    beside = (found[name].scalar_subquery() for name in CheckinRow.beside())
    return select(HABIT, versions_of(), pauses_of(), predecessor_of(), *beside).where(
        HABIT.c.id == _habit(), *own
    )


def _habit() -> BindParameter[Any]:
    return bindparam("habit", type_=Uuid())


def _day() -> BindParameter[Any]:
    return bindparam("on", type_=Date())


def _history() -> dict[str, Select[Any]]:
    """The checkpoint that a check-in folds on from, and the entries after it."""
    entry, checkpoint = ENTRY.c, CHECKPOINT.c
    before_day = (checkpoint.habit_id == _habit(), checkpoint.day < _day())
    last_checkpoint = select(func.max(checkpoint.day)).where(*before_day).scalar_subquery()
    return {
        "checkpoint": select(json_row(checkpoint.day, checkpoint.state))
        .where(*before_day)
        .order_by(checkpoint.day.desc())
        .limit(1),
        "later_checkpoints": select(func.count())
        .select_from(CHECKPOINT)
        .where(checkpoint.habit_id == _habit(), checkpoint.day >= _day()),
        "entries": select(json_rows(json_row(entry.day, entry.status, entry.value))).where(
            entry.habit_id == _habit(),
            entry.day <= bindparam("until"),
            or_(
                entry.day >= bindparam("since"),
                entry.day > func.coalesce(last_checkpoint, date.min),
            ),
        ),
    }


def _about_day() -> dict[str, Select[Any]]:
    """What was said about the day, by whom and when, and the nudge that was said for it."""
    entry, log = ENTRY.c, LOG.c
    words = (
        select(log.id, log.status, log.value, log.note, log.took_back)
        .where(log.habit_id == _habit(), log.day == _day(), bindparam("with_log", type_=Boolean()))
        .order_by(log.id.desc())
        .limit(LOG_KEPT)
        .subquery()
    )
    return {
        "said": select(json_rows(json_row(*words.c))),
        "before": select(json_row(entry.status, entry.value, entry.note)).where(
            entry.habit_id == _habit(), entry.day == _day()
        ),
        "statements": select(func.count()).where(log.habit_id == _habit(), log.day == _day()),
        "newest_made_at": select(func.max(log.made_at)).where(
            log.habit_id == _habit(), log.day == _day()
        ),
        "replayed": select(json_row(log.day, log.status, log.value, log.note, log.created)).where(
            log.habit_id == _habit(), log.op_id == bindparam("op")
        ),
        "open_nudge": select(NUDGE.c.id).where(
            NUDGE.c.habit_id == _habit(), NUDGE.c.day == _day(), NUDGE.c.status == "sent"
        ),
    }


def put_entry(session: Session, values: Mapping[str, Any]) -> None:
    """Insert the day's entry, or overwrite it."""
    session.execute(put_entry_on(on_postgresql=is_postgresql(session)), values)


@cache
def put_entry_on(*, on_postgresql: bool) -> Insert:
    return insert_over(ENTRY, "habit_id", "day", on_postgresql=on_postgresql)


def delete_entry(session: Session, habit_id: UUID, day: date) -> None:
    session.execute(delete(ENTRY).where(ENTRY.c.habit_id == habit_id, ENTRY.c.day == day))


def append_log(session: Session, values: Mapping[str, Any]) -> None:
    session.execute(APPEND, values)


def forget_old_words(session: Session, habit_id: UUID, day: date) -> None:
    """Drop what was said about a day before its last statements."""
    about = (LOG.c.habit_id == habit_id, LOG.c.day == day)
    last = select(LOG.c.id).where(*about).order_by(LOG.c.id.desc()).offset(LOG_KEPT).limit(1)
    session.execute(delete(LOG).where(*about, LOG.c.id <= last.scalar_subquery()))


def drop_checkpoints(session: Session, habit_ids: Sequence[UUID], first: date) -> None:
    """Forget the checkpoints that a change on `first` made wrong."""
    session.execute(
        delete(CHECKPOINT).where(CHECKPOINT.c.habit_id.in_(habit_ids), CHECKPOINT.c.day >= first)
    )


def thin_checkpoints(
    session: Session, habit_ids: Sequence[UUID], kept: Iterable[date], until: date
) -> None:
    """Forget the checkpoints of habits before a day, but for some."""
    point = CHECKPOINT.c
    gone = point.habit_id.in_(habit_ids) & (point.day < until) & point.day.not_in(list(kept))
    session.execute(delete(CHECKPOINT).where(gone))


def last_checkpoints(session: Session, before: Mapping[UUID, date]) -> dict[UUID, tuple[date, str]]:
    """Return each habit's last checkpoint before the day that is named for it."""
    if not before:
        return {}
    point = CHECKPOINT.c
    days = set(before.values())
    first = literal(days.pop()) if len(days) == 1 else case(before, value=point.habit_id)
    ranked = (
        select(
            CHECKPOINT,
            func.row_number()
            .over(partition_by=point.habit_id, order_by=point.day.desc())
            .label("rank"),
        )
        .where(point.habit_id.in_(before), point.day < first)
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.rank == 1))
    return {row.habit_id: (row.day, row.state) for row in rows}


def list_spans(
    session: Session, spans: Mapping[UUID, date], until: date
) -> dict[UUID, list[EntryRow]]:
    """Return, per habit, its entries from the day that `spans` names, oldest first."""
    found: dict[UUID, list[EntryRow]] = {habit_id: [] for habit_id in spans}
    if not spans:
        return found
    first = min(spans.values())
    statement = (
        select(ENTRY.c.habit_id, ENTRY.c.day, ENTRY.c.status, ENTRY.c.value)
        .where(ENTRY.c.habit_id.in_(spans), ENTRY.c.day >= first, ENTRY.c.day <= until)
        .order_by(ENTRY.c.habit_id, ENTRY.c.day)
    )
    for habit_id, day, status, value in session.execute(statement):
        if day >= spans[habit_id]:
            found[habit_id].append((day, status, value))
    return found


def list_entries(
    session: Session, habit_id: UUID, *, first: date | None = None, last: date | None = None
) -> list[FullEntryRow]:
    """Return a habit's entries in a range of days, oldest first."""
    within = select(ENTRY).where(*_within(habit_id, first, last))
    return [FullEntryRow._make(row) for row in session.execute(within.order_by(ENTRY.c.day))]


def _within(habit_id: UUID, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    days = [ENTRY.c.day >= first if first else None, ENTRY.c.day <= last if last else None]
    return [ENTRY.c.habit_id == habit_id, *(limit for limit in days if limit is not None)]


def list_noted(session: Session, owner_id: UUID, *, first: date) -> set[tuple[UUID, date]]:
    """Return (habit, day) of each day of the owner's habits from the first on that has a note."""
    statement = (
        select(ENTRY.c.habit_id, ENTRY.c.day)
        .join(HABIT, HABIT.c.id == ENTRY.c.habit_id)
        .where(HABIT.c.owner_id == owner_id, ENTRY.c.day >= first, ENTRY.c.note.is_not(None))
    )
    return {(row.habit_id, row.day) for row in session.execute(statement)}


def page_entries(
    session: Session,
    habit_id: UUID,
    *,
    first: date | None,
    last: date | None,
    status: str | None,
    skip: int,
    limit: int,
) -> tuple[list[FullEntryRow], int]:
    """Return one page of a habit's entries, newest first, and how many there are in all."""
    within = _within(habit_id, first, last)
    if status:
        within.append(ENTRY.c.status == status)
    total = session.execute(select(func.count()).select_from(ENTRY).where(*within)).scalar_one()
    statement = select(ENTRY).where(*within).order_by(ENTRY.c.day.desc()).offset(skip).limit(limit)
    return [FullEntryRow._make(row) for row in session.execute(statement)], total


def list_done(session: Session, habit_id: UUID, *, before: date, limit: int) -> Iterator[DoneRow]:
    """Return the latest entries with a tick or an amount before a day, newest first."""
    statement = (
        select(*columns_of(DoneRow, ENTRY))
        .where(ENTRY.c.habit_id == habit_id, ENTRY.c.status == "done", ENTRY.c.day < before)
        .order_by(ENTRY.c.day.desc())
        .limit(limit)
    )
    return map(DoneRow._make, session.execute(statement).all())  # mostly the first is enough
