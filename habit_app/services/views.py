"""What REST answers and pages show: frozen view models, never table rows.

Values are decimals as people write them (the database keeps thousandths), ratios 0-1.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import Field


@dataclass(frozen=True, slots=True)
class Span:
    """Days from and to, both inclusive; no `to` means: until further notice."""

    from_: Annotated[date, Field(serialization_alias="from")]
    to: date | None


@dataclass(frozen=True, slots=True)
class StreakView:
    """A run of kept units with its dates."""

    length: int
    unit: str
    from_: Annotated[date, Field(serialization_alias="from")]
    to: date


@dataclass(frozen=True, slots=True)
class PreviousStreak:
    """The run that ended because the habit counts another unit now, with its last day."""

    length: int
    unit: str
    to: date


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of what the open week or month, or the last days, ask for is kept."""

    kept: float
    asked: float


@dataclass(frozen=True, slots=True)
class HabitToday:
    """How a habit stands on the user's open day."""

    day: date
    state: str
    due: bool
    value: float
    completed: bool
    quota_left: int | None
    quota: Quota | None
    paused: bool


@dataclass(frozen=True, slots=True)
class RiskView:
    """How likely the next due unit is missed."""

    probability: float
    band: str
    source: str


@dataclass(frozen=True, slots=True)
class HabitView:
    """A habit with its figures of now: the short form that lists answer."""

    id: UUID
    title: str
    category: str | None
    color: str
    icon: str
    kind: str
    unit: str | None
    target: float
    direction: str
    frequency: str
    schedule: dict[str, Any]
    streak_unit: str
    time_of_day: str
    reminder_times: list[str]
    reminder_days: list[str] | None
    start_date: date
    end_date: date | None
    after_habit_id: UUID | None
    position: int
    archived: bool
    created_at: datetime
    updated_at: datetime
    today: HabitToday
    streak: int
    previous_streak: PreviousStreak | None
    longest_streak: StreakView | None
    strength: float
    last_completed: datetime | None
    last_day: date | None
    completed: bool
    risk: RiskView | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """What the habit asks from a day on; no `valid_from` means: from ever."""

    id: UUID
    valid_from: date | None
    schedule: dict[str, Any]
    frequency: str
    target: float
    direction: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PauseView:
    """Days on which nothing is asked, of one habit or of all."""

    id: UUID
    habit_id: UUID | None
    from_: Annotated[date, Field(serialization_alias="from")]
    to: date | None
    reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HabitDetail(HabitView):
    """The whole of a habit: with description, versions, chain and pauses."""

    description: str | None
    versions: list[VersionView]
    chain: list[UUID]
    pauses: list[PauseView]


@dataclass(frozen=True, slots=True)
class EntryView:
    """What was recorded on a day, and what it came to."""

    habit_id: UUID
    day: date
    status: str
    value: float | None
    note: str | None
    state: str
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CheckinResult:
    """Answer to a check-in. `entry` is empty after a clear; `applied` is false for a queued
    statement that lost against a newer one about the same day; `badges` names what it won."""

    entry: EntryView | None
    habit: HabitView
    applied: bool = True
    badges: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shares:
    """Kept of due; no rate where nothing was due."""

    due: int
    kept: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class MonthShares(Shares):
    month: str


@dataclass(frozen=True, slots=True)
class Totals:
    entries: int
    kept: int
    value: float


@dataclass(frozen=True, slots=True)
class StrengthPoint:
    day: date
    strength: float


@dataclass(frozen=True, slots=True)
class HabitStats:
    """Everything that the whole history of a habit says."""

    streak: int
    streak_unit: str
    longest_streak: StreakView | None
    strength: float
    rate_7d: float | None
    rate_30d: float | None
    totals: Totals
    by_weekday: list[Shares]
    by_month: list[MonthShares]
    strength_series: list[StrengthPoint]
    streaks: list[StreakView]


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of one habit, as the grid and the heat map draw it."""

    day: date
    state: str
    due: bool
    value: float


@dataclass(frozen=True, slots=True)
class RecordedDay(DayCell):
    """A day of the heat map: with what was noted on it."""

    note: str | None


@dataclass(frozen=True, slots=True)
class DaysView:
    """Days in a row, and the first one that counts for the habit."""

    start: date
    days: list[RecordedDay]


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


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and how many items there are in all."""

    items: list[T]
    total: int
    skip: int
    limit: int
