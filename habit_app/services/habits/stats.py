"""What the whole history of a habit says."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import checkins as entry_store
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.evaluation.history import summarise
from habit_app.domain.evaluation.streaks import Run
from habit_app.services import histories
from habit_app.services.habits.drafts import amount_of
from habit_app.services.habits.habits import require
from habit_app.services.habits.views import (
    DaysView,
    HabitStats,
    MonthShares,
    RecordedDay,
    Shares,
    StreakView,
    StrengthPoint,
    Totals,
)
from habit_app.services.shared import long_work
from habit_app.services.shared.viewers import Viewer

BEST = 10
"""Streaks: the longest ones that are listed."""


def habit_stats(session: Session, *, viewer: Viewer, habit_id: UUID) -> HabitStats:
    """Evaluate a habit's whole history: figures, shares, strength by day, best streaks.

    A long history counts against the viewer's limit (`long_work`) and waits its turn.
    """
    row = require(session, viewer, habit_id)
    today = viewer.today()
    habit = histories.of_habit(session, viewer=viewer, row=row, days=lambda _: (FROM_EVER, today))
    (history,) = long_work.each(
        viewer.id,
        [habit],
        lambda habit: summarise(habit.rules, habit.entries, today),
        days=lambda habit: long_work.cost_of(
            habit.rules, (today - habit.start).days, len(habit.entries)
        ),
    )
    now = history.now
    return HabitStats(
        streak=now.streak,
        streak_unit=now.streak_unit,
        longest_streak=streak_view(now.longest) if now.longest else None,
        strength=round(now.strength, 6),
        rate_7d=history.rate_7d,
        rate_30d=history.rate_30d,
        totals=Totals(history.totals.entries, history.totals.kept, amount_of(history.totals.value)),
        by_weekday=[Shares(**shares(due, kept)) for due, kept in history.by_weekday],
        by_month=[
            MonthShares(**shares(due, kept), month=month) for month, due, kept in history.by_month
        ],
        strength_series=[
            StrengthPoint(day, round(strength, 6)) for day, strength in history.strength_series
        ],
        streaks=[streak_view(run) for run in best_runs(history.runs)],
    )


def best_runs(runs: list[Run]) -> list[Run]:
    """The runs that span the most days, the longest first; the newer first among equals."""
    return sorted(runs, key=lambda run: (run.last - run.first, run.last), reverse=True)[:BEST]


def streak_view(run: Run) -> StreakView:
    return StreakView(run.length, run.unit, run.first, run.last)


def shares(due: int, kept: int) -> dict[str, Any]:
    return {"due": due, "kept": kept, "rate": kept / due if due else None}


def days_between(
    session: Session, *, viewer: Viewer, habit_id: UUID, first: date, last: date
) -> DaysView:
    """Return the days in a range, none later than today, with state, amount and note."""
    row = require(session, viewer, habit_id)
    rules = histories.rules_of_one(row, viewer.week_start)
    today, start = viewer.today(), histories.start_of(row)
    since = first - timedelta(days=lookback(rules))
    recorded = entry_store.list_entries(session, habit_id, first=since, last=today)
    notes = {entry.day: entry.note for entry in recorded}
    entries = histories.entries_in((entry.day, entry.status, entry.value) for entry in recorded)
    days = day_states(rules, entries, first, min(last, today), today, start=start)
    return DaysView(
        start,
        [
            RecordedDay(
                day.day,
                str(day.state),
                day.due,
                amount_of(day.value),
                rules.is_avoided(day.day),
                notes.get(day.day),
            )
            for day in days
        ],
    )
