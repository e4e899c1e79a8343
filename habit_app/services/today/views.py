"""What REST answers and pages show of a day: frozen view models, never table rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from habit_app.services.habits.views import DayCell, HabitView


@dataclass(frozen=True, slots=True)
class TodayHabit(HabitView):
    """A card of Today: the habit, its place in a chain, its nudge and its last days.

    `after_title` names the habit that it follows; `is_next` says that this one has been kept.
    """

    chain: list[UUID]
    after_title: str | None
    is_next: bool
    nudge: str | None
    days: list[DayCell]


@dataclass(frozen=True, slots=True)
class TodayGroup:
    time_of_day: str
    habits: list[TodayHabit]


@dataclass(frozen=True, slots=True)
class WeekDay:
    day: date
    due: int
    kept: int


@dataclass(frozen=True, slots=True)
class Progress:
    due: int
    kept: int


@dataclass(frozen=True, slots=True)
class TodayView:
    """The day's page: what is due, in the order in which people live it.

    `resting` are the habits that ask nothing of the day; `tomorrow_first` is the habit that
    tomorrow begins with, once all is done.
    """

    day: date
    greeting_period: str
    week: list[WeekDay]
    groups: list[TodayGroup]
    resting: list[TodayHabit]
    progress: Progress
    tomorrow_first: str | None
    tasks: list[dict[str, Any]]
