"""How habits stand: the domain's evaluation of what is stored, and its cache on the habit.

The cache knows the day that its numbers are true for (`as_of`) and the day of its last fold
(`folded_through`). A check-in folds on from a checkpoint, a read of a later day than that of the
fold folds on from the cache's own state, and a change of what is asked folds again from the last
checkpoint before it.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.domain.calendar import WeekStart
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.evaluation.evaluation import Checkpoint, Evaluation, Now, evaluate
from habit_app.domain.evaluation.streaks import Run
from habit_app.domain.evaluation.timeline import kept_ends
from habit_app.domain.habits import Direction, Kind, Pause, Rules, Version
from habit_app.domain.schedules import PerWeek, Schedule, parse_schedule
from habit_app.services.shared.viewers import Viewer

CELLS = 14
"""Days that the cache holds for week strip and grid: the open day and those before it."""

FROM_EVER = date.min


@dataclass(frozen=True, slots=True)
class Assessment:
    """An evaluation with the days that pages show beside it."""

    evaluation: Evaluation
    cells: list[list[Any]]
    states: Mapping[date, str] = field(default_factory=dict)
    """What some days came to, where that was asked, too."""


def rules_of(row: habit_store.HabitRow, pauses: Iterable[Sequence[Any]], week: WeekStart) -> Rules:
    """Read a habit's rules out of its row. `pauses` are (first, last) as ISO text or dates."""
    return Rules(
        kind=Kind(row.kind),
        versions=tuple(
            Version(
                valid_from=None if valid_from == FROM_EVER else valid_from,
                schedule=schedule_in(schedule, row.start_date),
                target=target,
                direction=Direction(direction),
            )
            for valid_from, schedule, target, direction in versions_in(row)
        ),
        start=row.start_date,
        end=row.end_date,
        week_start=week,
        pauses=tuple(Pause(_day(first), _day(last) if last else None) for first, last in pauses),
    )


def versions_in(row: habit_store.HabitRow) -> list[tuple[date, str, int, str]]:
    """A row's versions, oldest first, the schedule as JSON text."""
    return sorted(
        (_day(valid_from), schedule, target, direction)
        for valid_from, schedule, target, direction in row.versions
    )


def counts_weeks(row: habit_store.HabitRow) -> bool:
    """Whether a habit asks for something per week, so that it matters when weeks begin."""
    schedules = (schedule_in(version[1], row.start_date) for version in versions_in(row))
    return any(isinstance(schedule, PerWeek) for schedule in schedules)


@lru_cache(maxsize=4096)
def schedule_in(text: str, start: date) -> Schedule:
    """Read a schedule out of its JSON text; habits ask for few different ones."""
    return parse_schedule(json.loads(text), start=start)


@lru_cache(maxsize=8192)
def _day_of_text(text: str) -> date:
    return date.fromisoformat(text)


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else _day_of_text(value)


def entries_in(rows: Iterable[Sequence[Any]]) -> list[Entry]:
    """Read entries out of (day, status, value), oldest first."""
    return sorted(
        (Entry(_day(day), EntryStatus(status), value) for day, status, value in rows),
        key=lambda entry: entry.day,
    )


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


def start_of(row: habit_store.HabitRow) -> date:
    """The effective start of a habit, as its cache knows it."""
    return _day(row.standing["start"])


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
    """Write new checkpoints. The first one of a year leaves of the older ones those that pay."""
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
    session: Session, *, viewer: Viewer, rows: Sequence[habit_store.HabitRow]
) -> dict[UUID, Assessment]:
    """Evaluate those habits whose fold is older than the viewer's today. Nothing is written."""
    today = viewer.today()
    stale = [row for row in rows if row.folded_through < today]
    if not stale:
        return {}
    pauses = PauseIndex(habit_store.list_pauses(session, viewer.id))
    rules = {row.id: rules_of(row, pauses.of(row.id), viewer.week_start) for row in stale}
    return fold_on(session, rows=stale, rules=rules, today=dict.fromkeys(rules, today))


def bring_forward_many(
    session: Session, *, people: Mapping[UUID, Viewer], rows: Sequence[habit_store.HabitRow]
) -> dict[UUID, Assessment]:
    """The same for habits of many people at once; their rows bring their `pauses` along."""
    today = {row.id: people[row.owner_id].today() for row in rows}
    stale = [row for row in rows if row.folded_through < today[row.id]]
    rules = {row.id: rules_of(row, row.pauses, people[row.owner_id].week_start) for row in stale}
    return fold_on(session, rows=stale, rules=rules, today=today)


def fold_on(
    session: Session,
    *,
    rows: Collection[habit_store.HabitRow],
    rules: Mapping[UUID, Rules],
    today: Mapping[UUID, date],
) -> dict[UUID, Assessment]:
    """Fold habits on from their caches, each to a day, with the two weeks that pages show."""
    if not rows:
        return {}
    needed = {key: cells_need(value, today[key]) for key, value in rules.items()}
    entries = entry_store.list_spans(session, needed, max(today[key] for key in rules))
    return {
        row.id: assess(
            rules[row.id],
            [
                Entry(e.day, EntryStatus(e.status), e.value)
                for e in entries[row.id]
                if e.day <= today[row.id]
            ],
            today[row.id],
            Checkpoint(row.folded_through, row.state),
        )
        for row in rows
    }


class PauseIndex:
    """An owner's pauses, looked up by habit."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._by_habit: dict[UUID | None, list[tuple[date, date | None]]] = {}
        for row in rows:
            self._by_habit.setdefault(row.habit_id, []).append((row.first_day, row.last_day))

    def of(self, habit_id: UUID) -> list[tuple[date, date | None]]:
        return self._by_habit.get(None, []) + self._by_habit.get(habit_id, [])
