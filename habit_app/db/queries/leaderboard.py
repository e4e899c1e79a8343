"""Queries on the leaderboard: whose scores are out of date, what they are made of, who leads."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, true
from sqlmodel import Session, SQLModel

from habit_app.db.dialect import insert_over, is_postgresql
from habit_app.db.queries.habits import ENTRY, HABIT, USER, pauses_of, versions_of
from habit_app.db.rows import columns_of

SCORE = SQLModel.metadata.tables["score"]


class ScoredHabitRow(NamedTuple):
    """What scoring a habit takes."""

    id: UUID
    owner_id: UUID
    kind: str
    start_date: date
    end_date: date | None
    began: str
    """The effective start as ISO text."""
    versions: Sequence[Sequence[Any]]
    pauses: Sequence[Sequence[Any]]


class ScoredPersonRow(NamedTuple):
    """Somebody whose scores are out of date."""

    id: UUID
    timezone: str
    day_start: int
    week_start: str
    lived_through: date | None
    revision: int


class ScoredEntryRow(NamedTuple):
    """An entry, as far as scores are made of it."""

    habit_id: UUID
    day: date
    status: str
    value: int | None
    recorded_at: datetime


class PlaceRow(NamedTuple):
    """Somebody's place in a week; it is none where the score does not count."""

    user_id: UUID
    display_name: str
    score: float
    kept: int
    due: int
    counts: bool
    rank: int


def _takes_part() -> ColumnElement[bool]:
    """Opted in under a name, not disabled, not leaving."""
    return (
        USER.c.leaderboard_opt_in
        & USER.c.is_active
        & USER.c.delete_after.is_(None)
        & (func.coalesce(USER.c.display_name, "") != "")
    )


def list_stale(
    session: Session, now: datetime, *, after: UUID | None, limit: int
) -> list[ScoredPersonRow]:
    """Return people who take part and whose scores are missing, or older than what they did.

    By id, those behind `after`.
    """
    fresh = exists().where(
        SCORE.c.user_id == USER.c.id,
        SCORE.c.revision == USER.c.revision,
        SCORE.c.fresh_until > now,
    )
    statement = (
        select(*columns_of(ScoredPersonRow, USER))
        .where(_takes_part(), ~fresh, USER.c.id > after if after else true())
        .order_by(USER.c.id)
        .limit(limit)
    )
    return [ScoredPersonRow._make(row) for row in session.execute(statement)]


def list_habits(session: Session, owner_ids: Sequence[UUID]) -> list[ScoredHabitRow]:
    """Return what the habits of some people ask."""
    began = HABIT.c.standing["start"].as_string()
    columns = columns_of(
        ScoredHabitRow, HABIT, began=began, versions=versions_of(), pauses=pauses_of()
    )
    statement = select(*columns).where(
        HABIT.c.owner_id.in_(owner_ids), HABIT.c.deleted_at.is_(None)
    )
    return [ScoredHabitRow._make(row) for row in session.execute(statement)]


def list_entries(session: Session, owner_ids: Sequence[UUID], since: date) -> list[ScoredEntryRow]:
    """Return the entries of some people from a day on, oldest first."""
    entry = ENTRY.c
    statement = (
        select(*columns_of(ScoredEntryRow, ENTRY))
        .select_from(ENTRY.join(HABIT, HABIT.c.id == entry.habit_id))
        .where(HABIT.c.owner_id.in_(owner_ids), HABIT.c.deleted_at.is_(None), entry.day >= since)
        .order_by(entry.habit_id, entry.day)
    )
    return [ScoredEntryRow._make(row) for row in session.execute(statement)]


def put_scores(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write scores, over those that were there for the same people and weeks."""
    put = insert_over(SCORE, "user_id", "week", on_postgresql=is_postgresql(session))
    in_order = sorted(
        rows, key=lambda row: (row["user_id"], row["week"])
    )  # so that no two workers wait for each other
    session.connection().execute(put, in_order)


def drop_scores(session: Session, before: date) -> None:
    """Forget old weeks, and those who do not take part any more."""
    plays = exists().where(USER.c.id == SCORE.c.user_id, _takes_part())
    session.execute(delete(SCORE).where(or_(SCORE.c.week < before, ~plays)))


def list_leaders(
    session: Session, user_id: UUID, week: date, *, least: int, top: int
) -> list[PlaceRow]:
    """Return the first of a week in their order, and one's own row wherever it is.

    `rank` is empty for who has fewer than `least` counted units.
    """
    order = (
        SCORE.c.score.desc(),
        SCORE.c.kept.desc(),
        SCORE.c.last_recorded_at.is_(None),
        SCORE.c.last_recorded_at,
        SCORE.c.user_id,
    )
    counts = SCORE.c.due >= least
    rank = func.row_number().over(partition_by=counts, order_by=order)
    named = {"counts": counts.label("counts"), "rank": rank.label("rank")}
    placed = (
        select(*columns_of(PlaceRow, SCORE, USER, **named))
        .select_from(SCORE.join(USER, USER.c.id == SCORE.c.user_id))
        .where(SCORE.c.week == week, _takes_part())
        .subquery()
    )
    shown = placed.c.counts & (placed.c.rank <= top)
    statement = select(placed).where(or_(shown, placed.c.user_id == user_id))
    in_order = statement.order_by(placed.c.counts.desc(), placed.c.rank)
    return [PlaceRow._make(row) for row in session.execute(in_order)]
