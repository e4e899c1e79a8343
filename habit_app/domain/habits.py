"""What a habit asks: its kind, its versions, and the days on which it rests."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from habit_app.domain.calendar import WeekStart
from habit_app.domain.schedules import (
    Daily,
    FixedDays,
    PerMonth,
    PerWeek,
    Rolling,
    RuleError,
    Schedule,
    streak_unit,
)

ONE = 1000
"""One, in thousandths."""
MOST_VERSIONS, MOST_CHANGES = 365, 10_000
"""Versions of a habit that are kept; and of all of a person's, without the first of each."""


class Kind(StrEnum):
    """Done or not, or how much."""

    BINARY = "binary"
    NUMERIC = "numeric"


class Direction(StrEnum):
    """Whether the target is to be reached or not to be passed."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Version:
    """What was asked from a day on; the first version is valid from ever."""

    valid_from: date | None
    schedule: Schedule
    target: int
    direction: Direction = Direction.AT_LEAST

    @property
    def unit(self) -> str:
        return streak_unit(self.schedule)

    @property
    def at_most(self) -> bool:
        return self.direction is Direction.AT_MOST


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which nothing is asked, both inclusive; without `last` until further notice."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Rules:
    """All that decides how a habit's days are judged."""

    kind: Kind
    versions: tuple[Version, ...]
    start: date
    end: date | None = None
    week_start: WeekStart = WeekStart.MONDAY
    pauses: tuple[Pause, ...] = ()

    def version_on(self, day: date) -> Version:
        """Return the version valid on a day."""
        after = bisect_right(self.versions, day, lo=1, key=lambda one: one.valid_from or day)
        return self.versions[after - 1]

    def is_avoided(self, day: date) -> bool:
        """Whether a day is kept by doing nothing, yes or no: what happens on it is a slip."""
        return self.kind is Kind.BINARY and self.version_on(day).at_most

    def is_sum(self, version: Version) -> bool:
        """Whether amounts of several days are added up before they are judged."""
        if self.kind is Kind.BINARY:
            return False
        schedule = version.schedule
        if isinstance(schedule, PerWeek | PerMonth):
            return schedule.times is None
        return isinstance(schedule, Rolling)


def is_asked(rules: Rules, day: date) -> bool:
    """Whether a fixed day asks to be kept, known without any history; quotas never say so."""
    version = rules.version_on(day)
    paused = any(
        pause.first <= day and (pause.last is None or day <= pause.last) for pause in rules.pauses
    )
    if paused or version.at_most or day < rules.start or (rules.end and rules.end < day):
        return False
    return isinstance(version.schedule, FixedDays) and version.schedule.is_due(day)


def check_rules(kind: Kind, schedule: Schedule, target: int, direction: Direction) -> None:
    """Refuse what cannot be judged."""
    if kind is Kind.BINARY:
        if target != ONE:
            raise RuleError("target", "This habit is either done or not.", "binary-target")
        if direction is Direction.AT_MOST and not isinstance(schedule, FixedDays):
            raise RuleError("schedule", "A habit to avoid has fixed days.", "avoid-fixed-days")
        if isinstance(schedule, PerWeek | PerMonth) and schedule.times is None:
            raise RuleError("schedule.times", "Say how many times.", "times-required")
        return
    if isinstance(schedule, Rolling) and schedule.times != 1:
        raise RuleError(
            "schedule.times", "A sum over some days is asked for once.", "numeric-rolling"
        )
    if direction is Direction.AT_LEAST and target <= 0:
        raise RuleError("target", "A target to reach is above zero.", "target-required")


def schedule_of_frequency(frequency: str, kind: Kind, target: int) -> tuple[Schedule, int]:
    """Read a plain frequency: the schedule it means, and the target that remains.

    A binary habit's target is its number of times; a numeric one's the sum of the period.
    """
    if frequency == "daily":
        return Daily(), target
    most = {"weekly": 7, "monthly": 31}.get(frequency)
    if most is None:
        raise RuleError("frequency", "Choose daily, weekly or monthly.", "unknown-frequency")
    period = PerWeek if frequency == "weekly" else PerMonth
    if kind is Kind.NUMERIC:
        return period(None), target
    times, rest = divmod(target, ONE)
    if rest or not 1 <= times <= most:
        raise RuleError("target", f"A number of times from 1 to {most}.", "out-of-range")
    return period(times), ONE
