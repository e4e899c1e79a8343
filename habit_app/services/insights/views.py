"""What REST answers and pages show of a week that is looked back at."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from habit_app.services.predictions.views import AtRisk
from habit_app.services.shared.spans import Span, WeekSpan


@dataclass(frozen=True, slots=True)
class HabitShare:
    """A habit's week against the one before; a rate is null where nothing was due."""

    habit_id: UUID
    title: str
    color: str
    icon: str
    kept: int
    due: int
    rate: float | None
    previous_kept: int
    previous_due: int
    previous_rate: float | None


@dataclass(frozen=True, slots=True)
class WeekdayShare:
    """What was decided on a day, over all habits: the days add up to the week.

    A goal of a week or month counts on the day on which it was met, or on its last.
    """

    day: date
    due: int
    kept: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class StreakChange:
    """A streak that became worth telling, or that broke."""

    habit_id: UUID
    title: str
    length: int
    unit: str


@dataclass(frozen=True, slots=True)
class UnlockedBadge:
    """A badge of the week."""

    code: str
    habit_id: UUID | None
    unlocked_at: datetime


@dataclass(frozen=True, slots=True)
class StillDue:
    """A habit that asks for something in the running week which is not decided yet."""

    habit_id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class WeeklyInsights:
    """What a week came to. Open units are left out unless kept, and so is what was skipped."""

    week: WeekSpan
    kept: int
    due: int
    rate: float | None
    previous_rate: float | None
    by_habit: list[HabitShare]
    by_weekday: list[WeekdayShare]
    best_day: WeekdayShare | None
    weakest_day: WeekdayShare | None
    streaks_won: list[StreakChange]
    streaks_lost: list[StreakChange]
    badges: list[UnlockedBadge]
    at_risk: list[AtRisk]
    still_due: list[StillDue] = field(default_factory=list, kw_only=True)


@dataclass(frozen=True, slots=True)
class WeeklyReport(WeeklyInsights):
    """The report of a whole week: as it was told, or as it would be told now.

    `told_at` is null for a week of which nothing was told; `mailed_at` as long as no mail went out.
    """

    told_at: datetime | None
    mailed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Somebody's place; no rank with fewer than five counted units. `score` is 0 to 100."""

    rank: int | None
    display_name: str
    score: float
    kept: int
    due: int
    me: bool


@dataclass(frozen=True, slots=True)
class LeaderboardView:
    """The first hundred of a week, and one's own place where one takes part."""

    week: Span
    items: list[PlaceView]
    me: PlaceView | None
