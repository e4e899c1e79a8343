"""What a habit's due units came to, and which of them comes next: what a risk is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.days import DayState, day_states
from habit_app.domain.evaluation.history import Unit, units
from habit_app.domain.evaluation.streaks import Period, times_asked
from habit_app.domain.evaluation.timeline import (
    Segment,
    Timeline,
    effective_start,
    judge_to_come,
    lay_out,
    period_of,
    spells,
)
from habit_app.domain.habits import Rules
from habit_app.domain.schedules import PerMonth, PerWeek

NEAR, AHEAD = 31, 800
"""Days ahead that are looked through: most habits are due within a month, every one within two
years unless it is paused for longer."""
OPEN = {DayState.PENDING, DayState.PARTIAL}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A due unit that is decided, by its first day."""

    day: date
    kept: bool


@dataclass(frozen=True, slots=True)
class Quota:
    """A week or month that asks for days: of the whole, and from today on."""

    times: int
    days: int
    times_left: int
    days_left: int


@dataclass(frozen=True, slots=True)
class DueUnit:
    """A day, week or month that is open or still to come."""

    first: date
    last: date
    unit: str
    quota: Quota | None = None


def outcomes(
    rules: Rules,
    entries: Iterable[Entry],
    today: date,
    *,
    since: date | None = None,
    start: date | None = None,
) -> list[Outcome]:
    """Return what the decided due units came to, oldest first."""
    found = decided(rules, entries, today, since=since, start=start)
    return [Outcome(unit.first, unit.kept) for unit in found]


def decided(
    rules: Rules,
    entries: Iterable[Entry],
    today: date,
    *,
    since: date | None = None,
    start: date | None = None,
) -> list[Unit]:
    """Return the decided due units of the kind that the habit has now, oldest first.

    Days that are implied or free are none: nothing was asked on them. An at-most unit without
    entries was kept, as everywhere.
    """
    entries = list(entries)
    begun = start or date.fromordinal(effective_start(rules, entries))
    first = max(begun, since or begun)
    kind = rules.version_on(today).unit
    if first > today:
        return []
    return [
        unit
        for unit in units(rules, entries, first, today, today, start=begun)
        if unit.asked and (unit.kept or not unit.open) and rules.version_on(unit.first).unit == kind
    ]


def next_due(
    rules: Rules, entries: Iterable[Entry], today: date, *, start: date | None = None
) -> DueUnit | None:
    """Find the unit that the risk is about: the open one, else the next that will be due.

    A unit is over for this as soon as it is kept, slipped, or said no to; paused and skipped
    days are passed over. None when nothing is due within `AHEAD` days.
    """
    entries = list(entries)
    begun = start.toordinal() if start else effective_start(rules, entries)
    for segment in spells(rules, begun):
        if segment.last < today.toordinal():
            continue
        if isinstance(segment.version.schedule, PerWeek | PerMonth):
            found = _next_period(rules, entries, segment, today)
        else:
            found = _next_day(rules, entries, segment, today, date.fromordinal(begun))
        if found:
            return found
    return None


def _next_day(
    rules: Rules, entries: list[Entry], segment: Segment, today: date, begun: date
) -> DueUnit | None:
    now = day_states(rules, entries, today, today, today, start=begun)[0]
    undecided = now.due and now.state in OPEN
    if segment.first <= today.toordinal() and undecided:
        return DueUnit(today, today, "day")
    first = max(segment.first, today.toordinal() + 1)
    for reach in (NEAR, AHEAD):
        last = min(segment.last, today.toordinal() + reach)
        if first > last:
            continue
        # The days ahead as they would be with nothing more recorded: due is what asks for it.
        span = date.fromordinal(first), date.fromordinal(last)
        for day in day_states(rules, entries, *span, span[1], start=begun):
            if day.due:
                return DueUnit(day.day, day.day, "day")
    return None


def _next_period(
    rules: Rules, entries: list[Entry], segment: Segment, today: date
) -> DueUnit | None:
    at, schedule = today.toordinal(), segment.version.schedule
    begin, _ = period_of(max(at, segment.first), schedule, rules.week_start)
    line = lay_out(rules, entries, begin, at + AHEAD)
    while begin <= min(segment.last, at + AHEAD):
        first, last = period_of(begin, schedule, rules.week_start)
        span = max(first, segment.first), min(last, segment.end)
        period = Period(first, last, begun=span[0])
        if found := _undecided(rules, period, line, segment, span, at):
            return found
        begin = last + 1
    return None


def _undecided(
    rules: Rules, period: Period, line: Timeline, segment: Segment, span: tuple[int, int], at: int
) -> DueUnit | None:
    """The week or month with what is left of its quota; None when it is decided or all away."""
    first, last = span
    for day in range(first, min(last, at) + 1):
        period.take(day, line, rules.version_on(date.fromordinal(day)))
    available = [day for day in range(max(at + 1, first), last + 1) if not line.away(day)]
    if not period.available:
        period.ask(judge_to_come(rules, segment, available))
    coming = len(available)
    days = period.available + coming
    if not days or (period.available and period.kept(coming) is not period.at_most):
        return None
    quota = None
    if period.times is not None:
        times = times_asked(period.times, days, period.days)
        is_usable = first <= at and not line.away(at) and at not in line.refused
        today_left = is_usable and line.done.get(at, -1) < period.target
        quota = Quota(times, days, times - period.kept_days, coming + today_left)
    unit = segment.version.unit
    return DueUnit(date.fromordinal(first), date.fromordinal(last), unit, quota)
