"""Batches of check-ins: what they cost, and that they come to the same as one after the other."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from habit_app.domain.evaluation import evaluation
from habit_app.services.evaluation import evaluations
from tests.makers import bearer, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY = date(2026, 3, 4)
BATCH = "/api/v1/checkins/batch"
ROLLING = {"schedule": {"type": "rolling", "times": 300, "days": 365}, "start_date": "1970-01-01"}


def batch(api: TestClient, headers: dict[str, str], items: list[dict[str, Any]]) -> Any:
    answer = api.post(BATCH, json={"items": items}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def ago(days: int) -> str:
    return str(TODAY - timedelta(days=days))


@pytest.mark.parametrize("draft", [ROLLING, {}, {"kind": "numeric", "target": 5}])
def test_a_batch_comes_to_the_same_as_its_items_one_by_one(
    api: TestClient, draft: dict[str, Any]
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    one, other = make_habit(viewer, **draft), make_habit(viewer, **draft)
    said: list[dict[str, Any]] = [
        {"day": "1971-02-03"},
        {"day": ago(400), "status": "done"},
        {"day": ago(400), "note": "again"},
        {"day": ago(3), "status": "skip"},
        {"day": ago(1), "status": "done"},
        {"status": "done"},
        {"status": "clear"},
        {"day": ago(-1)},
        {"day": ago(2), "value": 3},
        {"day": ago(2), "status": "no", "made_at": "2026-03-01T00:00:00Z"},
    ]

    many = batch(api, headers, [{"habit_id": str(one.id), **item} for item in said])
    single = [
        api.post(f"/api/v1/habits/{other.id}/checkin", json=item, headers=headers) for item in said
    ]

    assert [result["status"] for result in many] == [answer.status_code for answer in single]
    assert _told(api, headers, one.id) == _told(api, headers, other.id)


def _told(api: TestClient, headers: dict[str, str], habit_id: object) -> list[Any]:
    habit = api.get(f"/api/v1/habits/{habit_id}", headers=headers).json()
    names = ("streak", "longest_streak", "strength", "last_day", "today", "completed")
    entries = api.get(f"/api/v1/habits/{habit_id}/entries", headers=headers).json()["items"]
    stats = api.get(f"/api/v1/habits/{habit_id}/stats", headers=headers).json()
    days = [{name: entry[name] for name in entry if name != "habit_id"} for entry in entries]
    return [{name: habit[name] for name in names}, days, stats]


def test_a_batch_takes_as_many_statements_for_500_as_for_five(
    api: TestClient, statements: Callable[[], Any]
) -> None:
    counts = []
    for days in (2, 100):
        viewer = make_user()
        headers = bearer(viewer)
        habits = [make_habit(viewer, start_date=ago(120)) for _ in range(5)]
        items = [{"habit_id": str(h.id), "day": ago(back)} for h in habits for back in range(days)]
        with statements() as seen:
            batch(api, headers, items)
        counts.append(len(seen))

    assert counts[1] <= counts[0] + 2  # badges; checkpoints that a new year lets go
    assert counts[0] <= 20


def test_a_batch_folds_each_habit_once(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    habits = [make_habit(viewer, **ROLLING), make_habit(viewer)]
    folded = []

    def count(*args: Any, **kwargs: Any) -> Any:
        folded.append(args)
        return evaluation.evaluate(*args, **kwargs)

    monkeypatch.setattr(evaluations, "evaluate", count)
    days = [f"1970-01-{day:02}" for day in range(1, 21)]
    batch(sqlite_api, headers, [{"habit_id": str(h.id), "day": d} for h in habits for d in days])

    assert len(folded) == len(habits)


def test_each_item_of_a_batch_is_charged(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.conftest import forget

    monkeypatch.setenv("HABIT_RATE_CHECKIN", "10/hour")
    forget()
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    items = [{"habit_id": str(habit.id), "day": ago(back)} for back in range(8)]

    batch(sqlite_api, headers, items)
    again = sqlite_api.post(BATCH, json={"items": items}, headers=headers)
    two = sqlite_api.post(BATCH, json={"items": items[:2]}, headers=headers)

    assert (again.status_code, two.status_code) == (429, 429)


def test_an_op_id_counts_once_within_and_across_batches(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer, kind="numeric", target=10), bearer(viewer)
    item = {"habit_id": str(habit.id), "add": 4, "op_id": str(uuid4())}

    first = batch(api, headers, [item, item])
    again = batch(api, headers, [item])

    assert [result["status"] for result in [*first, *again]] == [201, 201, 201]
    assert [result["entry"]["value"] for result in [*first, *again]] == [4, 4, 4]


def test_a_batch_wins_badges(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer, start_date=ago(40)), bearer(viewer)

    batch(api, headers, [{"habit_id": str(habit.id), "day": ago(back)} for back in range(31)])

    badges = api.get("/api/v1/badges", headers=headers).json()["items"]
    won = {badge["code"] for badge in badges if badge["unlocked_at"]}
    assert won == {"first_step", "streak_7", "streak_30", "logs_30"}


def test_what_a_batch_takes_back_returns_the_day_to_what_it_held(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer, kind="numeric", target=10), bearer(viewer)
    said: list[dict[str, Any]] = [{"value": 4}, {"status": "done"}, {"status": "undo"}]

    told = batch(api, headers, [{"habit_id": str(habit.id), **item} for item in said])

    assert [result["entry"]["value"] for result in told] == [4, 10, 4]
