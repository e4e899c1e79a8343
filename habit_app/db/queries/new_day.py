"""Queries on days that turn: whose, what dates alone decide about them, and what is to be folded.

The numbers of most habits are brought to a new day by one UPDATE over dates; the domain says
of each, beforehand, until when that is enough (`moves_on`).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Date,
    Integer,
    ScalarSelect,
    String,
    Update,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from habit_app.db.dialect import is_postgresql
from habit_app.db.queries.habits import HABIT, USER, pauses_of, update_habits, versions_of
from habit_app.db.rows import columns_of
from habit_app.db.types import days_after, days_between

NUMBERS: dict[str, Any] = {
    "as_of": Date(),
    "moves_on": Date(),
    "streak": Integer(),
    "streak_unit": String(),
    "streak_alive_through": Date(),
    "streak_grows_through": Date(),
    "completed_through": Date(),
    "longest_length": Integer(),
    "longest_unit": String(),
    "longest_first": Date(),
    "longest_last": Date(),
}
"""The columns that are true of `as_of`."""

NEXT_REVISION = USER.c.revision + 1
"""What tells open pages that things changed."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Users who live the same days."""

    timezone: str
    day_start: int


class TurnedRow(NamedTuple):
    """A user whose day has turned, and how many of their habits are behind it."""

    id: UUID
    today: date
    behind: int


class FoldRow(NamedTuple):
    """What folding a habit takes that its owner's new day has left behind."""

    id: UUID
    owner_id: UUID
    kind: str
    start_date: date
    end_date: date | None
    as_of: date
    folded_through: date
    state: str
    versions: Sequence[Sequence[Any]]
    pauses: Sequence[Sequence[Any]]
    timezone: str
    day_start: int
    week_start: str
    lived_through: date | None
    revision: int


def list_zones(session: Session, now: datetime) -> list[Zone]:
    """Return where the habit day of somebody has turned. Where none has, nothing is read."""
    due = select(USER.c.timezone, USER.c.day_start).where(USER.c.turns_at <= now).distinct()
    return [Zone(row.timezone, row.day_start) for row in session.execute(due)]


def claim_users(
    session: Session, zone: Zone, *, now: datetime, today: date, limit: int
) -> list[TurnedRow]:
    """Lock some users of a zone whose day has turned.

    Who is writing just now is passed over, and claimed the next time: nobody waits for anybody.
    """
    own_day = case((USER.c.lived_through > today, USER.c.lived_through), else_=today)
    statement = (
        select(*columns_of(TurnedRow, USER, today=own_day, behind=_behind(own_day)))
        .where(
            USER.c.turns_at <= now,
            USER.c.timezone == zone.timezone,
            USER.c.day_start == zone.day_start,
        )
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True, of=USER)
    )
    return [TurnedRow._make(row) for row in session.execute(statement)]


def _behind(today: Any) -> ScalarSelect[Any]:
    habit = HABIT.c
    return (
        select(func.count())
        .select_from(HABIT)
        .where(habit.owner_id == USER.c.id, habit.as_of < today, habit.deleted_at.is_(None))
        .scalar_subquery()
    )


def change_users(session: Session, user_ids: Collection[UUID], **values: Any) -> None:
    """Change users whose rows are locked."""
    if user_ids:
        session.execute(update(USER).where(USER.c.id.in_(user_ids)).values(**values))


def turn(session: Session, owner_ids: Sequence[UUID], today: date) -> int:
    """Bring every habit to `today` about which dates alone decide; return how many.

    A streak that was alive through an earlier day is 0. One that grows has a day more for each
    day through that of its growth, and so has the longest where it ends with it. What was kept
    through an earlier day is kept no more. The longest streak, where it ends with an open unit
    that is kept, has grown with its days.
    """
    habit = HABIT.c
    statement = (
        update(HABIT)
        .where(
            habit.owner_id.in_(owner_ids),
            habit.deleted_at.is_(None),
            habit.as_of < today,
            or_(habit.moves_on.is_(None), habit.moves_on > today),
        )
        .values(as_of=today, **_numbers_on(today))
    )
    return int(session.connection().execute(statement).rowcount)


def _numbers_on(today: date) -> dict[str, Any]:
    habit = HABIT.c
    through, alive, grows = (
        habit.completed_through,
        habit.streak_alive_through,
        habit.streak_grows_through,
    )
    grown = days_between(habit.as_of, _until(grows, today))
    goes_on = and_(
        grows.is_not(None),
        habit.longest_unit == habit.streak_unit,
        days_between(habit.longest_last, habit.as_of) <= 1,
    )
    spans = and_(habit.longest_last == habit.as_of, through > habit.as_of)
    return {
        "streak": case(
            (alive < today, 0), (grows.is_not(None), habit.streak + grown), else_=habit.streak
        ),
        "streak_alive_through": case((alive >= today, alive)),
        "streak_grows_through": case((grows > today, grows)),
        "completed_through": case(
            (through >= today, through), (and_(through.is_not(None), grows >= today), today)
        ),
        "longest_length": case((goes_on, habit.longest_length + grown), else_=habit.longest_length),
        "longest_last": case(
            (goes_on, days_after(habit.longest_last, grown)),
            (spans, _until(through, today)),
            else_=habit.longest_last,
        ),
    }


def _until(day: Any, today: date) -> Any:
    return case((day < today, day), else_=today)


def list_behind(session: Session, owner_ids: Sequence[UUID], today: date) -> list[UUID]:
    """Return the habits that are not at `today`: after a turn, those that are to be folded."""
    habit = HABIT.c
    statement = select(habit.id).where(
        habit.owner_id.in_(owner_ids), habit.deleted_at.is_(None), habit.as_of < today
    )
    return list(session.execute(statement).scalars())


def lock_owners(session: Session, habit_ids: Sequence[UUID], *, wait: bool) -> dict[UUID, int]:
    """Lock the owners of habits, and return at which revision each is.

    Those who are writing just now are locked only where it may `wait`.
    """
    owners = select(HABIT.c.owner_id).where(HABIT.c.id.in_(habit_ids))
    statement = select(USER.c.id, USER.c.revision).where(USER.c.id.in_(owners))
    locked = statement.with_for_update(key_share=True, skip_locked=not wait)
    return {row.id: row.revision for row in session.execute(locked)}


def list_to_fold(session: Session, habit_ids: Sequence[UUID]) -> list[FoldRow]:
    """Return what the fold of some habits needs, each with when its owner's days begin."""
    habit = HABIT.c
    statement = (
        select(*columns_of(FoldRow, HABIT, USER, versions=versions_of(), pauses=pauses_of()))
        .join(USER, USER.c.id == habit.owner_id)
        .where(habit.id.in_(habit_ids), habit.deleted_at.is_(None))
    )
    return [FoldRow._make(row) for row in session.execute(statement)]


def put_numbers(session: Session, rows: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Write the numbers of many habits: in one statement where the database can read JSON rows."""
    if not rows:
        return
    if not is_postgresql(session):
        update_habits(session, [{"habit_id": key, **row} for key, row in rows.items()])
        return
    lines = [{"id": str(key), **row} for key, row in rows.items()]
    session.connection().execute(_put_numbers(), {"lines": json.dumps(lines, default=str)})


@cache
def _put_numbers() -> Update:
    lines = func.jsonb_to_recordset(cast(bindparam("lines", type_=String()), JSONB))
    columns = [column("id", Uuid()), *(column(name, kind) for name, kind in NUMBERS.items())]
    new = lines.table_valued(*columns).render_derived("new", with_types=True)
    return (
        update(HABIT).where(HABIT.c.id == new.c.id).values({name: new.c[name] for name in NUMBERS})
    )
