"""The leaderboard: how much of a week people kept, and in which order that puts them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from habit_app.domain.calendar import WeekStart, week_of
from habit_app.domain.evaluation.history import Unit

LEAST_UNITS = 5
"""Counted units from which on somebody is ranked."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A person's week: counted units, those kept, and when the last that counts was recorded."""

    due: int = 0
    kept: int = 0
    last_recorded_at: datetime | None = None

    @property
    def score(self) -> float:
        """Kept of due in hundredths; 0 where nothing was due."""
        return 100 * self.kept / self.due if self.due else 0.0

    @property
    def is_ranked(self) -> bool:
        return self.due >= LEAST_UNITS


def common_week(day: date) -> tuple[date, date]:
    """The week that is everybody's, whenever their own begins: Monday to Sunday."""
    return week_of(day, WeekStart.MONDAY)


def weeks_scored(today: date) -> list[date]:
    """The Mondays of the weeks that may still change for somebody: this one and the last."""
    first, _ = common_week(today)
    return [first - timedelta(weeks=1), first]


def tally(habits: Iterable[tuple[Sequence[Unit], Sequence[tuple[date, datetime]]]]) -> Tally:
    """Add up a person's habits: the counted units of each, and when its days were recorded."""
    due = kept = 0
    latest: datetime | None = None
    for units, recorded in habits:
        due += len(units)
        kept += sum(unit.kept for unit in units)
        for day, instant in recorded:
            counts = any(unit.first <= day <= unit.last for unit in units)
            if counts and (latest is None or instant > latest):
                latest = instant
    return Tally(due, kept, latest)
