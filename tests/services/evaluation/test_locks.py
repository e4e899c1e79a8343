"""Nothing long is computed while others wait for a lock, and reads of long histories queue up."""

from contextvars import Context
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from habit_app import clock
from habit_app.db import session as database
from habit_app.db.queries.accounts import accounts as account_store
from habit_app.db.queries.badges import BADGE
from habit_app.db.queries.checkins import LOG
from habit_app.db.session import read_only
from habit_app.domain import weeks
from habit_app.domain.evaluation import due_units, evaluation, history
from habit_app.services.evaluation import evaluations, folding, new_day
from habit_app.services.habits import stats
from habit_app.services.insights import runs as report_runs
from habit_app.services.jobs import runner
from habit_app.services.nudges import runs
from habit_app.services.predictions import forecasts
from habit_app.services.shared import long_work
from habit_app.services.shared.action_links import secret_of
from tests.api.notifications.test_actions import reminded
from tests.makers import bearer, keep, make_habit, make_user
from tests.services.evaluation.new_day_steps import MONDAY, on, row_of

QUOTA: dict[str, Any] = {"schedule": {"type": "per_week", "times": 2}, "start_date": "2026-01-01"}
LIMIT: dict[str, Any] = {
    "kind": "numeric",
    "unit": "beers",
    "target": 2,
    "direction": "at_most",
    "schedule": {"type": "per_week"},
}
"""More than dates decides about it when its week is over."""
Locked = list[bool]


@pytest.fixture
def locked(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> Locked:
    """Whether SQLite's one writer was held each time that something was computed."""
    seen: Locked = []

    def watched(work: Any) -> Any:
        def watching(*args: Any, **kwargs: Any) -> Any:
            seen.append(database._sqlite_writer.locked())
            return work(*args, **kwargs)

        return watching

    monkeypatch.setattr(folding, "ALLOWED", 5)
    monkeypatch.setattr(evaluations, "evaluate", watched(evaluation.evaluate))
    monkeypatch.setattr(new_day, "evaluate", watched(evaluation.evaluate))
    monkeypatch.setattr(forecasts, "outcomes", watched(due_units.outcomes))
    monkeypatch.setattr(weeks, "look_back", watched(weeks.look_back))
    return seen


def all_free(locked: Locked) -> bool:
    return bool(locked) and not any(locked)


@pytest.mark.parametrize("days", [9, 40])
def test_a_new_day_is_folded_without_the_lock(locked: Locked, days: int) -> None:
    with on(MONDAY):
        viewer = make_user()
        habit = make_habit(viewer, **LIMIT)
    locked.clear()

    with on(MONDAY + timedelta(days=days)):
        assert new_day.begin_due() == 1

    assert all_free(locked)
    assert row_of(habit.id).as_of == MONDAY + timedelta(days=days)


def test_who_brings_their_own_habits_along_holds_up_nobody(
    locked: Locked, sqlite_api: TestClient
) -> None:
    with on(MONDAY):
        viewer = make_user()
        habit = make_habit(viewer, **LIMIT)
    locked.clear()

    with on(MONDAY + timedelta(days=9)):
        answer = sqlite_api.post("/api/v1/habits/reset", headers=bearer(viewer))

    assert answer.json() == {"reset": 1}
    assert all_free(locked)
    assert row_of(habit.id).as_of == MONDAY + timedelta(days=9)


@pytest.mark.parametrize("times", [1, 99])
def test_what_changed_while_a_new_day_was_folded_is_folded_again(
    database: str, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    with on(MONDAY):
        viewer = make_user()
        habit = make_habit(viewer, **LIMIT)
    ahead, left = new_day._fold_ahead, iter([MONDAY] * times)

    def interrupted(ids: Any) -> Any:
        folded = ahead(ids)
        for day in left:
            Context().run(keep, viewer, habit.id, [day], 3000)  # somebody else's request
            break
        return folded

    monkeypatch.setattr(new_day, "_fold_ahead", interrupted)
    with on(MONDAY + timedelta(days=9)):
        new_day.fold_chunk([habit.id])

    row = row_of(habit.id)
    assert (row.as_of, row.streak) == (MONDAY + timedelta(days=9), 0)


def test_nudges_and_reports_are_judged_without_the_lock(locked: Locked) -> None:
    with on(MONDAY):
        viewer = make_user()
        habit = make_habit(viewer, **QUOTA)
        keep(viewer, habit.id, [MONDAY - timedelta(days=day) for day in range(1, 20, 3)])
        locked.clear()

        runs.plan_people([viewer.id])
        with read_only() as session:
            user = account_store.find_user(session, viewer.id)
        assert report_runs._tell(user, MONDAY - timedelta(days=7))

    assert len(locked) >= 2
    assert all_free(locked)


@pytest.mark.usefixtures("stopped_clock")
def test_a_link_is_used_once_though_its_day_is_folded_first(
    locked: Locked, sqlite_api: TestClient
) -> None:
    viewer = make_user()
    _, one = reminded(viewer, **QUOTA)
    locked.clear()

    pages = [sqlite_api.post(f"/api/v1/actions/{secret_of(one, 'done')}") for _ in "ab"]

    assert [page.status_code for page in pages] == [200, 404]
    assert all_free(locked)
    with read_only() as session:
        assert session.execute(select(func.count()).select_from(LOG)).scalar_one() == 1


@pytest.mark.usefixtures("stopped_clock")
def test_long_histories_are_read_in_one_lane_and_charged(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer, **QUOTA), bearer(viewer)
    keep(viewer, habit.id, [date(2026, 1, 2), date(2026, 2, 2)])
    in_lane: list[bool] = []

    def watched(work: Any) -> Any:
        def watching(*args: Any, **kwargs: Any) -> Any:
            in_lane.append(long_work._lane.is_taken())
            return work(*args, **kwargs)

        return watching

    monkeypatch.setattr(stats, "summarise", watched(history.summarise))
    monkeypatch.setattr(weeks, "look_back", watched(weeks.look_back))
    monkeypatch.setattr(forecasts, "judge", watched(forecasts.judge))
    paths = [f"habits/{habit.id}/stats", "insights/weekly", f"habits/{habit.id}/entries"]

    def asked() -> set[int]:
        return {sqlite_api.get(f"/api/v1/{path}", headers=headers).status_code for path in paths}

    assert asked() == {200}
    assert in_lane == [False] * 3
    in_lane.clear()
    monkeypatch.setattr(long_work, "INSTANT_DAYS", 1)
    assert asked() == {200}
    assert in_lane == [True] * 3
    monkeypatch.setattr(long_work, "SHORT_DAYS", 1)
    with long_work.paid(viewer.id, 0), long_work.paid(viewer.id, 0):
        assert asked() == {429}
    monkeypatch.setattr(long_work, "COMPUTE_TIMEOUT", -1.0)
    assert asked() == {503}


@pytest.mark.usefixtures("sqlite_database", "stopped_clock")
def test_a_badge_that_takes_a_whole_history_is_looked_for_by_a_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    viewer, today = make_user(), clock.utc_now().date()
    habit = make_habit(viewer, start_date=str(today - timedelta(days=20)))
    keep(viewer, habit.id, [today - timedelta(days=ago) for ago in (20, 19, 6, 5, 4, 3, 2, 1)])
    monkeypatch.setattr(long_work, "SHORT_DAYS", 1)

    keep(viewer, habit.id, [today])
    before = badges_of(viewer.id)
    runner.run_due()

    assert "comeback" not in before
    assert "comeback" in badges_of(viewer.id)


def badges_of(user_id: UUID) -> set[str]:
    with read_only() as session:
        mine = select(BADGE.c.code).where(BADGE.c.user_id == user_id)
        return set(session.execute(mine).scalars())
