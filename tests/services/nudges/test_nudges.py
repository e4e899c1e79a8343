"""Nudges from the risk to the message: who gets one, when, how many, and what came of it."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from habit_app import clock
from habit_app.db.queries.accounts import accounts as account_store
from habit_app.db.queries.checkins import NUDGE
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.services.habits.views import HabitDetail
from habit_app.services.jobs import runner
from habit_app.services.nudges import nudges
from habit_app.services.predictions import forecasts
from habit_app.services.shared.viewers import Viewer
from habit_app.services.today import today
from habit_app.worker.rounds import ROUNDS
from tests.conftest import forget
from tests.makers import keep, make_habit, make_user

TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _early(stopped_clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter past midnight, with nobody held out."""
    stopped_clock.shift(timedelta(hours=-11, minutes=-45))
    monkeypatch.setenv("HABIT_NUDGE_HOLDOUT", "0")
    forget()


def shaky(viewer: Viewer, **draft: Any) -> HabitDetail:
    """A habit that is kept every other day, and was skipped yesterday."""
    start = TODAY - timedelta(days=30)
    habit = make_habit(viewer, start_date=start.isoformat(), **draft)
    keep(viewer, habit.id, [start + timedelta(days=day) for day in range(0, 30, 2)])
    return habit


def live(clock_: time_machine.Traveller, hours: float) -> None:
    for _ in range(int(hours * 4)):
        clock_.shift(timedelta(minutes=15))
        runner.begin_rounds(ROUNDS, clock.utc_now())
        runner.run_due()


def rows(table: Any) -> list[Any]:
    with read_only() as session:
        return list(session.execute(select(table).order_by(table.c.id)))


def test_who_may_skip_is_told_an_hour_before_the_usual_time(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = shaky(viewer, title="Run", time_of_day="evening")
    steady = make_habit(viewer, start_date="2026-02-01")
    keep(viewer, steady.id, [TODAY - timedelta(days=day) for day in range(1, 31)])

    live(stopped_clock, 1)
    (nudge,) = rows(NUDGE)
    assert (nudge.habit_id, nudge.status, nudge.day) == (habit.id, "planned", TODAY)
    assert 0.3 <= nudge.probability <= 0.8
    with read_only() as session:
        assert not nudges.of_today(session, viewer=viewer)

    stopped_clock.move_to(nudge.planned_for)
    live(stopped_clock, 0.25)
    assert [row.status for row in rows(NUDGE)] == ["sent"]
    with read_only() as session:
        view = today.today_view(session, viewer=viewer)
    cards = {card.id: card for group in view.groups for card in group.habits}
    assert "Run" in (cards[habit.id].nudge or "")
    assert cards[habit.id].risk is not None
    assert cards[steady.id].nudge is None


def test_at_most_so_many_a_day_and_planning_twice_plans_nothing_more(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    for _ in range(4):
        shaky(viewer, time_of_day="evening")

    live(stopped_clock, 2)
    with unit_of_work() as session:
        user = account_store.find_user(session, viewer.id)
        judged = forecasts.judge_open(session, viewer=viewer)
        assert nudges.plan(session, user=user, judged=judged) == 0

    assert len(rows(NUDGE)) == 2
    assert len({row.habit_id for row in rows(NUDGE)}) == 2


def test_what_was_kept_meanwhile_is_not_nudged(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = shaky(viewer, time_of_day="evening")
    live(stopped_clock, 1)
    keep(viewer, habit.id, [TODAY])
    live(stopped_clock, 23)

    assert [row.status for row in rows(NUDGE)] == ["suppressed"]
    assert [row.reason for row in rows(NOTIFICATION) if row.kind == "nudge"] == ["kept"]


def test_who_is_held_out_is_recorded_and_told_nothing(
    database: str, stopped_clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABIT_NUDGE_HOLDOUT", "0.5")
    forget()
    viewers = [make_user() for _ in range(12)]
    for viewer in viewers:
        shaky(viewer, time_of_day="evening")
    live(stopped_clock, 23)

    held = [row for row in rows(NUDGE) if row.held_out]
    told = {row.user_id for row in rows(NOTIFICATION) if row.kind == "nudge"}
    assert 0 < len(held) < len(rows(NUDGE)) == 12
    assert {row.status for row in held} == {"held_out"}
    assert {row.propensity for row in held} == {0.5}
    assert not told & {row.user_id for row in held}
    with read_only() as session:
        viewer = next(one for one in viewers if one.id == held[0].user_id)
        page = nudges.list_nudges(session, viewer=viewer, status=None, skip=0, limit=20)
    assert page.items == []


def test_who_wants_none_gets_none(database: str, stopped_clock: time_machine.Traveller) -> None:
    for values in ({"nudges_enabled": False}, {"nudges_per_day": 0}, {"is_active": False}):
        viewer = make_user()
        shaky(viewer)
        with unit_of_work() as session:
            account_store.update_user(session, viewer.id, values)
    live(stopped_clock, 3)

    assert rows(NUDGE) == []


def test_a_check_in_shows_that_a_nudge_was_acted_on(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = shaky(viewer, time_of_day="evening")
    live(stopped_clock, 1)
    stopped_clock.move_to(rows(NUDGE)[0].planned_for)
    live(stopped_clock, 0.5)
    keep(viewer, habit.id, [TODAY])

    (nudge,) = rows(NUDGE)
    assert (nudge.status, nudge.acted_at) == ("acted", clock.utc_now())
