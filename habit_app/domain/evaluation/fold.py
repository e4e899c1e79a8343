"""The left fold over a habit's days: one state, closed day by day, small and serialisable."""

import json
from dataclasses import dataclass, field, replace
from datetime import date

from habit_app.domain.evaluation.rolling import (
    Intervals,
    OpenDay,
    TrailingSum,
    advance_rolling,
    advance_sum,
    leave,
)
from habit_app.domain.evaluation.streaks import NONE, Period, Runs, advance_fixed, close_period
from habit_app.domain.evaluation.strength import Strength, advance, measure_of
from habit_app.domain.evaluation.timeline import Segment, Timeline, period_of
from habit_app.domain.habits import Kind, Rules, Version
from habit_app.domain.schedules import PerMonth, PerWeek, Rolling, Schedule

RUNS = Runs.__slots__[:-1]
"""What is stored of the runs."""


@dataclass(slots=True)
class State:
    """Everything through a closed day."""

    day: int
    start: int
    strength: Strength
    runs: Runs
    period: Period | None = None
    intervals: Intervals = field(default_factory=Intervals)
    sums: TrailingSum = field(default_factory=TrailingSum)
    schedule: Schedule | None = None
    """The rolling schedule that the intervals were built with."""

    def copy(self) -> "State":
        """A state of its own, to be closed further while this one stays."""
        strength, sums, held = self.strength, self.sums, self.intervals
        lost = [replace(day) for day in held.open_days]
        return replace(
            self,
            strength=replace(strength, amounts=list(strength.amounts)),
            runs=replace(self.runs),
            period=replace(self.period) if self.period else None,
            intervals=replace(held, ticks=list(held.ticks), open_days=lost),
            sums=TrailingSum(list(sums.amounts)),
        )

    def dump(self) -> str:
        """Write the state as compact JSON; `load_state` reads it back."""
        strength, runs, period, intervals = self.strength, self.runs, self.period, self.intervals
        rolling = self.schedule if isinstance(self.schedule, Rolling) else None
        return json.dumps(
            [
                self.start,
                [strength.score, strength.clock, strength.amounts],
                [getattr(runs, name) for name in RUNS],
                [getattr(period, name) for name in Period.__slots__] if period else None,
                [
                    intervals.ticks,
                    intervals.begin,
                    intervals.end,
                    intervals.room,
                    [[lost.day, lost.before, lost.need] for lost in intervals.open_days],
                ]
                if rolling
                else None,
                self.sums.amounts,
                [rolling.times, rolling.days] if rolling else None,
            ],
            separators=(",", ":"),
        )


def load_state(day: int, text: str) -> State:
    """Read a state back as it stood with `day` closed."""
    start, strength, runs, period, intervals, sums, rolling = json.loads(text)
    unit, length, first, last, best, best_unit, *more = runs
    before, before_unit = more or (NONE, "")  # older states know nothing of it
    state = State(
        day=day,
        start=start,
        strength=Strength(strength[0], strength[1], [(at, value) for at, value in strength[2]]),
        runs=Runs(unit, length, first, last, tuple(best), best_unit, tuple(before), before_unit),
        period=Period(*period) if period else None,
        sums=TrailingSum([(at, value) for at, value in sums]),
        schedule=Rolling(*rolling) if rolling else None,
    )
    if intervals:
        ticks, begin, end, room, open_days = intervals
        lost = [OpenDay(at, tuple(before), need) for at, before, need in open_days]
        state.intervals = Intervals(ticks, begin, end, room, lost)
    return state


def begin(rules: Rules, start: int) -> State:
    """The state before the first day: nothing kept; an at-most habit starts clean."""
    version = rules.version_on(date.fromordinal(start))
    score = 1.0 if version.at_most else 0.0
    return State(start - 1, start, Strength(score), Runs(version.unit))


def close_days(
    state: State, rules: Rules, line: Timeline, judges: list[Segment], until: int
) -> None:
    """Close every day through `until`. After the end of the habit nothing changes any more."""
    reach = reach_of(rules)
    for place, segment in enumerate(judges):
        first, last = max(segment.first, state.day + 1), min(segment.last, until)
        if first > last:
            continue
        measure = measure_of(rules.kind, segment.version)
        advance(state.strength, line, measure, first, last, reach=reach)
        changes = segment.last <= until and (
            place + 1 == len(judges) or judges[place + 1].version.unit != segment.version.unit
        )
        _judge(state, rules, line, segment.version, first, last)
        if changes and state.period:
            close_period(state.runs, state.period, last)
            state.period = None
        state.day = last
    state.day = max(state.day, until)


def _judge(
    state: State, rules: Rules, line: Timeline, version: Version, first: int, last: int
) -> None:
    """Let the version judge its days in the way of its schedule."""
    schedule, runs = version.schedule, state.runs
    if state.schedule is not None and state.schedule != schedule:
        state.intervals, state.schedule = leave(runs, state.intervals), None
    runs.change_unit(version.unit)
    if isinstance(schedule, PerWeek | PerMonth):
        _judge_periods(state, rules, line, version, first, last)
    elif isinstance(schedule, Rolling) and rules.kind is Kind.BINARY:
        state.schedule = schedule
        advance_rolling(runs, state.intervals, line, schedule, first, last)
    elif isinstance(schedule, Rolling):
        advance_sum(runs, state.sums, line, version, first, last)
    else:
        advance_fixed(runs, line, version, first, last)
    if not isinstance(schedule, Rolling) and any(
        isinstance(other.schedule, Rolling) for other in rules.versions
    ):
        _remember_amounts(state, rules, line, first, last)


def _judge_periods(
    state: State, rules: Rules, line: Timeline, version: Version, first: int, last: int
) -> None:
    period = state.period
    for day in range(first, last + 1):
        if period is None:
            span = period_of(day, version.schedule, rules.week_start)
            period = Period(*span, begun=day)
        period.take(day, line, version)
        if day == period.last:
            close_period(state.runs, period, day)
            period = None
    state.period = period


def _remember_amounts(state: State, rules: Rules, line: Timeline, first: int, last: int) -> None:
    """A sum over any y days that begins later looks back over these days, too."""
    if rules.kind is Kind.NUMERIC:
        reach = max(o.schedule.days for o in rules.versions if isinstance(o.schedule, Rolling))
        recent = [(day, value) for day in range(first, last + 1) if (value := line.done.get(day))]
        state.sums = TrailingSum(
            [amount for amount in [*state.sums.amounts, *recent] if amount[0] > last - reach]
        )


def reach_of(rules: Rules) -> int:
    """How many days of amounts any version of the habit looks back to."""
    return max(measure_of(rules.kind, version).window for version in rules.versions)
