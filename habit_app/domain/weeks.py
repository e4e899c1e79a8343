"""A week looked back at: what was kept of what was due, by habit and by day, and which streaks
were won and lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from habit_app.domain.calendar import ONE_DAY
from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.days import lookback
from habit_app.domain.evaluation.evaluation import Checkpoint, evaluate
from habit_app.domain.evaluation.history import Unit, units
from habit_app.domain.habits import Rules, is_asked

WEEK = timedelta(days=7)
WORTH_TELLING: Mapping[str, int] = MappingProxyType({"day": 3, "week": 2, "month": 2})
"""From so many units on a run is a streak that can be won and lost."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many kept of so many due."""

    kept: int = 0
    due: int = 0

    @property
    def rate(self) -> float | None:
        return self.kept / self.due if self.due else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.kept + other.kept, self.due + other.due)


@dataclass(frozen=True, slots=True)
class Streak:
    """A run of so many kept units."""

    length: int
    unit: str


@dataclass(frozen=True, slots=True)
class HabitWeek:
    """One habit's week, with the week before. `days` are its seven and add up to its share."""

    share: Share
    before: Share
    days: list[Share]
    won: Streak | None
    lost: Streak | None


@dataclass(frozen=True, slots=True)
class DayShare:
    """A day of the week over all habits."""

    day: date
    share: Share


@dataclass(frozen=True, slots=True)
class Week:
    """A week over all habits. Without a difference between its days none is best or weakest."""

    share: Share
    before: Share
    days: list[DayShare]
    best: DayShare | None
    weakest: DayShare | None


def needed_until(rules: Rules, first: date, today: date) -> date:
    """The last day whose entry the week that begins with `first` depends on.

    Under a rolling schedule ticks of later days change earlier ones.
    """
    return min(today, first + WEEK + timedelta(days=lookback(rules)))


def needed_from(rules: Rules, first: date) -> date:
    """The first day whose entry this week and the one before depend on."""
    return first - WEEK - timedelta(days=lookback(rules))


def look_back(
    rules: Rules,
    entries: Iterable[Entry],
    first: date,
    today: date,
    *,
    start: date,
    since: Checkpoint | None = None,
) -> HabitWeek:
    """Tell a habit's week that begins with `first`.

    `entries` reach from `needed_from`, and from `since` where that is earlier, to
    `needed_until`; `since` is the last checkpoint before the week, `start` the effective start.
    """
    entries = list(entries)
    until = needed_until(rules, first, today)
    near = [entry for entry in entries if needed_from(rules, first) <= entry.day <= until]
    found = [
        unit
        for unit in units(rules, near, first - WEEK, first + WEEK - ONE_DAY, until, start=start)
        if unit.kept or not unit.open
    ]
    this = [unit for unit in found if first <= unit.settled_on < first + WEEK]
    ran = _streak_on(rules, entries, first, start=start, since=since)
    won, lost = _won_and_lost(rules, this, ran)
    return HabitWeek(
        share=_share(this),
        before=_share([unit for unit in found if unit.settled_on < first]),
        days=_by_day(this, first),
        won=won,
        lost=lost,
    )


def asks_yet(
    rules: Rules, entries: Iterable[Entry], first: date, today: date, *, start: date
) -> bool:
    """Whether something is due in a week that goes on: open today, or on one of its days to come.

    `entries` and `start` as for `look_back`.
    """
    last = first + WEEK - ONE_DAY
    found = units(rules, entries, first, last, today, start=start)
    if any(unit.open and not unit.kept for unit in found):
        return True
    coming = range(1, (last - today).days + 1)
    return any(is_asked(rules, today + timedelta(days=offset)) for offset in coming)


def _share(found: Sequence[Unit]) -> Share:
    return Share(sum(unit.kept for unit in found), len(found))


def _streak_on(
    rules: Rules, entries: list[Entry], day: date, *, start: date, since: Checkpoint | None
) -> Streak | None:
    """The streak that a day begins with."""
    if start >= day:
        return None
    known = [e for e in entries if e.day < day and (since is None or e.day > since.day)]
    now = evaluate(rules, known, day, since).now
    return Streak(now.streak, now.streak_unit)


def _won_and_lost(
    rules: Rules, found: Sequence[Unit], ran: Streak | None
) -> tuple[Streak | None, Streak | None]:
    """The streak that became worth telling in the week and still runs, and the longest that
    broke. A change of the unit neither wins nor loses."""
    length, unit = (ran.length, ran.unit) if ran else (0, "")
    begun_with, lost = length, Streak(0, unit)
    for one in found:
        kind = rules.version_on(one.first).unit
        if kind != unit:
            length, begun_with, unit = 0, 0, kind
        if one.kept:
            length += 1
            continue
        if length >= max(WORTH_TELLING[unit], lost.length):
            lost = Streak(length, unit)
        length = begun_with = 0
    won = unit and begun_with < WORTH_TELLING[unit] <= length
    return (Streak(length, unit) if won else None), (lost if lost.length else None)


def _by_day(found: Sequence[Unit], first: date) -> list[Share]:
    """Count each unit on the day that decided it, so that the days add up to the week.

    The goal of a week or month counts on the day on which it was met, or on its last.
    """
    days = [first + timedelta(days=place) for place in range(7)]
    return [_share([unit for unit in found if unit.settled_on == day]) for day in days]


def sum_up(first: date, habits: Sequence[HabitWeek]) -> Week:
    """Add habits up to the week of a person."""
    days = [
        DayShare(
            first + timedelta(days=place), sum((habit.days[place] for habit in habits), Share())
        )
        for place in range(7)
    ]
    counted = [one for one in days if one.share.due]
    best = max(counted, key=_goodness, default=None)
    weakest = min(counted, key=_goodness, default=None)
    differ = best is not None and weakest is not None and best.share.rate != weakest.share.rate
    return Week(
        share=sum((habit.share for habit in habits), Share()),
        before=sum((habit.before for habit in habits), Share()),
        days=days,
        best=best if differ else None,
        weakest=weakest if differ else None,
    )


def _goodness(one: DayShare) -> tuple[float, int]:
    """By the share; between equals the day on which more was due says more."""
    rate = one.share.rate or 0.0
    return rate, one.share.kept if rate else -one.share.due
