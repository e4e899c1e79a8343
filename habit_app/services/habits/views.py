"""What REST answers and pages show: frozen view models, never table rows.

Values are decimals as people write them (the database keeps thousandths), ratios 0-1.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field


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
    """How much of what the open week or month, or the last days, ask for is kept.

    Direction and sum are of the version that judges them, which need not be today's.
    """

    kept: float
    asked: float
    direction: str
    is_sum: bool
    per: str
    days: int | None


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
    avoided: bool


@dataclass(frozen=True, slots=True)
class RiskView:
    """How likely the next due unit is missed; `reason` says what speaks most for it, on Today."""

    probability: float
    band: str
    source: str
    reason: str | None = None


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
    avoided: bool


@dataclass(frozen=True, slots=True)
class RecordedDay(DayCell):
    """A day of the heat map: with what was noted on it."""

    note: str | None


@dataclass(frozen=True, slots=True)
class DaysView:
    """Days in a row, and the first one that counts for the habit."""

    start: date
    days: list[RecordedDay]
