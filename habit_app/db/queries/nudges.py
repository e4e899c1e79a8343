"""Queries on nudges: planning them, the list, and what came of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlmodel import Session

from habit_app.db.dialect import insert_new
from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.checkins import LOG, NUDGE
from habit_app.db.queries.habits import HABIT
from habit_app.db.queries.new_day import Zone
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.rows import columns_of, one_or_none

NudgeStatus = Literal["planned", "sent", "dismissed", "acted", "suppressed"]
"""What its user may see; held-out ones would not be held out any more."""
SHOWN: tuple[NudgeStatus, ...] = get_args(NudgeStatus)


class NudgeRow(NamedTuple):
    """A nudge (`db.tables.notifications.Nudge`) with its habit's title, as its user sees it."""

    id: UUID
    habit_id: UUID
    day: date
    probability: float
    reasons: list[dict[str, Any]]
    wording: int
    planned_for: datetime
    status: NudgeStatus
    source: str
    title: str


class CheckinTimeRow(NamedTuple):
    """When and where something was said about a day."""

    habit_id: UUID
    day: date
    local_minute: int
    recorded_at: datetime
    timezone: str


_SELECT = select(*columns_of(NudgeRow, NUDGE, HABIT)).join(HABIT, HABIT.c.id == NUDGE.c.habit_id)


def list_zones(session: Session) -> list[Zone]:
    """Return where there are people who want nudges."""
    wanting = (USER.c.nudges_enabled, USER.c.is_active, USER.c.nudges_per_day > 0)
    statement = select(USER.c.timezone, USER.c.day_start).where(*wanting).distinct()
    return [Zone(*row) for row in session.execute(statement)]


def list_people(
    session: Session, timezone: str, day_start: int, *, after: UUID | None, limit: int
) -> list[UUID]:
    """Return the people of a place who want nudges, by id."""
    statement = select(USER.c.id).where(
        USER.c.timezone == timezone,
        USER.c.day_start == day_start,
        USER.c.nudges_enabled,
        USER.c.is_active,
        USER.c.delete_after.is_(None),
        USER.c.nudges_per_day > 0,
    )
    if after is not None:
        statement = statement.where(USER.c.id > after)
    return list(session.execute(statement.order_by(USER.c.id).limit(limit)).scalars())


def latest_check_ins(
    session: Session, habit_ids: Collection[UUID], count: int
) -> list[CheckinTimeRow]:
    """Return each habit's latest check-ins by hand, newest first, as far as their time goes."""
    if not habit_ids:
        return []
    by_hand = (LOG.c.habit_id.in_(habit_ids), LOG.c.status == "done", LOG.c.source != "import")
    place = func.row_number().over(partition_by=LOG.c.habit_id, order_by=LOG.c.id.desc())
    said = columns_of(CheckinTimeRow, LOG)
    ranked = select(*said, place.label("place")).where(*by_hand).subquery()
    statement = (
        select(*ranked.c[:-1])
        .where(ranked.c.place <= count)
        .order_by(ranked.c.habit_id, ranked.c.place)
    )
    return [CheckinTimeRow._make(row) for row in session.execute(statement)]


def latest_wordings(session: Session, habit_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how each habit's latest nudge was worded."""
    place = func.row_number().over(partition_by=NUDGE.c.habit_id, order_by=NUDGE.c.day.desc())
    ranked = (
        select(NUDGE.c.habit_id, NUDGE.c.wording, place.label("place"))
        .where(NUDGE.c.habit_id.in_(habit_ids))
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.place == 1))
    return {row.habit_id: row.wording for row in rows}


def list_nudged(session: Session, user_id: UUID, day: date) -> list[UUID]:
    """Return the habits that a user was or will be nudged about on a day, held out or not."""
    statement = select(NUDGE.c.habit_id).where(NUDGE.c.user_id == user_id, NUDGE.c.day == day)
    return list(session.execute(statement).scalars())


def put_nudges(session: Session, rows: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """Insert nudges, one a habit and day; return the ids of those that were not there."""
    batch = list(rows)
    if not batch:
        return set()
    put = insert_new(session, NUDGE).returning(NUDGE.c.id)
    return set(session.execute(put, batch).scalars())


def drop_planned(session: Session, user_id: UUID, *, after: date) -> None:
    """Forget what was planned for days that have not come, and was not said."""
    ahead = (NUDGE.c.user_id == user_id, NUDGE.c.day > after)
    session.execute(delete(NUDGE).where(*ahead, NUDGE.c.status.in_(("planned", "held_out"))))
    session.execute(
        delete(NOTIFICATION).where(
            NOTIFICATION.c.user_id == user_id,
            NOTIFICATION.c.kind == "nudge",
            NOTIFICATION.c.status == "scheduled",
            NOTIFICATION.c.day > after,
        )
    )


def mark(session: Session, ids: Collection[UUID], status: str, *, only: str) -> None:
    """Change the status of nudges that have a certain one."""
    if ids:
        mine = (NUDGE.c.id.in_(ids), NUDGE.c.status == only)
        session.execute(update(NUDGE).where(*mine).values(status=status))


def update_nudge(session: Session, nudge_id: UUID, values: Mapping[str, Any]) -> None:
    session.execute(update(NUDGE).where(NUDGE.c.id == nudge_id).values(**values))


def find_nudge(session: Session, user_id: UUID, nudge_id: UUID) -> NudgeRow | None:
    """Return a nudge that its user may see."""
    mine = (NUDGE.c.id == nudge_id, NUDGE.c.user_id == user_id, NUDGE.c.status.in_(SHOWN))
    return one_or_none(NudgeRow, session.execute(_SELECT.where(*mine)))


def list_of_day(session: Session, user_id: UUID, day: date) -> list[NudgeRow]:
    """Return what a user was told of on a day and did not put away."""
    told = (NUDGE.c.user_id == user_id, NUDGE.c.day == day, NUDGE.c.status == "sent")
    return [NudgeRow._make(row) for row in session.execute(_SELECT.where(*told))]


def page_nudges(
    session: Session, user_id: UUID, *, status: str | None, skip: int, limit: int
) -> tuple[list[NudgeRow], int]:
    """Return one page of a user's nudges, newest first, and how many there are."""
    wanted: ColumnElement[bool] = NUDGE.c.status.in_([status] if status else SHOWN)
    mine = (NUDGE.c.user_id == user_id, wanted)
    statement = (
        _SELECT.where(*mine)
        .order_by(NUDGE.c.planned_for.desc(), NUDGE.c.id.desc())
        .offset(skip)
        .limit(limit)
    )
    total: int = session.execute(select(func.count()).select_from(NUDGE).where(*mine)).scalar_one()
    return [NudgeRow._make(row) for row in session.execute(statement)], total


def mark_acted(session: Session, nudge_id: UUID, now: datetime) -> None:
    update_nudge(session, nudge_id, {"status": "acted", "acted_at": now})


def mark_acted_on(session: Session, habit_ids: Collection[UUID], day: date, now: datetime) -> None:
    """The same for all that was said of some habits on a day."""
    about = (NUDGE.c.habit_id.in_(habit_ids), NUDGE.c.day == day, NUDGE.c.status == "sent")
    session.execute(update(NUDGE).where(*about).values(status="acted", acted_at=now))


def silence(session: Session, user_id: UUID, subjects: Collection[str], now: datetime) -> None:
    """Put away what was to be said, or was said, of a nudge."""
    about = (
        NOTIFICATION.c.user_id == user_id,
        NOTIFICATION.c.kind == "nudge",
        NOTIFICATION.c.subject.in_(subjects),
        NOTIFICATION.c.status.in_(("scheduled", "sending", "sent")),
    )
    values = {"status": "dismissed", "dismissed_at": now}
    session.execute(update(NOTIFICATION).where(*about).values(**values))
