"""Queries on the leaderboard: whose scores are out of date, what they are made of, who leads."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, exists, func, or_, select, true
from sqlmodel import Session, SQLModel

from habit_app.db.dialect import insert_over, is_postgresql
from habit_app.db.queries.habits import ENTRY, HABIT, USER, pauses_of, versions_of
from habit_app.db.rows import ScoredHabitRow, ScoredPersonRow

SCORE = SQLModel.metadata.tables["score"]


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
        select(
            USER.c.id,
            USER.c.timezone,
            USER.c.day_start,
            USER.c.week_start,
            USER.c.lived_through,
            USER.c.revision,
        )
        .where(_takes_part(), ~fresh, USER.c.id > after if after else true())
        .order_by(USER.c.id)
        .limit(limit)
    )
    return [ScoredPersonRow._make(row) for row in session.execute(statement)]


def list_habits(session: Session, owner_ids: Sequence[UUID]) -> list[ScoredHabitRow]:
    """Return what the habits of some people ask."""
    statement = select(
        HABIT.c.id,
        HABIT.c.owner_id,
        HABIT.c.kind,
        HABIT.c.start_date,
        HABIT.c.end_date,
        HABIT.c.standing["start"].as_string().label("began"),
        versions_of().label("versions"),
        pauses_of().label("pauses"),
    ).where(HABIT.c.owner_id.in_(owner_ids), HABIT.c.deleted_at.is_(None))
    return [ScoredHabitRow._make(row) for row in session.execute(statement)]


def list_entries(session: Session, owner_ids: Sequence[UUID], since: date) -> Sequence[Row[Any]]:
    """Return the entries of some people from a day on, oldest first."""
    entry = ENTRY.c
    statement = (
        select(entry.habit_id, entry.day, entry.status, entry.value, entry.recorded_at)
        .select_from(ENTRY.join(HABIT, HABIT.c.id == entry.habit_id))
        .where(HABIT.c.owner_id.in_(owner_ids), HABIT.c.deleted_at.is_(None), entry.day >= since)
        .order_by(entry.habit_id, entry.day)
    )
    return session.execute(statement).all()


def put_scores(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write scores, over those that were there for the same people and weeks."""
    put = insert_over(SCORE, "user_id", "week", on_postgresql=is_postgresql(session))
    in_order = sorted(rows, key=lambda row: (row["user_id"], row["week"]))  # nobody waits crosswise
    session.connection().execute(put, in_order)


def drop_scores(session: Session, before: date) -> None:
    """Forget old weeks, and those who do not take part any more."""
    plays = exists().where(USER.c.id == SCORE.c.user_id, _takes_part())
    session.execute(delete(SCORE).where(or_(SCORE.c.week < before, ~plays)))


def list_leaders(
    session: Session, user_id: UUID, week: date, *, least: int, top: int
) -> Sequence[Row[Any]]:
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
    placed = (
        select(
            SCORE.c.user_id,
            USER.c.display_name,
            SCORE.c.score,
            SCORE.c.kept,
            SCORE.c.due,
            counts.label("counts"),
            func.row_number().over(partition_by=counts, order_by=order).label("rank"),
        )
        .select_from(SCORE.join(USER, USER.c.id == SCORE.c.user_id))
        .where(SCORE.c.week == week, _takes_part())
        .subquery()
    )
    shown = placed.c.counts & (placed.c.rank <= top)
    statement = select(placed).where(or_(shown, placed.c.user_id == user_id))
    return session.execute(statement.order_by(placed.c.counts.desc(), placed.c.rank)).all()
