"""Nobody waits for a lock while a history is folded."""

from contextvars import Context
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from habit_app.db import session as database
from habit_app.db.session import read_only
from habit_app.domain.evaluation import evaluation
from habit_app.services.evaluation import evaluations, folding
from habit_app.services.habits import habits
from habit_app.services.shared import long_work
from tests.makers import bearer, keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
WEEKLY = {"schedule": {"type": "per_week", "times": 2}, "start_date": "2025-01-01"}


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether SQLite's one writer was held at each fold, where hardly any may be made so."""
    seen: list[bool] = []

    def fold(*args: Any, **kwargs: Any) -> Any:
        seen.append(database._sqlite_writer.locked())
        return evaluation.evaluate(*args, **kwargs)

    monkeypatch.setattr(folding, "ALLOWED", 5)
    monkeypatch.setattr(evaluations, "evaluate", fold)
    return seen


def test_what_takes_long_to_fold_is_folded_without_the_lock(
    sqlite_api: TestClient, locked: list[bool]
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    one, two = (make_habit(viewer, **WEEKLY) for _ in range(2))
    locked.clear()
    items = [{"habit_id": str(habit.id), "day": "2025-02-01"} for habit in (one, two)]
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", f"habits/{one.id}/checkin", {"day": "2025-02-03"}),
        ("POST", "checkins/batch", {"items": items}),
        ("PATCH", "users/me", {"week_start": "sunday"}),
        ("POST", "pauses", {"from": "2025-01-01", "to": "2025-01-09"}),
        ("PATCH", f"habits/{one.id}", {"start_date": "2024-01-01"}),
        ("POST", f"habits/{two.id}/archive", {}),
    ]

    for method, path, body in calls:
        answer = sqlite_api.request(method, f"/api/v1/{path}", json=body, headers=headers)
        assert answer.status_code in {200, 201}, answer.text

    assert locked == [False] * len(locked)
    assert len(locked) >= len(calls)


def test_what_was_folded_before_a_change_is_folded_again(
    sqlite_database: str, locked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, **WEEKLY)
    make = folding._make
    meanwhile = iter([date(2025, 3, 3)])

    def interrupted(fold: Any, end: float) -> Any:
        made = make(fold, end)
        for day in meanwhile:
            Context().run(keep, viewer, habit.id, [day])  # somebody else's request
        return made

    monkeypatch.setattr(folding, "_make", interrupted)
    folding.folding_first(lambda: keep(viewer, habit.id, [date(2025, 3, 4)]))

    with read_only() as session:
        found = habits.find(session, viewer=viewer, habit_id=habit.id)
        assert found.longest_streak is not None
        assert found.longest_streak.length == 1  # both days are of one week, which two keep


def test_long_computations_are_charged_by_what_they_cost_and_one_person_s_are_few(
    sqlite_api: TestClient, locked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer, **WEEKLY), bearer(viewer)
    monkeypatch.setattr(long_work, "DAYS_PER_UNIT", 1)
    path = f"/api/v1/habits/{habit.id}/checkin"

    answers = [
        sqlite_api.post(path, json={"day": f"2025-02-{day:02}"}, headers=headers).status_code
        for day in range(1, 28)
    ]

    assert answers[0] == 201
    assert 429 in answers
    with long_work.paid(viewer.id, 0), long_work.paid(viewer.id, 0):
        pass
