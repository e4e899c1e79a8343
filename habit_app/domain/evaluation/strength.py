"""Habit strength: Loop Habit Tracker's exponential score.

`s = s*m + c*(1 - m)` per day, with `m = 0.5 ** (sqrt(f) / 13)`: f is the share of days that are
due, c how much of what was asked in a window of days was done. Facts and figures:
iSoron/uhabits, `core/models/Score.kt` and `ScoreList.kt`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt

from habit_app.domain.evaluation.timeline import Timeline
from habit_app.domain.habits import Kind, Version
from habit_app.domain.schedules import (
    EveryNDays,
    MonthDays,
    PerMonth,
    PerWeek,
    Rolling,
    Schedule,
    Weekdays,
)

HALF_LIFE = 13
MONTH = 30
LOOPS_SKIP = 3
"""Loop keeps the skip of an amount as the number 3, and adds its 0.003 to the rolling sum."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How a version turns recent amounts into the day's share c.

    An amount weighs `weight(value)`; the window's weights together are worth
    `share(total)`, 0-1. `skip` is what a skipped day weighs besides.
    """

    multiplier: float
    window: int
    weight: Callable[[int], int]
    share: Callable[[int], float]
    skip: int = 0


@dataclass(slots=True)
class Strength:
    """The score with the recent amounts that its window needs.

    The window's clock stands still on paused days (they are cut out) and goes on over skipped
    ones (as in Loop).
    """

    score: float
    clock: int = 0
    amounts: list[tuple[int, int]] = field(default_factory=list)
    trail: list[float] | None = None
    """The score of each day that was folded in, for who wants to see them; not stored."""


@lru_cache(maxsize=4096)
def measure_of(kind: Kind, version: Version) -> Measure:
    """Return how a version measures, by the table in Loop's terms: x times in y days."""
    schedule, target = version.schedule, version.target
    times, days = _times_in_days(schedule)
    is_sum = kind is Kind.NUMERIC and (
        isinstance(schedule, Rolling)
        or (isinstance(schedule, PerWeek | PerMonth) and schedule.times is None)
    )
    multiplier = 0.5 ** (sqrt(times / days) / HALF_LIFE)
    if is_sum:
        share = _within(target) if version.at_most else _reached(target)
        skip = LOOPS_SKIP if isinstance(schedule, Rolling) else 0
        return Measure(multiplier, days, lambda value: value, share, skip)
    if times < days:
        times, days = 2 * times, 2 * days
    if version.at_most:
        return Measure(multiplier, days, _excess(target), _clean(times * max(target, 1)))
    if kind is Kind.BINARY:
        # A slip from a time when the same was to be avoided keeps nothing.
        return Measure(multiplier, days, _ticked(target), _reached(times * target))
    return Measure(multiplier, days, lambda value: min(value, target), _reached(times * target))


def _times_in_days(schedule: Schedule) -> tuple[int, int]:
    """The due share as x times in y days; every day is once in one."""
    if isinstance(schedule, Weekdays):
        times, days = len(schedule.days), 7
    elif isinstance(schedule, EveryNDays):
        times, days = 1, schedule.n
    elif isinstance(schedule, MonthDays):
        times, days = len(schedule.days), MONTH
    elif isinstance(schedule, PerWeek):
        times, days = schedule.times or 1, 7
    elif isinstance(schedule, PerMonth):
        times, days = schedule.times or 1, MONTH
    elif isinstance(schedule, Rolling):
        times, days = schedule.times, schedule.days
    else:
        times, days = 1, 1
    return (1, 1) if times >= days else (times, days)


def _reached(whole: int) -> Callable[[int], float]:
    return lambda total: 1.0 if total >= whole else total / whole


def _ticked(target: int) -> Callable[[int], int]:
    return lambda value: value if value <= target else 0


def _within(limit: int) -> Callable[[int], float]:
    if limit <= 0:
        return lambda total: 0.0 if total > 0 else 1.0
    return lambda total: min(1.0, max(0.0, 1 - (total - limit) / limit))


def _excess(limit: int) -> Callable[[int], int]:
    if limit <= 0:
        return lambda value: 1 if value > 0 else 0
    return lambda value: min(max(value - limit, 0), limit)


def _clean(whole: int) -> Callable[[int], float]:
    return lambda total: max(0.0, 1 - total / whole)


def advance(
    strength: Strength, line: Timeline, measure: Measure, first: int, last: int, *, reach: int
) -> None:
    """Fold the days from `first` to `last` into the score.

    `reach` is how many days of amounts any version of the habit looks back to.
    """
    if measure.window == 1 and reach == 1:
        _advance_daily(strength, line, measure, first, last)
        return
    score, clock, amounts = strength.score, strength.clock, strength.amounts
    m, weight, share = measure.multiplier, measure.weight, measure.share
    head = next(
        (i for i, (at, _) in enumerate(amounts) if at > clock - measure.window), len(amounts)
    )
    total = sum(weight(value) for _, value in amounts[head:])
    done, paused, skipped = line.done, line.paused, line.skipped
    trail = strength.trail
    for day in range(first, last + 1):
        if day in paused:
            if trail is not None:
                trail.append(score)
            continue
        clock += 1
        while head < len(amounts) and amounts[head][0] <= clock - measure.window:
            total -= weight(amounts[head][1])
            head += 1
        if value := done.get(day) or (measure.skip if day in skipped else 0):
            amounts.append((clock, value))
            total += weight(value)
        if day not in skipped:
            score = score * m + share(total) * (1 - m)
        if trail is not None:
            trail.append(score)
    strength.score, strength.clock = score, clock
    strength.amounts = [amount for amount in amounts if amount[0] > clock - reach]


def _advance_daily(
    strength: Strength, line: Timeline, measure: Measure, first: int, last: int
) -> None:
    """The same where only the day itself counts: no window to keep."""
    score, m = strength.score, measure.multiplier
    weight, share = measure.weight, measure.share
    amount = line.done.get
    known: dict[int | None, float] = {None: share(0) * (1 - m)}
    paused, skipped = line.paused, line.skipped
    trail = strength.trail
    for day in range(first, last + 1):
        if day not in paused and day not in skipped:
            value = amount(day)
            step = known.get(value)
            if step is None:
                step = known[value] = share(weight(value or 0)) * (1 - m)
            score = score * m + step
        if trail is not None:
            trail.append(score)
    strength.score = score
