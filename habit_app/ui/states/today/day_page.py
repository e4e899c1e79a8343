"""What Today shows of a day: cards and rows, slimmed down to what is drawn."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from habit_app.domain.reminders import OPEN
from habit_app.services.habits import cards
from habit_app.services.habits.wording import quota_in_words, streak_in_words
from habit_app.services.shared.viewers import Viewer
from habit_app.services.today.views import Progress, TodayHabit, TodayView, WeekDay
from habit_app.text import say
from habit_app.text.formats import percent, whole_percent


@dataclass(frozen=True, slots=True)
class Shown:
    """What cards and rows show alike of a habit."""

    id: str
    title: str
    icon: str
    color: str
    kind: str
    unit: str
    target: float
    at_most: bool
    is_sum: bool
    """Whether amounts of several days are asked for together, so that none is of a day."""
    quota: str
    """How much of what is asked is kept, in words; empty where each day is asked by itself."""
    at_risk: str
    """How much it is at risk of being missed: medium or high; empty where nothing is said."""
    risk: str
    """That risk as a share, and as a sentence; and what speaks most for it."""
    risk_words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card(Shown):
    """A habit of the list. Where it `avoids`, nothing is to be done: a tap says what happened."""

    state: str
    avoids: bool
    value: float
    streak: str
    """How long the run is, in words; empty where there is none to tell."""
    strength: int
    after_title: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class CardGroup:
    """The habits of one time of day."""

    time_of_day: str
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Row(Shown):
    """A habit of the grid with its days, each (day, state, value, whether it has a note, whether
    it is to be avoided)."""

    avoids: bool
    cells: list[tuple[str, str, float, bool, bool]]


@dataclass(frozen=True, slots=True)
class DayPage:
    """A day as the page shows it: `day` is the one looked at, `today` the open one."""

    day: str = ""
    today: str = ""
    period: str = "morning"
    week: list[WeekDay] = field(default_factory=list)
    groups: list[CardGroup] = field(default_factory=list)
    resting: list[Card] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    progress: Progress = field(default_factory=lambda: Progress(0, 0))
    tomorrow_first: str = ""
    day_start: int = 0
    timezone: str = ""
    asks_zone: bool = False
    """Whether the browser may offer its own zone."""


Noted: TypeAlias = AbstractSet[tuple[UUID, date]]
"""Which days of which habits have a note."""


def day_page(view: TodayView, viewer: Viewer, *, layout: str, noted: Noted) -> DayPage:
    """Keep of the day what this layout draws."""
    habits = [habit for group in view.groups for habit in group.habits] + view.resting
    as_grid, said = layout == "grid", viewer.locale
    return DayPage(
        day=view.day.isoformat(),
        today=viewer.today().isoformat(),
        period=view.greeting_period,
        week=view.week,
        groups=[]
        if as_grid
        else [CardGroup(group.time_of_day, _cards(group.habits, said)) for group in view.groups],
        resting=[] if as_grid else _cards(view.resting, said),
        days=[cell.day.isoformat() for cell in habits[0].days] if as_grid and habits else [],
        rows=[_row(habit, noted, said) for habit in habits] if as_grid else [],
        progress=view.progress,
        tomorrow_first=view.tomorrow_first or "",
        day_start=viewer.day_start,
        timezone=viewer.timezone,
    )


def _cards(habits: Iterable[TodayHabit], language: str) -> list[Card]:
    return [
        Card(
            **_shown(habit, language),
            state=habit.today.state,
            avoids=habit.today.avoided,
            value=habit.today.value,
            streak=streak_in_words(habit, language=language),
            strength=whole_percent(habit.strength),
            after_title=habit.after_title or "",
            is_next=habit.is_next,
        )
        for habit in habits
    ]


def _row(habit: TodayHabit, noted: Noted, language: str) -> Row:
    cells = [
        (
            cell.day.isoformat(),
            cell.state,
            cell.value,
            (habit.id, cell.day) in noted,
            cell.avoided,
        )
        for cell in habit.days
    ]
    return Row(**_shown(habit, language), avoids=habit.today.avoided, cells=cells)


def _shown(habit: TodayHabit, language: str) -> dict[str, Any]:
    return {
        "id": str(habit.id),
        "title": habit.title,
        "icon": habit.icon,
        "color": habit.color,
        "kind": habit.kind,
        "unit": habit.unit or "",
        "target": habit.target,
        "at_most": habit.direction == "at_most",
        "is_sum": habit.today.quota.is_sum
        if habit.today.quota
        else cards.is_sum(habit.kind, habit.schedule),
        "quota": quota_in_words(habit, language=language),
        **_risk(habit, language),
    }


def _risk(habit: TodayHabit, language: str) -> dict[str, str]:
    """What is foretold of a day of which nothing decisive was said yet, where it is at risk."""
    risk = habit.risk
    if not risk or not risk.reason or risk.band == "low" or habit.today.state not in OPEN:
        return {"at_risk": "", "risk": "", "risk_words": "", "reason": ""}
    share = percent(risk.probability, locale=language)
    words = say(language, "today.risk_words", share=share)
    return {"at_risk": risk.band, "risk": share, "risk_words": words, "reason": risk.reason}
