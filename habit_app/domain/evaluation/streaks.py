"""Runs of kept units, for fixed days and for quotas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from habit_app.domain.evaluation.timeline import Timeline, due_days
from habit_app.domain.habits import ONE, Version
from habit_app.domain.schedules import PerMonth, PerWeek

Stretch: TypeAlias = tuple[int, int, int]
"""Kept units, first day, last day."""

NONE: Stretch = (0, 0, 0)


class Quota(NamedTuple):
    """Kept and asked of the open week or month, or of the last days, in thousandths.

    `at_most` and `is_sum` are of the version that judges them, which need not be today's.
    """

    kept: int
    asked: int
    at_most: bool = False
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A run of kept units with its days, both inclusive."""

    length: int
    unit: str
    first: date
    last: date


@dataclass(slots=True)
class Runs:
    """The run that goes on, and the best of all so far, by calendar days spanned."""

    unit: str
    length: int = 0
    first: int = 0
    last: int = 0
    best: Stretch = NONE
    best_unit: str = ""
    before: Stretch = NONE
    """The run that a change of the unit ended, as long as nothing was missed since."""
    before_unit: str = ""
    ended: list[tuple[Stretch, str]] | None = None
    """Every run that ended, where somebody wants them all."""

    def keep(self, first: int, last: int) -> None:
        """One more kept unit."""
        if not self.length:
            self.first = first
        self.length += 1
        self.last = last

    def stop(self) -> None:
        """A unit was missed: the run is over, and what stood before it does so no more."""
        self._end()
        self.before = NONE

    def _end(self) -> None:
        """The run is over; it may have been the best."""
        if self.length:
            self.compete((self.length, self.first, self.last))
            self.length = 0

    def compete(self, stretch: Stretch) -> None:
        if self.ended is not None:
            self.ended.append((stretch, self.unit))
        if longer(stretch, self.best):
            self.best, self.best_unit = stretch, self.unit

    def change_unit(self, unit: str) -> None:
        """Days cannot go on counting as weeks: another unit begins another run."""
        if unit != self.unit:
            self.before, self.before_unit = self.standing_before(unit)
            self._end()
            self.unit = unit

    def standing_before(self, unit: str) -> tuple[Stretch, str]:
        """What stands before a run of this unit: the last run of another one that was not lost."""
        if unit != self.unit and self.length:
            return (self.length, self.first, self.last), self.unit
        return self.before, self.before_unit


def longer(one: Stretch, other: Stretch) -> bool:
    """Whether a run spans at least as many days as another; an empty one never does."""
    return bool(one[0]) and (not other[0] or one[2] - one[1] >= other[2] - other[1])


def as_run(stretch: Stretch, unit: str) -> Run | None:
    if not stretch[0]:
        return None
    length, first, last = stretch
    return Run(length, unit, date.fromordinal(first), date.fromordinal(last))


def advance_fixed(runs: Runs, line: Timeline, version: Version, first: int, last: int) -> None:
    """Close the due days from `first` to `last`."""
    amount, target = line.done.get, version.target
    paused, skipped = line.paused, line.skipped
    at_most = version.at_most
    for day in due_days(version.schedule, first, last):
        value = amount(day)
        if at_most:
            kept = day not in paused and day not in skipped and (value or 0) <= target
        else:
            kept = value is not None and value >= target
        if kept:
            if not runs.length:
                runs.first = day
            runs.length += 1
            runs.last = day
        elif day not in paused and day not in skipped:
            runs.stop()


@dataclass(slots=True)
class Period:
    """A week or month in progress, judged by the version of its first available day."""

    first: int
    last: int
    available: int = 0
    kept_days: int = 0
    total: int = 0
    times: int | None = None
    target: int = 0
    at_most: bool = False
    begun: int = 0
    """The first day that belongs to the habit: start, version and end cut periods."""

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    def take(self, day: int, line: Timeline, version: Version) -> None:
        """Count one more day."""
        if line.away(day):
            return
        if not self.available:
            self.ask(version)
        self.available += 1
        value = line.done.get(day)
        if value is not None:
            self.total += value
            self.kept_days += value >= self.target

    def ask(self, version: Version) -> None:
        """Be judged by a version: that of the first available day."""
        schedule = version.schedule
        assert isinstance(schedule, PerWeek | PerMonth)  # noqa: S101 - the caller's contract
        self.times, self.target = schedule.times, version.target
        self.at_most = version.at_most

    def kept(self, coming: int = 0) -> bool:
        """Whether the quota is met, with `coming` days still available after those counted."""
        available = self.available + coming
        if self.times is not None:
            return self.kept_days >= times_asked(self.times, available, self.days)
        if self.at_most:
            return self.total * self.days <= self.target * available
        return self.total * self.days >= self.target * available

    def left(self, coming: int) -> int | None:
        """How many days of the quota are open; None for a sum."""
        if self.times is None:
            return None
        asked = times_asked(self.times, self.available + coming, self.days)
        return max(0, asked - self.kept_days)

    def quota(self, coming: int) -> Quota | None:
        """How much is kept of what is asked; None where every day is away, which asks nothing.

        The share of a sum is the least amount that is enough, that of a limit the most that is
        within it.
        """
        available = self.available + coming
        if not available:
            return None
        if self.times is not None:
            asked = times_asked(self.times, available, self.days)
            return Quota(self.kept_days * ONE, asked * ONE, self.at_most)
        share, rest = divmod(self.target * available, self.days)
        asked = share + bool(rest and not self.at_most)
        return Quota(self.total, asked, self.at_most, is_sum=True)


def times_asked(times: int, available: int, days: int) -> int:
    """How many days a quota asks for where `available` of its period's `days` can be used.

    In proportion, never more than there are, and at least one: four days of illness take four
    days of a week's quota with them, not the streak.
    """
    return min(available, max(1, times * available // days))


def close_period(runs: Runs, period: Period, last: int) -> None:
    """Judge a week or month whose last day (or the habit's) is over."""
    if not period.available:
        return
    if period.kept():
        runs.keep(period.begun, last)
    else:
        runs.stop()


def best_of(stretches: Sequence[tuple[Stretch, str]]) -> Run | None:
    """Return the longest of some runs, the last among equals."""
    best: tuple[Stretch, str] = (NONE, "")
    for stretch, unit in stretches:
        if longer(stretch, best[0]):
            best = (stretch, unit)
    return as_run(*best)
