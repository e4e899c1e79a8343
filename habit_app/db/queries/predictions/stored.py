"""Queries on predictions as they were said: the latest word, the first one, the outcome."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, case, cast, delete, func, insert, null, select, true, update
from sqlalchemy import bindparam as given
from sqlmodel import Session
from sqlmodel import select as sqlmodel_select

from habit_app.db.dialect import insert_over, is_postgresql
from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.new_day import Zone
from habit_app.db.tables import ModelDay, metadata

PREDICTION = metadata.tables["prediction"]
MODEL_DAY, NUDGE = metadata.tables["model_day"], metadata.tables["nudge"]
FIRST_WORD = ("user_id", "said", "said_by", "said_by_rules", "kept")
"""Columns that a later word on the same unit leaves as they are."""


class StoredRow(NamedTuple):
    """A prediction as it is shown."""

    habit_id: UUID
    first_day: date
    last_day: date
    probability: float
    source: str
    model_version: int | None
    reasons: list[dict[str, Any]]
    is_stale: bool
    made_at: datetime


class SaidRow(NamedTuple):
    """A unit on which a word was said, and what is known to have become of it."""

    habit_id: UUID
    first_day: date
    last_day: date
    kept: bool | None


class HeldRow(NamedTuple):
    """A first word beside its outcome."""

    said: float
    said_by: int | None
    said_by_rules: float
    kept: bool


class TallyRow(NamedTuple):
    """First words on a habit that were alike to a percent and of one band, beside the outcomes."""

    habit_id: UUID | None
    """Empty where habits are not told apart."""
    percent: int
    band: str
    units: int
    skipped: int
    said: float
    """The sum of what was said."""
    squares: float
    """The sum of the squared distances between what was said (0…1) and what happened (0 or 1)."""


class NudgedRow(NamedTuple):
    """Units that somebody was, or by chance was not, nudged about, and whether they were kept."""

    held_out: bool
    kept: bool
    units: int


_SHOWN = tuple(PREDICTION.c[name] for name in StoredRow._fields)


def list_zones(session: Session) -> list[Zone]:
    """Return where people live who may be foretold something."""
    statement = select(USER.c.timezone, USER.c.day_start).where(USER.c.is_active).distinct()
    return [Zone(*row) for row in session.execute(statement)]


def list_people(session: Session, zone: Zone, *, after: UUID | None, limit: int) -> list[UUID]:
    """Return the people of a zone, by id."""
    statement = select(USER.c.id).where(
        USER.c.timezone == zone.timezone,
        USER.c.day_start == zone.day_start,
        USER.c.is_active,
        USER.c.delete_after.is_(None),
        USER.c.id > after if after else true(),
    )
    return list(session.execute(statement.order_by(USER.c.id).limit(limit)).scalars())


def put_predictions(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write predictions in one statement; of units on which a word was said before, the latest."""
    if not rows:
        return
    put = insert_over(
        PREDICTION,
        "habit_id",
        "first_day",
        on_postgresql=is_postgresql(session),
        keeping=FIRST_WORD,
    )
    in_order = sorted(rows, key=lambda row: (row["habit_id"], row["first_day"]))
    session.connection().execute(put, in_order)


def list_current(
    session: Session, user_id: UUID, today: date, *, until: date | None = None
) -> list[StoredRow]:
    """Return what holds of a user's units that are not over, those that begin until a day."""
    mine = (PREDICTION.c.user_id == user_id, PREDICTION.c.last_day >= today)
    begun = PREDICTION.c.first_day <= until if until else true()
    statement = select(*_SHOWN).where(*mine, begun, ~PREDICTION.c.is_stale)
    return [StoredRow._make(row) for row in session.execute(statement)]


def mark_stale(session: Session, habit_ids: Collection[UUID], today: date) -> None:
    """Let nobody be shown what rests on a past that has changed.

    Rows are locked in the order in which `put_predictions` writes them: else the two would wait
    for each other.
    """
    about = (PREDICTION.c.habit_id.in_(habit_ids), PREDICTION.c.last_day >= today)
    if is_postgresql(session):
        in_order = (PREDICTION.c.habit_id, PREDICTION.c.first_day)
        session.execute(select(*in_order).where(*about).order_by(*in_order).with_for_update())
    session.execute(update(PREDICTION).where(*about).values(is_stale=True))


def list_said(
    session: Session, user_ids: Collection[UUID], since: date, until: date
) -> list[SaidRow]:
    """Return on which units of some people, ended from a day until before another, was said."""
    statement = select(*(PREDICTION.c[name] for name in SaidRow._fields)).where(
        PREDICTION.c.user_id.in_(user_ids),
        PREDICTION.c.last_day >= since,
        PREDICTION.c.last_day < until,
    )
    return [SaidRow._make(row) for row in session.execute(statement)]


def set_outcomes(session: Session, outcomes: Iterable[SaidRow]) -> None:
    """Note what became of units."""
    batch = [
        {"of_habit": row.habit_id, "begun": row.first_day, "is_kept": row.kept} for row in outcomes
    ]
    if not batch:
        return
    of_unit = (
        PREDICTION.c.habit_id == given("of_habit"),
        PREDICTION.c.first_day == given("begun"),
    )
    change = update(PREDICTION).where(*of_unit).values(kept=given("is_kept"))
    session.connection().execute(change, batch)


def people_with_open_ends(
    session: Session, since: date, until: date, *, after: UUID | None, limit: int
) -> list[UUID]:
    """Return whose units, on which a word was said, ended in a range of days; by id."""
    statement = (
        select(PREDICTION.c.user_id)
        .where(
            PREDICTION.c.last_day >= since,
            PREDICTION.c.last_day < until,
            PREDICTION.c.user_id > after if after else true(),
        )
        .distinct()
        .order_by(PREDICTION.c.user_id)
        .limit(limit)
    )
    return list(session.execute(statement).scalars())


def tally(
    session: Session, since: date, *, bands: Mapping[str, float], user_id: UUID | None = None
) -> list[TallyRow]:
    """Sum up first words whose units ended from a day on, and of which is known how.

    Of a user habit by habit, or of everybody. `bands`: each with the probability that it ends at.
    """
    said, was_skipped = PREDICTION.c.said, case((PREDICTION.c.kept, 0), else_=1)
    of_whom = [PREDICTION.c.user_id == user_id] if user_id else []
    groups = (
        PREDICTION.c.habit_id if user_id else null(),
        cast(func.round(said * 100), Integer),
        case(*((said < end, name) for name, end in bands.items()), else_=""),
    )
    statement = (
        select(
            *groups,
            func.count(),
            func.sum(was_skipped),
            func.sum(said),
            func.sum((said - was_skipped) * (said - was_skipped)),
        )
        .where(PREDICTION.c.last_day >= since, PREDICTION.c.kept.is_not(None), *of_whom)
        .group_by(*(groups if user_id else groups[1:]))
    )
    return [TallyRow._make(row) for row in session.execute(statement)]


def of_day(session: Session, day: date) -> Iterator[HeldRow]:
    """Return the first words on all units that ended on a day, beside their outcomes."""
    statement = select(
        PREDICTION.c.said, PREDICTION.c.said_by, PREDICTION.c.said_by_rules, PREDICTION.c.kept
    ).where(PREDICTION.c.last_day == day, PREDICTION.c.kept.is_not(None))
    for row in session.execute(statement.execution_options(yield_per=5_000)):
        yield HeldRow._make(row)


def count_nudged(session: Session, since: date) -> list[NudgedRow]:
    """Count the units about which nudges were planned from a day on, by what became of them."""
    statement = (
        select(NUDGE.c.held_out, PREDICTION.c.kept, func.count())
        .join(
            PREDICTION,
            (PREDICTION.c.habit_id == NUDGE.c.habit_id)
            & (PREDICTION.c.first_day <= NUDGE.c.day)
            & (PREDICTION.c.last_day >= NUDGE.c.day),
        )
        .where(NUDGE.c.day >= since, PREDICTION.c.kept.is_not(None))
        .group_by(NUDGE.c.held_out, PREDICTION.c.kept)
    )
    return [NudgedRow._make(row) for row in session.execute(statement)]


def put_day(session: Session, day: date, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write how a day compares with what was said of it, in the place of what was known before."""
    session.execute(delete(MODEL_DAY).where(MODEL_DAY.c.day == day))
    if rows:
        session.connection().execute(insert(MODEL_DAY), list(rows))


def list_days(session: Session, since: date) -> list[ModelDay]:
    """Return how days compared with what was said of them, the oldest first."""
    statement = sqlmodel_select(ModelDay).where(MODEL_DAY.c.day >= since).order_by(MODEL_DAY.c.day)
    return list(session.exec(statement))


def forget(session: Session, before: date) -> None:
    """Let go of words on units that are long over; their sums by day stay."""
    session.execute(delete(PREDICTION).where(PREDICTION.c.last_day < before))
