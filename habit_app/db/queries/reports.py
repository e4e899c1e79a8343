"""Queries on what people reached in a week: badges, and the reports that told of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, exists, or_, select, update
from sqlmodel import Session, SQLModel

from habit_app.db.dialect import insert_new
from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.habits import HABIT
from habit_app.db.rows import columns_of, one_or_none
from habit_app.db.tables import User

tables = SQLModel.metadata.tables
BADGE, REPORT = tables["badge"], tables["report"]


class UnlockedRow(NamedTuple):
    """A badge of a week."""

    code: str
    habit_id: UUID | None
    unlocked_at: datetime


class ReportRow(NamedTuple):
    """The report of a week, as it was told, and when its mail was taken to be sent."""

    id: UUID
    content: dict[str, Any]
    created_at: datetime
    mailed_at: datetime | None


def list_badges(
    session: Session, user_id: UUID, since: datetime, until: datetime
) -> list[UnlockedRow]:
    """Return the badges that a user unlocked within a time, `until` left out, oldest first."""
    statement = (
        select(*columns_of(UnlockedRow, BADGE))
        .where(
            BADGE.c.user_id == user_id,
            BADGE.c.unlocked_at >= since,
            BADGE.c.unlocked_at < until,
        )
        .order_by(BADGE.c.unlocked_at, BADGE.c.id)
    )
    return [UnlockedRow._make(row) for row in session.execute(statement)]


def find_report(session: Session, user_id: UUID, week: date) -> ReportRow | None:
    of_week = (REPORT.c.user_id == user_id, REPORT.c.week == week)
    statement = select(*columns_of(ReportRow, REPORT)).where(*of_week)
    return one_or_none(ReportRow, session.execute(statement))


def put_report(session: Session, row: Mapping[str, Any]) -> bool:
    """Keep a report; False when there is one of that user and week already."""
    statement = insert_new(session, REPORT).returning(REPORT.c.id)
    return session.execute(statement, row).first() is not None


def claim_mail(session: Session, user_id: UUID, week: date, now: datetime) -> bool:
    """Take the mail of a report upon oneself; False when it was taken."""
    statement = (
        update(REPORT)
        .where(REPORT.c.user_id == user_id, REPORT.c.week == week, REPORT.c.mailed_at.is_(None))
        .values(mailed_at=now)
        .returning(REPORT.c.id)
    )
    return session.execute(statement).one_or_none() is not None


def release_mail(session: Session, user_id: UUID, week: date) -> None:
    """Give a mail back that the server did not take."""
    here = (REPORT.c.user_id == user_id) & (REPORT.c.week == week)
    session.execute(update(REPORT).where(here).values(mailed_at=None))


def list_zones(session: Session) -> Sequence[tuple[str, str, int]]:
    """Return where the people live who want reports: zone, week start, day start."""
    statement = (
        select(USER.c.timezone, USER.c.week_start, USER.c.day_start)
        .where(USER.c.weekly_report, USER.c.is_active)
        .distinct()
    )
    return [(row.timezone, row.week_start, row.day_start) for row in session.execute(statement)]


def list_untold(
    session: Session,
    weeks: Mapping[tuple[str, str, int], date],
    *,
    after: UUID | None,
    limit: int,
) -> list[User]:
    """Return users with habits who want reports and have none of their week, by id.

    `weeks` names the first day of the week by zone, week start and day start.
    """
    if not weeks:
        return []
    told = exists().where(REPORT.c.user_id == USER.c.id)
    due = or_(
        *(
            and_(
                USER.c.timezone == zone,
                USER.c.week_start == week_start,
                USER.c.day_start == day_start,
                ~told.where(REPORT.c.week == week),
            )
            for (zone, week_start, day_start), week in weeks.items()
        )
    )
    habits = exists().where(HABIT.c.owner_id == USER.c.id, HABIT.c.deleted_at.is_(None))
    statement = (
        select(User)
        .where(USER.c.weekly_report, USER.c.is_active, USER.c.delete_after.is_(None), habits, due)
        .order_by(USER.c.id)
        .limit(limit)
    )
    if after:
        statement = statement.where(USER.c.id > after)
    return list(session.execute(statement).scalars())
