"""What a habit's whole history says: its units, shares, runs, and strength by day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, repeat

from habit_app.domain.calendar import month_of, week_of
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.days import Day, DayState, day_states, lookback
from habit_app.domain.evaluation.evaluation import Now, evaluate
from habit_app.domain.evaluation.fold import begin, close_days
from habit_app.domain.evaluation.rolling import pending
from habit_app.domain.evaluation.streaks import Period, Run, as_run
from habit_app.domain.evaluation.timeline import (
    Segment,
    Timeline,
    effective_start,
    lay_out,
    period_of,
    segments,
    spells,
)
from habit_app.domain.habits import Rules
from habit_app.domain.schedules import PerMonth, PerWeek

KEPT = {DayState.DONE, DayState.IMPLIED}
AWAY = {DayState.SKIPPED, DayState.PAUSED, DayState.REST}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """A due day, week or month: was it kept, and is it open still?

    `settled_on` is the day that decided it: its last, or the one on which it was kept. `at_most`
    says that it had a limit, `asked` that it did not come about by what was done on other days.
    """

    first: date
    last: date
    kept: bool
    open: bool
    settled_on: date
    at_most: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Totals:
    """Entries of any kind, kept days, and the sum of all amounts in thousandths."""

    entries: int
    kept: int
    value: int


@dataclass(frozen=True, slots=True)
class History:
    """The figures of a habit's page. Shares are (due, kept), Monday first, oldest month first."""

    now: Now
    runs: list[Run]
    strength_series: list[tuple[date, float]]
    rate_7d: float | None
    rate_30d: float | None
    totals: Totals
    by_weekday: list[tuple[int, int]]
    by_month: list[tuple[str, int, int]]


def summarise(rules: Rules, entries: Iterable[Entry], today: date) -> History:
    """Evaluate everything that was ever recorded about a habit."""
    entries = list(entries)
    now = evaluate(rules, entries, today).now
    start = date.fromordinal(effective_start(rules, entries))
    days = day_states(rules, entries, start, today, today) if start <= today else []
    every = list(units(rules, entries, start, today, today)) if start <= today else []
    series, runs = _series_and_runs(rules, entries, now)
    return History(
        now=now,
        runs=runs,
        strength_series=series,
        rate_7d=rate(every, today, 7),
        rate_30d=rate(every, today, 30),
        totals=Totals(
            entries=sum(entry.status is not EntryStatus.NOTE for entry in entries),
            kept=sum(day.state is DayState.DONE for day in days),
            value=sum(entry.value or 0 for entry in entries),
        ),
        by_weekday=_by_weekday(rules, days),
        by_month=_by_month(every, today),
    )


def rate(units: Sequence[Unit], today: date, days: int) -> float | None:
    """Kept of due over the units that were decided in the last days, today's included.

    Open ones are left out unless kept; None when nothing was due.
    """
    since = today - timedelta(days=days - 1)
    counted = [
        unit for unit in units if since <= unit.settled_on <= today and (unit.kept or not unit.open)
    ]
    return sum(unit.kept for unit in counted) / len(counted) if counted else None


def counted(
    rules: Rules,
    entries: Iterable[Entry],
    first: date,
    last: date,
    today: date,
    *,
    start: date,
) -> list[Unit]:
    """The due units that were decided within the days given and count among other people's.

    Open ones are left out unless kept, and those with a limit on which nothing was recorded.
    `entries` reach from `needed_for` to `today`; `start` is the effective start: nothing before
    the days that matter is looked at, however long the history.
    """
    reach = needed_for(rules, first)
    near = [entry for entry in entries if entry.day >= reach]
    found = units(replace(rules, start=max(start, reach)), near, first, last, today)
    said = {EntryStatus.DONE, EntryStatus.SLIP}
    recorded = [entry.day for entry in near if entry.status in said]
    return [
        unit
        for unit in found
        if first <= unit.settled_on <= last
        and (unit.kept or not unit.open)
        and (not unit.at_most or any(unit.first <= day <= unit.last for day in recorded))
    ]


def needed_for(rules: Rules, first: date) -> date:
    """The first day whose entry matters to units that are decided on `first` or later."""
    kinds = {type(version.schedule) for version in rules.versions}
    begun = week_of(first, rules.week_start)[0] if PerWeek in kinds else first
    begun = min(begun, month_of(first)[0]) if PerMonth in kinds else begun
    return begun - timedelta(days=lookback(rules))


def all_runs(rules: Rules, entries: Iterable[Entry], today: date) -> list[Run]:
    """Every run of a habit, ended or going on, in one fold over its days."""
    entries = list(entries)
    state = begin(rules, effective_start(rules, entries))
    state.runs.ended = []
    at = today.toordinal()
    line = lay_out(rules, entries, state.start, at)
    close_days(state, rules, line, segments(rules, state.start), at)
    stretches = [*state.runs.ended, *((one, state.runs.unit) for one in pending(state.intervals))]
    runs = [as_run(stretch, unit) for stretch, unit in stretches]
    return [run for run in [*runs, evaluate(rules, entries, today).now.run] if run]


def units(
    rules: Rules,
    entries: Iterable[Entry],
    first: date,
    last: date,
    today: date,
    *,
    start: date | None = None,
) -> Iterator[Unit]:
    """Yield the due units that were decided, or are open, within the days given.

    `entries` and `start` as for `day_states`; units made only of skipped, paused or free days
    are none.
    """
    entries = list(entries)
    begun = start.toordinal() if start else effective_start(rules, entries)
    line = lay_out(rules, entries, begun, today.toordinal() + 31)
    near = max(begun, first.toordinal())
    judges = [one for one in spells(rules, begun) if near <= one.last]
    days: list[Day] = []  # of all versions at once: each look at the days goes through all entries
    if near <= today.toordinal() and any(one.version.unit == "day" for one in judges):
        begin_day, start = date.fromordinal(near), date.fromordinal(begun)
        days = day_states(rules, entries, begin_day, today, today, start=start)
    for segment in judges:
        since = max(segment.first, near)
        if isinstance(segment.version.schedule, PerWeek | PerMonth):
            found = _periods(rules, line, segment, since, today.toordinal())
        else:
            found = _due_days(segment, days[since - near : segment.last - near + 1], today)
        yield from (unit for unit in found if first <= unit.settled_on <= last or unit.open)


def _due_days(segment: Segment, days: Sequence[Day], today: date) -> Iterator[Unit]:
    for day in days:
        if day.state in AWAY or not (day.due or day.state is DayState.IMPLIED):
            continue
        undecided = day.day == today and day.state in {
            DayState.PENDING,
            DayState.PARTIAL,
            DayState.MISSED,
        }
        kept, at_most = day.state in KEPT, segment.version.at_most
        yield Unit(day.day, day.day, kept, undecided, day.day, at_most, asked=day.due)


def _periods(
    rules: Rules, line: Timeline, segment: Segment, since: int, today: int
) -> Iterator[Unit]:
    schedule = segment.version.schedule
    day = max(segment.first, period_of(since, schedule, rules.week_start)[0])
    while day <= min(segment.last, today):
        first, last = period_of(day, schedule, rules.week_start)
        closes = segment.last if segment.last < today else segment.end
        period, ends, kept_on = Period(first, last, begun=day), min(last, closes), None
        coming = sum(not line.away(later) for later in range(day, ends + 1))
        for at in range(day, min(ends, today) + 1):
            period.take(at, line, rules.version_on(date.fromordinal(at)))
            coming -= not line.away(at)
            if kept_on is None and not period.at_most and period.available and period.kept(coming):
                kept_on = at
        over = period.at_most and not period.kept(coming)
        is_open = ends >= today and not over
        if period.available:
            kept = period.kept() if ends < today else kept_on is not None
            settled = kept_on if kept and kept_on else min(ends, today)
            yield Unit(
                date.fromordinal(day),
                date.fromordinal(ends),
                kept,
                is_open,
                date.fromordinal(settled),
                period.at_most,
            )
        day = ends + 1


def _series_and_runs(
    rules: Rules, entries: list[Entry], now: Now
) -> tuple[list[tuple[date, float]], list[Run]]:
    """Fold once, keeping each day's strength and every run that ended."""
    state = begin(rules, effective_start(rules, entries))
    state.runs.ended, state.strength.trail = [], []
    today = now.as_of.toordinal()
    close_days(
        state,
        rules,
        lay_out(rules, entries, state.start, today),
        segments(rules, state.start),
        today,
    )
    days = range(state.start, today + 1)
    after_the_end = repeat(state.strength.score)
    scores = chain(state.strength.trail, after_the_end)
    series = [(date.fromordinal(day), score) for day, score in zip(days, scores, strict=False)]
    lost = [(stretch, state.runs.unit) for stretch in pending(state.intervals)]
    found = [as_run(stretch, unit) for stretch, unit in [*state.runs.ended, *lost]]
    return series, list(dict.fromkeys(run for run in [*found, now.run] if run))


def _by_weekday(rules: Rules, days: Sequence[Day]) -> list[tuple[int, int]]:
    """Due and kept days by weekday.

    Of a quota every available day could have been used, and each that gave a part of a sum was.
    """
    shares = [[0, 0] for _ in range(7)]
    for day in days:
        version = rules.version_on(day.day)
        quota = version.schedule if isinstance(version.schedule, PerWeek | PerMonth) else None
        over = rules.end is not None and day.day > rules.end
        usable = quota and not over and day.state not in {DayState.SKIPPED, DayState.PAUSED}
        used = usable and quota and quota.times is None and day.state is DayState.PARTIAL
        if day.due or usable or day.state in KEPT:
            shares[day.day.weekday()][0] += day.state is not DayState.PENDING
            shares[day.day.weekday()][1] += bool(used) or day.state in KEPT
    return [(due, kept) for due, kept in shares]


def _by_month(units: Sequence[Unit], today: date) -> list[tuple[str, int, int]]:
    months = []
    month = today
    for _ in range(MONTHS):
        months.append(f"{month:%Y-%m}")
        month = month_of(month)[0] - timedelta(days=1)
    shares = {name: [0, 0] for name in reversed(months)}
    for unit in units:
        name = f"{unit.settled_on:%Y-%m}"
        if name in shares and (unit.kept or not unit.open):
            shares[name][0] += 1
            shares[name][1] += unit.kept
    return [(name, due, kept) for name, (due, kept) in shares.items()]
