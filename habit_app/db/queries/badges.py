"""Queries on badges, and on what the rarer of them are judged by."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Date,
    Select,
    Uuid,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlmodel import Session, SQLModel

from habit_app.db.dialect import insert_new
from habit_app.db.queries.habits import ENTRY, HABIT, VERSION
from habit_app.db.rows import columns_of
from habit_app.db.tables.habits import EARLY
from habit_app.db.types import json_rows

tables = SQLModel.metadata.tables
BADGE, LOG, JOB = (tables[name] for name in ("badge", "entry_log", "job"))
OTHER = HABIT.alias("of_owner")
_EARLY = literal_column(
    " AND ".join(f"entry_log.{part}" for part in EARLY.split(" AND ")), type_=Boolean()
)


class BadgeRow(NamedTuple):
    """A badge that was won, with the title of the habit that won it, while it is there."""

    code: str
    habit_id: UUID | None
    unlocked_at: datetime
    seen_at: datetime | None
    habit_title: str | None


class EarlyRow(NamedTuple):
    """An early statement, and where its owner was."""

    habit_id: UUID
    day: date
    recorded_at: datetime
    timezone: str


class FullDayRow(NamedTuple):
    """A day on which every link of a chain had a done entry."""

    chain_id: UUID
    day: date


def beside_checkin() -> dict[str, Select[Any]]:
    """What a check-in has to know for the badges, as parts of the statement that loads it.

    `badges`: the codes unlocked so far. `all_logs`: done or partial entries of all habits.
    `early`: early statements, where this one is (`is_early`). `chain_open`: how many other
    links of the habit's chain are not done on the day. `looking_back`: whether a job is to look
    back, or has failed to.
    """
    owner = bindparam("owner", type_=Uuid())
    is_done = (
        select(ENTRY.c.day)
        .where(
            ENTRY.c.habit_id == OTHER.c.id,
            ENTRY.c.day == bindparam("on", type_=Date()),
            ENTRY.c.status == "done",
        )
        .exists()
    )
    return {
        "badges": select(json_rows(BADGE.c.code)).where(BADGE.c.user_id == owner),
        "all_logs": select(func.coalesce(func.sum(OTHER.c.logs), 0)).where(
            OTHER.c.owner_id == owner
        ),
        "early": select(func.count())
        .select_from(LOG.join(OTHER, OTHER.c.id == LOG.c.habit_id))
        .where(bindparam("is_early", type_=Boolean()), OTHER.c.owner_id == owner, _EARLY),
        "looking_back": select(func.count()).where(
            JOB.c.owner_id == owner, JOB.c.name == "badges.look_back", JOB.c.status != "succeeded"
        ),
        "chain_open": select(func.count())
        .select_from(OTHER)
        .where(OTHER.c.chain_id == HABIT.c.chain_id, OTHER.c.id != HABIT.c.id, ~is_done),
    }


def list_codes(session: Session, user_id: UUID) -> set[str]:
    return set(session.execute(select(BADGE.c.code).where(BADGE.c.user_id == user_id)).scalars())


def list_badges(session: Session, user_id: UUID) -> list[BadgeRow]:
    """Return a user's badges, the first that was won first."""
    title = case((HABIT.c.deleted_at.is_(None), HABIT.c.title))
    statement = (
        select(*columns_of(BadgeRow, BADGE, habit_title=title))
        .select_from(BADGE.outerjoin(HABIT, HABIT.c.id == BADGE.c.habit_id))
        .where(BADGE.c.user_id == user_id)
        .order_by(BADGE.c.unlocked_at, BADGE.c.id)
    )
    return [BadgeRow._make(row) for row in session.execute(statement)]


def put_badges(session: Session, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Store badges; those that a user has already stay as they are. Return the new ones' codes."""
    put = insert_new(session, BADGE).values(list(rows)).returning(BADGE.c.code)
    return set(session.execute(put).scalars())


def mark_seen(session: Session, user_id: UUID, now: datetime) -> None:
    unseen = (BADGE.c.user_id == user_id) & BADGE.c.seen_at.is_(None)
    session.execute(update(BADGE).where(unseen).values(seen_at=now))


def list_early(session: Session, user_id: UUID) -> list[EarlyRow]:
    """Return the early statements whose entries are still done."""
    statement = (
        select(*columns_of(EarlyRow, LOG))
        .select_from(
            LOG.join(OTHER, OTHER.c.id == LOG.c.habit_id).join(
                ENTRY, (ENTRY.c.habit_id == LOG.c.habit_id) & (ENTRY.c.day == LOG.c.day)
            )
        )
        .where(OTHER.c.owner_id == user_id, _EARLY, ENTRY.c.status == "done")
    )
    return [EarlyRow._make(row) for row in session.execute(statement)]


def list_full_days(
    session: Session, owner_id: UUID, since: date, *chains: UUID
) -> list[FullDayRow]:
    """Return the days from `since` on when every link had a done entry.

    Of all chains of the owner, or of those that are named.
    """
    links = select(func.count()).where(OTHER.c.chain_id == HABIT.c.chain_id)
    which = HABIT.c.chain_id.in_(chains) if chains else HABIT.c.chain_id.is_not(None)
    statement = (
        select(HABIT.c.chain_id, ENTRY.c.day)
        .select_from(HABIT.join(ENTRY, ENTRY.c.habit_id == HABIT.c.id))
        .where(
            HABIT.c.owner_id == owner_id,
            which,
            ENTRY.c.status == "done",
            ENTRY.c.day >= since,
        )
        .group_by(HABIT.c.chain_id, ENTRY.c.day)
        .having(func.count() == links.correlate(HABIT).scalar_subquery())
        .order_by(ENTRY.c.day)
    )
    return [FullDayRow._make(row) for row in session.execute(statement)]


def recount_logs(session: Session, habit_id: UUID) -> None:
    """Count a habit's entries again, because what is asked for has changed.

    The same as `domain.badges.is_log`, which counts on with every check-in.
    """
    asked = case(
        (VERSION.c.direction == "at_most", ENTRY.c.value <= VERSION.c.target),
        else_=ENTRY.c.value > 0,
    )
    counts = (
        select(asked)
        .where(VERSION.c.habit_id == ENTRY.c.habit_id, VERSION.c.valid_from <= ENTRY.c.day)
        .order_by(VERSION.c.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    logs = (
        select(func.count())
        .select_from(ENTRY)
        .where(
            ENTRY.c.habit_id == habit_id,
            ENTRY.c.status == "done",
            or_(ENTRY.c.value.is_(None), counts),
        )
    )
    session.execute(update(HABIT).where(HABIT.c.id == habit_id).values(logs=logs.scalar_subquery()))
