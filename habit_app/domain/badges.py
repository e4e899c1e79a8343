"""Badges: what is won once and kept for ever, judged from small facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from habit_app.domain.calendar import habit_day
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.days import DayState
from habit_app.domain.evaluation.history import AWAY, KEPT, Unit
from habit_app.domain.evaluation.streaks import Run
from habit_app.domain.habits import Kind, Rules

FIRST_STEP, PERFECT_WEEK, COMEBACK = "first_step", "perfect_week", "comeback"
EARLY_BIRD, CHAIN = "early_bird", "chain_5"

STREAKS = {f"streak_{days}": days for days in (7, 30, 66, 100, 365)}
"""Calendar days that one streak spans. 66 is the median way to a habit (Lally et al. 2010)."""
LOGS = {f"logs_{count}": count for count in (30, 100, 1000)}
"""Entries that are done or partial."""
CODES = (FIRST_STEP, *STREAKS, *LOGS, PERFECT_WEEK, COMEBACK, EARLY_BIRD, CHAIN)

YEAR = {"week": 52, "month": 12}
"""Units that are a year, though they may span a few days less than 365."""
LEAST_UNITS = 5
"""Due units without which no week is perfect."""
MISSES = 7
"""Missed units in a row, and then days of a streak, that make a comeback."""
EARLY_FROM, EARLY_TO = 4 * 60, 8 * 60
"""Minutes of the local day, the last one not included."""
EARLY_ENTRIES = 20
CHAIN_DAYS = 5

Recorded: TypeAlias = tuple[object, date, datetime, str]
"""A statement as it was made: whose entry, for which day, when, and in which zone."""


@dataclass(frozen=True, slots=True)
class Won:
    """A badge, the day on which it was won, and the habit that won it, where there is one."""

    code: str
    day: date
    habit: object = None


def span_of(run: Run | None) -> int:
    """Calendar days that a run spans; 52 weeks and 12 months are a year."""
    if run is None:
        return 0
    days = (run.last - run.first).days + 1
    year = YEAR.get(run.unit)
    return max(days, STREAKS["streak_365"]) if year and run.length >= year else days


def streaks_won(span: int) -> list[str]:
    return [code for code, days in STREAKS.items() if span >= days]


def logs_won(count: int) -> list[str]:
    return [code for code, least in LOGS.items() if count >= least]


def is_log(rules: Rules, entry: Entry) -> bool:
    """Whether an entry is done or partial by itself; with a limit, whether it keeps to it."""
    if entry.status is not EntryStatus.DONE:
        return False
    if rules.kind is Kind.BINARY or entry.value is None:
        return True
    version = rules.version_on(entry.day)
    return entry.value <= version.target if version.at_most else entry.value > 0


def is_perfect(units: Iterable[Unit]) -> bool:
    """Whether the counted units of a closed week make it perfect."""
    kept = [unit.kept for unit in units]
    return len(kept) >= LEAST_UNITS and all(kept)


def comeback_on(units: Iterable[Unit], *, kept_before: bool = False) -> date | None:
    """The first day on which a streak of 7 days had followed 7 misses in a row, if any.

    `units` of one habit, oldest first; `kept_before` says that it was kept before them.
    """
    seen, missed, first, returns = kept_before, 0, None, False
    for unit in units:
        if not unit.kept:
            missed += not unit.open
            first = first if unit.open else None
            continue
        if first is None:
            first, returns = unit.first, seen and missed >= MISSES
        seen, missed = True, 0
        last = unit.settled_on if unit.open else unit.last
        if returns and (last - first).days + 1 >= MISSES:
            return max(unit.settled_on, first + timedelta(days=MISSES - 1))
    return None


def may_come_back(units: Sequence[Unit]) -> bool:
    """Whether the units before a streak, as far as they reach, leave a comeback possible."""
    return not any(unit.kept for unit in units[-MISSES:])


def days_back(states: Sequence[str]) -> int:
    """Days of a streak that follows 7 misses, read from the last days' states; else 0."""
    kept = missed = 0
    for state in reversed([state for state in states if state not in AWAY]):
        if state in KEPT and not missed:
            kept += 1
        elif state == DayState.MISSED and kept:
            missed += 1
        elif state != DayState.PENDING or kept:
            break
    return kept if missed >= MISSES else 0


def is_early(minute: int) -> bool:
    """Whether a local minute is early enough for the early bird."""
    return EARLY_FROM <= minute < EARLY_TO


def early_entries(statements: Iterable[Recorded], *, day_start: int) -> list[date]:
    """The days of the entries among early statements that were made on their own day, by time."""
    own = {
        (habit, day): recorded
        for habit, day, recorded, zone in sorted(statements, key=lambda one: one[2], reverse=True)
        if habit_day(recorded, zone, day_start) == day
    }
    return [day for (_, day), _ in sorted(own.items(), key=lambda one: one[1])]


def runs_won(runs: Iterable[Run]) -> dict[str, date]:
    """The streak badges of a habit's runs, each with the day that made its span."""
    won: dict[str, date] = {}
    for run in runs:
        for code in streaks_won(span_of(run)):
            day = min(run.last, run.first + timedelta(days=STREAKS[code] - 1))
            won[code] = min(day, won.get(code, day))
    return won
