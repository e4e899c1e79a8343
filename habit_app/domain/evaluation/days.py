"""What a single day came to: never a yes or no, but one of nine named states."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.fold import State
from habit_app.domain.evaluation.rolling import MONTH_SIZES, TrailingSum, covered_days
from habit_app.domain.evaluation.streaks import Period, Quota
from habit_app.domain.evaluation.timeline import (
    Segment,
    Timeline,
    effective_start,
    judge_to_come,
    lay_out,
    period_of,
    spells,
)
from habit_app.domain.habits import ONE, Kind, Rules, Version
from habit_app.domain.schedules import FixedDays, PerMonth, PerWeek, Rolling


class DayState(StrEnum):
    """The state of a day."""

    DONE = "done"
    PARTIAL = "partial"
    MISSED = "missed"
    SLIPPED = "slipped"
    SKIPPED = "skipped"
    PAUSED = "paused"
    PENDING = "pending"
    REST = "rest"
    IMPLIED = "implied"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a habit: its state, whether it asks for something, what was recorded."""

    day: date
    state: DayState
    due: bool
    value: int
    target: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the open day stands, and what it means for the run.

    `settles`: the day may be closed at once. `opens_kept`: its unit, open still, is kept.
    `breaks`: it ended the run, open as it is. `asks`: its week or month has an available day.
    `at_most`: the version that judges its week or month sets a limit.
    """

    state: DayState
    due: bool
    completed: bool = False
    kept_through: int = 0
    unit_first: int = 0
    quota_left: int | None = None
    quota: Quota | None = None
    settles: bool = False
    opens_kept: bool = False
    breaks: bool = False
    asks: bool = False
    at_most: bool = False


AWAY = Standing(DayState.REST, due=False, settles=True)


def lookback(rules: Rules) -> int:
    """How many days before a day its state may depend on."""
    return max(_lookback_of(version) for version in rules.versions)


def _lookback_of(version: Version) -> int:
    schedule = version.schedule
    if isinstance(schedule, Rolling):
        return max(schedule.days, 31 if schedule.days in MONTH_SIZES else 0)
    return 6 if isinstance(schedule, PerWeek) else 30 if isinstance(schedule, PerMonth) else 0


def day_states(
    rules: Rules,
    entries: Iterable[Entry],
    first: date,
    last: date,
    today: date,
    *,
    start: date | None = None,
) -> list[Day]:
    """Return the states of the days from `first` to `last`, none later than `today`.

    `entries` reach from `lookback` days before `first` to `today`: under a rolling schedule
    later ticks change earlier days. `start` is the effective start where the caller knows it;
    else it is read from the entries given.
    """
    entries = list(entries)
    begun = start.toordinal() if start else effective_start(rules, entries)
    reach = first.toordinal() - lookback(rules)
    line = lay_out(rules, entries, reach, today.toordinal() + 31)
    asked = {
        day: standing
        for segment in spells(rules, begun)
        for day, standing in _judged(rules, line, segment, reach, today.toordinal())
    }
    return [
        _day(rules, line, day, asked.get(day))
        for day in range(first.toordinal(), last.toordinal() + 1)
    ]


def _day(rules: Rules, line: Timeline, day: int, standing: Standing | None) -> Day:
    on = date.fromordinal(day)
    target = rules.version_on(on).target
    if standing is None:
        return Day(on, _free(line, day), due=False, value=line.shown(day), target=target)
    return Day(on, standing.state, standing.due, line.shown(day), target)


def _free(line: Timeline, day: int) -> DayState:
    """A day that asks for nothing: what was recorded on it shows all the same."""
    if day in line.slipped:
        return DayState.SLIPPED
    return DayState.DONE if line.done.get(day) else DayState.REST


def _judged(
    rules: Rules, line: Timeline, segment: Segment, reach: int, today: int
) -> Iterator[tuple[int, Standing]]:
    """Judge the days of one version, with what its schedule has to know of the days around."""
    version, schedule = segment.version, segment.version.schedule
    first, last = max(segment.first, reach), min(segment.last, today)
    if isinstance(schedule, PerWeek | PerMonth):
        yield from _judged_periods(rules, line, segment, first, today)
    elif isinstance(schedule, Rolling) and rules.kind is Kind.BINARY:
        ticks = sorted(day for day, value in line.done.items() if value and first <= day <= last)
        covered = covered_days(ticks, schedule, segment.first)
        for day in range(first, last + 1):
            yield day, rolling_day(line, day, today, covered=day in covered)
    elif isinstance(schedule, Rolling):
        sums = TrailingSum([(d, v) for d, v in sorted(line.done.items()) if d < first and v])
        for day in range(first, last + 1):
            yield day, sum_day(version, line, day, today, sums.on(day, schedule.days, line))
    else:
        for day in range(first, last + 1):
            yield day, fixed_day(version, line, day, today)


def _judged_periods(
    rules: Rules, line: Timeline, segment: Segment, first: int, today: int
) -> Iterator[tuple[int, Standing]]:
    period: Period | None = None
    for day in range(first, min(segment.last, today) + 1):
        if period is None or day > period.last:
            period = Period(*period_of(day, segment.version.schedule, rules.week_start), begun=day)
        period.take(day, line, rules.version_on(date.fromordinal(day)))
        yield day, quota_day(rules, line, day, today, period, segment)


def state_today(
    state: State, closed: State, rules: Rules, line: Timeline, live: Segment | None, at: int
) -> Standing:
    """Say how the open day stands, from the fold's state with yesterday closed."""
    if live is None:
        return replace(AWAY, state=_free(line, at))
    version, schedule = live.version, live.version.schedule
    if isinstance(schedule, PerWeek | PerMonth):
        period = replace(state.period) if state.period else None
        if period is None:
            period = Period(*period_of(at, schedule, rules.week_start), begun=at)
        period.take(at, line, version)
        return quota_day(rules, line, at, at, period, live)
    if isinstance(schedule, Rolling) and rules.kind is Kind.BINARY:
        newest = state.intervals if state.schedule == schedule else None
        covered = newest is not None and newest.begin is not None and at <= newest.end
        standing = rolling_day(line, at, at, covered=covered or bool(line.done.get(at)))
        ticks = sum(day > at - schedule.days for day in closed.intervals.ticks)
        return replace(standing, quota=Quota(ticks * ONE, schedule.times * ONE))
    if isinstance(schedule, Rolling):
        total = sum(v for d, v in closed.sums.amounts if d > at - schedule.days)
        quota = Quota(total, version.target, version.at_most, is_sum=True)
        return replace(sum_day(version, line, at, at, total), quota=quota)
    return fixed_day(version, line, at, at)


def _away(line: Timeline, day: int) -> Standing | None:
    if day in line.paused:
        return replace(AWAY, state=DayState.PAUSED)
    if day in line.skipped:
        return replace(AWAY, state=DayState.SKIPPED)
    return None


def _open(line: Timeline, day: int, today: int, value: int) -> DayState:
    """A due day that is not kept: open still today, unless something else was said."""
    if value:
        return DayState.PARTIAL
    return DayState.PENDING if day == today and day not in line.refused else DayState.MISSED


def fixed_day(version: Version, line: Timeline, day: int, today: int) -> Standing:
    """Judge a day that is due by itself or not at all."""
    if away := _away(line, day):
        return away
    schedule, value = version.schedule, line.done.get(day)
    assert isinstance(schedule, FixedDays)  # noqa: S101 - the caller's contract
    due = schedule.is_due(date.fromordinal(day))
    if version.at_most:
        if not due:
            return replace(AWAY, state=DayState.SLIPPED) if day in line.slipped else AWAY
        return _limited(day, today, over=(value or 0) > version.target)
    if value is not None and value >= version.target:
        kept = Standing(DayState.DONE, due=due, completed=True, kept_through=day, unit_first=day)
        return replace(kept, opens_kept=due, settles=not due)
    if due:
        return Standing(_open(line, day, today, value or 0), due=True)
    return replace(AWAY, state=DayState.PARTIAL) if value else AWAY


def _limited(day: int, today: int, *, over: bool) -> Standing:
    """A day with a limit: above it the run is over at once, within it the day must end first."""
    if over:
        return Standing(DayState.SLIPPED, due=True, settles=True, breaks=True)
    return Standing(DayState.PENDING if day == today else DayState.DONE, due=True)


def rolling_day(line: Timeline, day: int, today: int, *, covered: bool) -> Standing:
    """Judge a day under "x times in any y days"."""
    if line.done.get(day):
        return Standing(
            DayState.DONE, due=True, completed=True, kept_through=day, unit_first=day, settles=True
        )
    if away := _away(line, day):
        return away
    if covered:
        return Standing(DayState.IMPLIED, due=False, completed=True, kept_through=day, settles=True)
    return Standing(_open(line, day, today, 0), due=True)


def sum_day(version: Version, line: Timeline, day: int, today: int, total: int) -> Standing:
    """Judge a day by the sum of the days that end with it."""
    if away := _away(line, day):
        return away
    value = line.done.get(day, 0)
    if version.at_most:
        return _limited(day, today, over=total > version.target)
    if total >= version.target:
        state = DayState.DONE if value else DayState.IMPLIED
        return Standing(state, due=bool(value), completed=True, kept_through=day, settles=True)
    return Standing(_open(line, day, today, value), due=True)


def quota_day(
    rules: Rules, line: Timeline, day: int, today: int, period: Period, segment: Segment
) -> Standing:
    """Judge a day of a week or month; `period` has taken in the days through this one."""
    ends = min(period.last, segment.last if segment.last < today else segment.end)
    available = [later for later in range(day + 1, ends + 1) if later not in line.paused]
    coming = len(available)
    if not period.available:
        period.ask(judge_to_come(rules, segment, available))
    kept = bool(period.available) and not period.at_most and period.kept(coming)
    over = period.at_most and not period.kept(coming)
    outlook = Standing(
        DayState.REST,
        due=False,
        completed=kept,
        kept_through=ends,
        unit_first=period.begun,
        quota_left=period.left(coming),
        quota=period.quota(coming),
        opens_kept=kept,
        breaks=over,
        asks=period.available + coming > 0,
        at_most=period.at_most,
    )
    if away := _away(line, day):
        return replace(outlook, state=away.state)
    value = line.done.get(day, 0)
    open_today = day == today and not kept and not over
    if value:
        return replace(outlook, state=_recorded(period, value, kept, over), due=open_today)
    if open_today and day not in line.refused:
        return replace(outlook, state=DayState.PENDING, due=True)
    return replace(outlook, due=open_today)


def _recorded(period: Period, value: int, kept: bool, over: bool) -> DayState:
    """A day of a quota on which something was recorded."""
    if period.times is not None:
        return DayState.DONE if value >= period.target else DayState.PARTIAL
    if period.at_most:
        return DayState.SLIPPED if over else DayState.DONE
    return DayState.DONE if kept else DayState.PARTIAL
