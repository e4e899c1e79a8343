"""What the rarer badges are judged by: read only where a cheap look says that one may be won."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import badges as store
from habit_app.db.queries import habits as habit_store
from habit_app.db.rows import BadgeFacts, HabitRow
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain import badges as rules_of_badges
from habit_app.domain.badges import (
    CHAIN,
    CHAIN_DAYS,
    COMEBACK,
    EARLY_BIRD,
    EARLY_ENTRIES,
    MISSES,
    PERFECT_WEEK,
)
from habit_app.domain.calendar import week_of
from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.evaluation.evaluation import Evaluation
from habit_app.domain.evaluation.history import KEPT, counted, needed_for, units
from habit_app.domain.habits import Rules
from habit_app.services import histories
from habit_app.services.shared import long_work
from habit_app.services.shared.viewers import Viewer

BROKEN = {"missed", "slipped", "partial"}
WEEKS = timedelta(weeks=4)
"""Time: before a streak, that a check-in looks at before it reads the whole history."""
ENOUGH = 60
"""Days: of a whole chain, that are looked at, the oldest first."""
AT_HAND = 45
"""Days: before a day, whose entries a check-in has read in any case."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A check-in as it was recorded: `row` as it was before, `newer` as it is now.

    `kept`: the day's entry is a success by itself. `gained`: done or partial entries more.
    """

    row: HabitRow
    facts: BadgeFacts
    day: date
    rules: Rules
    entries: Sequence[Entry]
    evaluation: Evaluation
    newer: HabitRow
    kept: bool
    gained: int


def found(
    session: Session, viewer: Viewer, tick: Tick, missing: Sequence[str]
) -> dict[str, bool | None]:
    """Say of the rarer badges that are missing which this check-in has won.

    None where that takes longer than a lock may be held: a job has to look.
    """
    looks = {
        PERFECT_WEEK: perfect_week_by,
        COMEBACK: comeback_by,
        EARLY_BIRD: early_bird_by,
        CHAIN: chain_by,
    }
    if not tick.kept and tick.gained <= 0:
        return {}
    return {code: look(session, viewer, tick) for code, look in looks.items() if code in missing}


def perfect_week_by(session: Session, viewer: Viewer, tick: Tick) -> bool | None:
    """Whether the week that a check-in is about, or has just closed, is perfect.

    Asked of all habits only where this one's own week is whole: when one of its days is filled
    in later, and at its first entry of the week that follows.
    """
    today = viewer.today()
    first, last = week_of(tick.day, viewer.week_start)
    if last >= today:
        begun = tick.row.last_day
        if begun is None or begun >= first:
            return False
        first, last = first - timedelta(weeks=1), last - timedelta(weeks=1)
    if lookback(tick.rules) <= AT_HAND:
        start = tick.evaluation.start
        days = day_states(tick.rules, tick.entries, first, last, today, start=start)
        if any(day.due and day.state in BROKEN for day in days):
            return False
    rows = habit_store.list_rows(session, viewer.id, habit_store.HABIT.c.deleted_at.is_(None))
    return _was_perfect(session, viewer, rows, first)


def _was_perfect(
    session: Session, viewer: Viewer, rows: Sequence[HabitRow], first: date
) -> bool | None:
    """Whether all that was due in a closed week of the viewer's was kept.

    None where that costs more than a check-in may.
    """
    last = first + timedelta(days=6)
    today = viewer.today()
    rules = histories.rules_of_own(session, viewer=viewer, rows=rows)
    since = {key: needed_for(rule, first) for key, rule in rules.items()}
    days = sum((today - day).days for day in since.values())
    if days * (1 + long_work.DAYS_PER_ENTRY) > long_work.SHORT_DAYS:
        return None
    read = histories.read(session, rows=rows, rules=rules, since=since, until=today)
    return rules_of_badges.is_perfect(
        unit
        for habit in read
        for unit in counted(habit.rules, habit.entries, first, last, today, start=habit.start)
    )


def comeback_by(session: Session, viewer: Viewer, tick: Tick) -> bool | None:
    """Whether the habit's streak has just come to 7 days after 7 misses."""
    run, start = tick.evaluation.now.run, tick.evaluation.start
    if run is None or not run.first <= tick.day or (run.first - start).days < MISSES:
        return False
    span, before = rules_of_badges.span_of(run), tick.row.last_day
    filled_in = before is not None and tick.day <= before
    if span < MISSES or (span >= 2 * MISSES if filled_in else _was_long(run.first, before)):
        return False
    rules, today = tick.rules, viewer.today()
    since = max(start, needed_for(rules, run.first - WEEKS))
    near = [entry for entry in tick.entries if entry.day >= since]
    recent = [
        unit
        for unit in units(replace(rules, start=since), near, since, today, today)
        if unit.last < run.first
    ]
    if not rules_of_badges.may_come_back(recent):
        return False
    if (today - start).days + long_work.DAYS_PER_ENTRY * tick.row.logs > long_work.SHORT_DAYS:
        return None
    every = histories.entries_since(session, {tick.row.id: FROM_EVER}, today)[tick.row.id]
    return rules_of_badges.comeback_on(units(rules, every, start, today, today)) is not None


def _was_long(first: date, before: date | None) -> bool:
    """Whether a streak that begins on a day had its 7 days already."""
    return before is not None and (before - first).days + 1 >= MISSES


def early_bird_by(session: Session, viewer: Viewer, tick: Tick) -> bool:
    """Whether this early statement is the twentieth that counts."""
    is_early = rules_of_badges.is_early(viewer.minute(clock.utc_now()))
    if not is_early or tick.day != viewer.today() or tick.facts.early + 1 < EARLY_ENTRIES:
        return False
    return len(early_days(session, viewer)) >= EARLY_ENTRIES


def early_days(session: Session, viewer: Viewer) -> list[date]:
    """The days of the entries that were made early on their own day, in their order."""
    made = store.list_early(session, viewer.id)
    return rules_of_badges.early_entries(made, day_start=viewer.day_start)


def chain_by(session: Session, viewer: Viewer, tick: Tick) -> bool:
    """Whether the habit's chain is whole on this day, and was on four others."""
    if tick.row.chain is None or tick.facts.chain_open or not tick.kept:
        return False
    return len(chain_days(session, viewer, *tick.row.chain)) >= CHAIN_DAYS


def chain_days(session: Session, viewer: Viewer, chain_id: UUID, since: date) -> list[date]:
    """The days, since the chain is as it is, on which all of its links were due and kept."""
    days = [row.day for row in store.list_full_days(session, viewer.id, since, chain_id)][:ENOUGH]
    rows = habit_store.list_rows(session, viewer.id, habit_store.HABIT.c.chain_id == chain_id)
    if not days or len(rows) < 2:  # noqa: PLR2004 - one link is no chain
        return []
    today, whole = viewer.today(), set(days)
    for link in histories.of_person(
        session,
        viewer=viewer,
        rows=rows,
        since=lambda rules: days[0] - timedelta(days=lookback(rules)),
        until=today,
    ):
        states = day_states(link.rules, link.entries, days[0], days[-1], today, start=link.start)
        whole &= {day.day for day in states if day.due and day.state in KEPT}
    return sorted(whole)
