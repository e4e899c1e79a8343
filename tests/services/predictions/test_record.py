"""The record of many habits: replayed in slices, charged, cut short; and without the trash."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from habit_app.db.queries.predictions import stored as store
from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import Unavailable
from habit_app.services.habits import lifecycle
from habit_app.services.predictions import record
from habit_app.services.predictions.views import PredictionRecord
from habit_app.services.shared import long_work, rate_limits
from habit_app.services.shared.viewers import Viewer
from tests.makers import keep, make_habit, make_user

TODAY = date(2026, 3, 4)


@pytest.fixture
def viewer(database: str, stopped_clock: Any) -> Viewer:
    return make_user()


def make_past(viewer: Viewer, title: str, days: int = 40) -> UUID:
    """A daily habit of which every other day was kept."""
    start = TODAY - timedelta(days=days)
    habit = make_habit(viewer, title=title, start_date=start.isoformat())
    keep(viewer, habit.id, [start + timedelta(days=day) for day in range(0, days, 2)])
    return habit.id


def record_of(viewer: Viewer) -> PredictionRecord:
    with read_only() as session:
        return record.of_person(session, viewer=viewer)


def test_a_replay_takes_turns_in_the_lane_and_is_charged_by_unit(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, costs = [], []

    @contextmanager
    def lane(owner_id: UUID) -> Iterator[None]:
        turns.append(owner_id)
        yield

    def spend(_rate: str, _owner: UUID, *, cost: int) -> None:
        costs.append(cost)

    for title in ("Work", "Read"):
        make_past(viewer, title)
    at_once = record_of(viewer)
    monkeypatch.setattr(long_work, "INSTANT_DAYS", 0)
    monkeypatch.setattr(long_work, "DAYS_PER_UNIT", 1)
    monkeypatch.setattr(long_work, "lane", lane)
    monkeypatch.setattr(rate_limits, "spend", spend)
    monkeypatch.setattr(record, "SLICE", 30)

    assert record_of(viewer) == at_once
    assert turns == [viewer.id] * (2 + 3), "one for each history, and three slices of 80 units"
    assert costs[-1] == 80 * record.DAYS_PER_UNIT

    monkeypatch.setattr(long_work, "COMPUTE_TIMEOUT", -1.0)
    with pytest.raises(Unavailable):
        record_of(viewer)


def test_of_many_habits_only_the_latest_days_are_replayed(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Work", "Read"):
        make_past(viewer, title)
    monkeypatch.setattr(record, "MOST_UNITS", 20)

    found = record_of(viewer)

    assert found.from_ == TODAY - timedelta(days=10)
    assert [habit.said for habit in found.habits] == [10 - 3, 10 - 3]


def test_a_limit_is_no_start_for_other_habits(viewer: Viewer) -> None:
    make_past(viewer, "Work")
    alone = record_of(viewer).brier
    limit = {"kind": "numeric", "unit": "beers", "target": 2, "direction": "at_most"}
    make_habit(viewer, start_date=(TODAY - timedelta(days=40)).isoformat(), **limit)

    found = {habit.title: habit.brier for habit in record_of(viewer).habits}

    assert found["Work"] == alone


def test_a_habit_in_the_trash_is_not_named(viewer: Viewer) -> None:
    habits = [make_past(viewer, title) for title in ("Work", "Read")]
    rows: list[dict[str, Any]] = [
        {
            "habit_id": habit,
            "first_day": TODAY - timedelta(days=back),
            "last_day": TODAY - timedelta(days=back),
            "user_id": viewer.id,
            "probability": 0.1,
            "source": "rules",
            "model_version": None,
            "reasons": [],
            "is_stale": False,
            "made_at": datetime(2026, 3, 1, tzinfo=UTC),
            "said": 0.1,
            "said_by": None,
            "said_by_rules": 0.5,
            "kept": True,
        }
        for habit in habits
        for back in range(1, 31)
    ]
    with unit_of_work() as session:
        store.put_predictions(session, rows)
        lifecycle.delete(session, viewer=viewer, habit_id=habits[0])

    found = record_of(viewer)

    assert found.source == "live"
    assert [habit.title for habit in found.habits] == ["Read"]
