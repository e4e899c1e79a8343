"""Predictions: made ahead for everybody, shown on Today, taken back, and held to their word."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from habit_app import clock
from habit_app.db.queries.predictions import stored as store
from habit_app.db.queries.predictions.stored import PREDICTION
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.habits import lists
from habit_app.services.habits.lists import HabitQuery
from habit_app.services.habits.views import HabitDetail
from habit_app.services.jobs import runner
from habit_app.services.predictions import predictions, record, runs
from habit_app.services.shared.viewers import Viewer
from habit_app.services.today import today
from habit_app.services.today.views import TodayHabit
from habit_app.worker.rounds import ROUNDS
from tests.makers import keep, make_habit, make_user

TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _on_a_wednesday(stopped_clock: time_machine.Traveller) -> None:
    """Noon in UTC."""


def make_past(viewer: Viewer, pattern: str, **draft: Any) -> HabitDetail:
    """A daily habit with a past, oldest day first: `x` is a kept day."""
    start = TODAY - timedelta(days=len(pattern))
    habit = make_habit(viewer, start_date=start.isoformat(), **draft)
    kept = [start + timedelta(days=day) for day, sign in enumerate(pattern) if sign == "x"]
    keep(viewer, habit.id, kept)
    return habit


def refresh(*people: Viewer) -> int:
    return runs.refresh([viewer.id for viewer in people])


def card(viewer: Viewer) -> TodayHabit:
    with read_only() as session:
        view = today.today_view(session, viewer=viewer)
    (habit,) = [habit for group in view.groups for habit in group.habits]
    return habit


def stored() -> list[Any]:
    with read_only() as session:
        return list(session.execute(select(PREDICTION).order_by(PREDICTION.c.first_day)))


def say(viewer: Viewer, habit: HabitDetail, said: Said, day: date) -> None:
    with unit_of_work() as session:
        words = Checkin(Statement(said=said), day=day)
        checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=words)


def live(days: int, traveller: time_machine.Traveller) -> None:
    """Let days pass as the beat and a worker live them, an hour at a time."""
    for _ in range(days * 24):
        traveller.shift(timedelta(hours=1))
        runner.begin_rounds(ROUNDS, clock.utc_now())
        runner.run_due()


def test_today_says_of_an_open_habit_how_likely_it_is_skipped_and_why(database: str) -> None:
    viewer = make_user()
    make_past(viewer, "x.x..x....x..." * 2)

    assert card(viewer).risk is None, "nothing was foretold yet"
    assert refresh(viewer) == 1

    risk = card(viewer).risk
    assert risk
    assert risk.band in {"medium", "high"}
    assert risk.source == "rules"
    assert risk.reason == "You kept 1 of the last 7."


def test_a_habit_that_is_kept_is_at_no_risk_any_more(database: str) -> None:
    viewer = make_user()
    habit = make_past(viewer, "x.x..x....x..." * 2)
    refresh(viewer)
    say(viewer, habit, Said.DONE, TODAY)

    assert card(viewer).risk is None


def test_of_a_habit_without_a_past_nothing_is_said(database: str) -> None:
    viewer = make_user()
    make_past(viewer, "x.")

    assert refresh(viewer) == 0
    with read_only() as session:
        page = predictions.list_predictions(session, viewer=viewer, band=None, skip=0, limit=20)
    assert page.items == []
    assert card(viewer).risk is None


def test_a_change_of_the_past_takes_back_what_rests_on_it(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = make_past(viewer, "xxxx...." * 4)
    refresh(viewer)
    before = stored()[0].probability

    say(viewer, habit, Said.DONE, TODAY - timedelta(days=1))

    assert card(viewer).risk is None, "it does not hold any more"
    stopped_clock.shift(timedelta(minutes=2))
    runner.run_due()
    (row,) = stored()
    assert not row.is_stale
    assert row.probability < before
    assert row.said == before, "what is held to its word is the first word"


def test_lists_are_sorted_by_what_is_foretold(database: str) -> None:
    viewer = make_user()
    make_past(viewer, "x" * 20, title="Safe")
    make_past(viewer, "x.." * 7, title="Shaky")
    refresh(viewer)

    with read_only() as session:
        page = lists.list_habits(session, viewer=viewer, query=HabitQuery(sort="-risk"))

    assert [habit.title for habit in page.items] == ["Shaky", "Safe"]
    assert page.items[0].risk


def test_the_beat_foretells_everybody_once_their_day_has_begun(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    here, there = make_user(timezone="Europe/Berlin"), make_user(timezone="America/New_York")
    make_past(here, "x." * 15)
    make_past(there, "x." * 15)

    live(1, stopped_clock)

    days = {row.user_id: row.first_day for row in stored() if row.first_day > TODAY}
    assert days == {here.id: TODAY + timedelta(days=1), there.id: TODAY + timedelta(days=1)}


def test_what_was_said_is_held_against_what_happened(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    kept, skipped = make_past(viewer, "x." * 15), make_past(viewer, "x.." * 10)
    resting = make_past(viewer, "x" * 15)
    refresh(viewer)
    say(viewer, kept, Said.DONE, TODAY)
    say(viewer, resting, Said.SKIP, TODAY)

    live(2, stopped_clock)

    became = {row.habit_id: row.kept for row in stored() if row.first_day == TODAY}
    assert became == {kept.id: True, skipped.id: False, resting.id: None}
    with read_only() as session:
        days = store.list_days(session, TODAY)
    assert [(day.day, day.model_version, day.units, day.skipped) for day in days[:1]] == [
        (TODAY, 0, 2, 1)
    ]


def test_a_day_that_is_recorded_late_changes_what_became_of_it(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = make_past(viewer, "x." * 15)
    refresh(viewer)
    live(2, stopped_clock)
    assert [row.kept for row in stored() if row.first_day == TODAY] == [False]

    say(viewer, habit, Said.DONE, TODAY)
    live(1, stopped_clock)

    assert [row.kept for row in stored() if row.first_day == TODAY] == [True]


def test_the_record_is_replayed_until_enough_was_really_said(database: str) -> None:
    viewer = make_user()
    make_past(viewer, "xxxxx.." * 10, title="Work")
    make_past(viewer, "x.xx..x" * 10, title="Read")

    with read_only() as session:
        found = record.of_person(session, viewer=viewer)

    assert found.source == "backtest"
    assert found.from_ == TODAY - timedelta(days=70)
    assert sum(band.said for band in found.bands) == 2 * (70 - 3)
    assert {habit.title for habit in found.habits} == {"Work", "Read"}
    assert found.habits[0].title == "Work", "the more predictable one first"
    assert found.factors
    assert sum(step.n for step in found.reliability) == 2 * (70 - 3)


def test_the_record_is_of_what_was_really_said(database: str) -> None:
    viewer = make_user()
    habit = make_past(viewer, "x." * 30)
    rows: list[dict[str, Any]] = [
        {
            "habit_id": habit.id,
            "first_day": TODAY - timedelta(days=back),
            "last_day": TODAY - timedelta(days=back),
            "user_id": viewer.id,
            "probability": 0.9 if back % 2 else 0.1,
            "source": "rules",
            "model_version": None,
            "reasons": [],
            "is_stale": False,
            "made_at": datetime(2026, 3, 1, tzinfo=UTC),
            "said": 0.9 if back % 2 else 0.1,
            "said_by": None,
            "said_by_rules": 0.5,
            "kept": back % 2 == 0,
        }
        for back in range(1, 41)
    ]
    with unit_of_work() as session:
        store.put_predictions(session, rows)

    with read_only() as session:
        found = record.of_person(session, viewer=viewer)

    assert found.source == "live"
    assert {band.band: (band.said, band.skipped) for band in found.bands} == {
        "low": (20, 0),
        "medium": (0, 0),
        "high": (20, 20),
    }
    assert found.brier == pytest.approx(0.01)
    assert [(step.predicted, step.observed, step.n) for step in found.reliability] == [
        (0.1, 0.0, 20),
        (0.9, 1.0, 20),
    ]


def test_nobody_else_s_past_is_in_a_record(database: str) -> None:
    make_past(make_user(), "x." * 30)

    with read_only() as session:
        found = record.of_person(session, viewer=make_user())

    assert found.brier is None
    assert found.habits == []


def test_what_was_said_of_a_week_is_held_against_the_week(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    start = TODAY - timedelta(days=49)
    habit = make_habit(
        viewer, start_date=start.isoformat(), schedule={"type": "per_week", "times": 2}
    )
    keep(viewer, habit.id, [start + timedelta(days=day) for day in range(0, 42, 3)])
    refresh(viewer)
    (week,) = stored()
    assert (week.first_day, week.last_day) == (date(2026, 3, 2), date(2026, 3, 8))

    live(7, stopped_clock)

    assert next(row.kept for row in stored() if row.first_day == week.first_day) is False


def test_what_is_surest_is_scored_too(database: str, stopped_clock: time_machine.Traveller) -> None:
    viewer = make_user()
    make_past(viewer, "x." * 15)
    refresh(viewer)
    with unit_of_work() as session:
        session.execute(update(PREDICTION).values(said=1.0))
    live(2, stopped_clock)

    with read_only() as session:
        days = store.list_days(session, TODAY)
    assert days[0].units == 1
    assert days[0].log_loss < 5
