"""How habits stand: the domain's evaluation of what is stored, and its cache on the habit.

The cache knows the day that its numbers are true for (`as_of`) and the day of its last fold
(`folded_through`). A check-in folds on from a checkpoint, a read of a later day than that of the
fold folds on from the cache's own state, and a change of what is asked folds again from the last
checkpoint before it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.new_day import FoldRow
from habit_app.db.rows import HabitRow
from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.evaluation.evaluation import Checkpoint, Evaluation, Now, evaluate
from habit_app.domain.evaluation.streaks import Run
from habit_app.domain.evaluation.timeline import kept_ends
from habit_app.domain.habits import Rules
from habit_app.services import histories
from habit_app.services.shared.viewers import Viewer

Foldable = TypeVar("Foldable", HabitRow, FoldRow)

CELLS = 14
"""Days: that the cache holds for week strip and grid: the open day and those before it."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """An evaluation with the days that pages show beside it."""

    evaluation: Evaluation
    cells: list[list[Any]]
    states: Mapping[date, str] = field(default_factory=dict)
    """What some days came to, where that was asked, too."""


def assess(
    rules: Rules, entries: Sequence[Entry], today: date, since: Checkpoint | None
) -> Assessment:
    """Evaluate a habit; `entries` reach from the checkpoint or `cells_need`, the earlier one."""
    after = [entry for entry in entries if since is None or entry.day > since.day]
    evaluation = evaluate(rules, after, today, since)
    first = today - timedelta(days=CELLS - 1)
    days = day_states(rules, entries, first, today, today, start=evaluation.start)
    return Assessment(evaluation, [[str(day.state), day.due, day.value] for day in days])


def cells_need(rules: Rules, today: date) -> date:
    """The first day whose entry the two weeks up to today depend on."""
    return today - timedelta(days=CELLS - 1 + lookback(rules))


def longest_of(row: HabitRow) -> Run | None:
    """The longest streak of a habit, as its cache knows it."""
    unit, first, last = row.longest_unit, row.longest_first, row.longest_last
    if not row.longest_length or unit is None or first is None or last is None:
        return None
    return Run(row.longest_length, unit, first, last)


def columns_of(assessment: Assessment) -> dict[str, Any]:
    """The cache as the habit's columns: the numbers, and the fold that they come from."""
    now, closed = assessment.evaluation.now, assessment.evaluation.closed
    return {
        **numbers_of(now),
        "folded_through": now.as_of,
        "strength": now.strength,
        "state": closed.state,
        "standing": {
            "state": str(now.state),
            "due": now.due,
            "value": now.value,
            "completed": now.completed,
            "quota_left": now.quota_left,
            "quota": now.quota and list(now.quota),
            "paused": now.paused,
            "previous_streak": _plain(now.previous),
            "cells": assessment.cells,
            "start": assessment.evaluation.start.isoformat(),
        },
    }


def _plain(run: Run | None) -> dict[str, Any] | None:
    return {"length": run.length, "unit": run.unit, "to": run.last.isoformat()} if run else None


def numbers_of(now: Now) -> dict[str, Any]:
    """The columns that stay true of `as_of` by dates alone, until `moves_on`."""
    longest = now.longest
    return {
        "as_of": now.as_of,
        "moves_on": now.moves_on,
        "streak": now.streak,
        "streak_unit": now.streak_unit,
        "streak_alive_through": now.alive_through,
        "streak_grows_through": now.grows_through,
        "completed_through": now.completed_through,
        "longest_length": longest.length if longest else 0,
        "longest_unit": longest.unit if longest else None,
        "longest_first": longest.first if longest else None,
        "longest_last": longest.last if longest else None,
    }


def store(session: Session, assessments: Mapping[UUID, Assessment]) -> None:
    """Write the caches and the new checkpoints of many habits."""
    habit_store.update_habits(
        session,
        [{"habit_id": key, **columns_of(value)} for key, value in assessments.items()],
    )
    store_checkpoints(session, assessments)


def store_checkpoints(session: Session, assessments: Mapping[UUID, Assessment]) -> None:
    """Write new checkpoints. The first of a year deletes older ones that save little reading."""
    begun: dict[date, list[UUID]] = {}
    for key, value in assessments.items():
        today = value.evaluation.closed.day
        if any(point.day == date(today.year, 1, 31) for point in value.evaluation.checkpoints):
            begun.setdefault(today, []).append(key)
    for today, ids in begun.items():
        paying = map(date.fromordinal, kept_ends(date.min.toordinal(), today))
        entry_store.thin_checkpoints(session, ids, paying, today)
    habit_store.insert_rows(
        session,
        habit_store.CHECKPOINT,
        [
            {"habit_id": key, "day": point.day, "state": point.state}
            for key, value in assessments.items()
            for point in value.evaluation.checkpoints
        ],
    )


def bring_forward(
    session: Session, *, viewer: Viewer, rows: Sequence[HabitRow]
) -> dict[UUID, Assessment]:
    """Evaluate those habits whose fold is older than the viewer's today. Nothing is written."""
    today = viewer.today()
    stale = [row for row in rows if row.folded_through < today]
    if not stale:
        return {}
    rules = histories.rules_of_own(session, viewer=viewer, rows=stale)
    return fold_on(session, rows=stale, rules=rules, today=dict.fromkeys(rules, today))


def bring_forward_many(
    session: Session, *, people: Mapping[UUID, Viewer], rows: Sequence[HabitRow]
) -> dict[UUID, Assessment]:
    """The same for habits of many people at once; their rows bring their `pauses` along."""
    today = {row.id: people[row.owner_id].today() for row in rows}
    stale = [row for row in rows if row.folded_through < today[row.id]]
    weeks = {key: person.week_start for key, person in people.items()}
    rules = histories.rules_of_many(stale, weeks)
    return fold_on(session, rows=stale, rules=rules, today=today)


def fold_on(
    session: Session,
    *,
    rows: Collection[Foldable],
    rules: Mapping[UUID, Rules],
    today: Mapping[UUID, date],
) -> dict[UUID, Assessment]:
    """Fold habits on from their caches, each to a day, with the two weeks that pages show."""
    if not rows:
        return {}
    last = max(today[key] for key in rules)
    needed = {key: cells_need(value, today[key]) for key, value in rules.items()}
    read = histories.read(session, rows=rows, rules=rules, since=needed, until=last)
    return {
        history.row.id: assess(
            history.rules,
            [entry for entry in history.entries if entry.day <= today[history.row.id]],
            today[history.row.id],
            Checkpoint(history.row.folded_through, history.row.state),
        )
        for history in read
    }
