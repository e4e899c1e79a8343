"""Check-ins over REST: once, twice, back-dated, refused, and all at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from habit_app.db.session import read_only
from habit_app.services.habits import habits
from tests.makers import bearer, keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY = date(2026, 3, 4)


def post(api: TestClient, habit_id: object, body: dict[str, Any], headers: dict[str, str]) -> Any:
    return api.post(f"/api/v1/habits/{habit_id}/checkin", json=body, headers=headers)


def test_a_tick_is_created_then_changed_and_counts(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)

    first, second = (post(api, habit.id, {}, headers) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["habit"]["streak"] == 1
    assert second.json()["habit"]["last_day"] == "2026-03-04"
    assert second.json()["entry"]["state"] == "done"


def test_edge_32_a_replay_answers_as_the_first_time_and_adds_once(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer, kind="numeric", target=10), bearer(viewer)
    body = {"add": 4, "op_id": str(uuid4())}

    first, again = (post(api, habit.id, body, headers) for _ in range(2))
    more = post(api, habit.id, {"add": 4, "op_id": str(uuid4())}, headers)

    assert (first.status_code, again.status_code, more.status_code) == (201, 201, 200)
    assert again.json()["entry"]["value"] == 4
    assert more.json()["entry"]["value"] == 8


def test_a_queued_tap_loses_against_a_newer_word(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    post(api, habit.id, {"status": "done", "made_at": "2026-03-04T11:00:00Z"}, headers)

    late = post(api, habit.id, {"status": "skip", "made_at": "2026-03-04T10:00:00Z"}, headers)

    assert late.status_code == 200
    assert late.json()["applied"] is False
    assert late.json()["entry"]["status"] == "done"


def test_edge_35_a_day_that_has_not_come_is_refused(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)

    answer = post(api, habit.id, {"day": "2026-03-05"}, headers)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "future-day"


def test_the_first_day_of_the_calendar_is_refused(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)

    answer = post(api, habit.id, {"day": "0001-01-01"}, headers)
    item = {"habit_id": str(habit.id), "day": "0001-01-01"}
    batch = api.post("/api/v1/checkins/batch", json={"items": [item]}, headers=headers)
    gone = api.delete(f"/api/v1/habits/{habit.id}/entries/0001-01-01", headers=headers)

    assert answer.json()["errors"][0]["code"] == "too-early"
    assert batch.json()["results"][0]["status"] == 422
    assert gone.status_code in {204, 422}


@pytest.mark.parametrize(
    ("draft", "body", "code"),
    [
        ({}, {"value": 3}, "binary-has-no-value"),
        ({"kind": "numeric", "target": 5}, {}, "value-required"),
        ({"kind": "numeric", "target": 5}, {"value": 1, "status": "skip"}, "value-with-status"),
        (
            {"kind": "numeric", "target": 5},
            {"value": 1, "add": 1, "op_id": str(uuid4())},
            "value-and-add",
        ),
        ({"kind": "numeric", "target": 5}, {"add": -1, "op_id": str(uuid4())}, "below-zero"),
        ({"kind": "numeric", "target": 5}, {"add": 0.12345, "op_id": str(uuid4())}, "invalid"),
    ],
)
def test_contradictions_are_refused_and_leave_nothing(
    sqlite_api: TestClient, draft: dict[str, Any], body: dict[str, Any], code: str
) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer, **draft), bearer(viewer)

    answer = post(sqlite_api, habit.id, body, headers)

    assert answer.status_code == 422
    assert code in answer.json()["type"]
    entries = sqlite_api.get(f"/api/v1/habits/{habit.id}/entries", headers=headers)
    assert entries.json()["total"] == 0


def test_a_strangers_habit_is_not_found_and_nobody_is_asked_to_sign_in(api: TestClient) -> None:
    habit, stranger = make_habit(make_user()), make_user()

    assert post(api, habit.id, {}, bearer(stranger)).status_code == 404
    assert post(api, habit.id, {}, {}).status_code == 401


def test_an_archived_habit_takes_no_checkins(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    api.post(f"/api/v1/habits/{habit.id}/archive", headers=headers)

    assert post(api, habit.id, {}, headers).status_code == 409


def test_a_note_alone_changes_no_status_and_clear_takes_all(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)

    noted = post(api, habit.id, {"note": "tired"}, headers).json()
    done = post(api, habit.id, {}, headers).json()
    cleared = post(api, habit.id, {"status": "clear"}, headers).json()

    assert (noted["entry"]["status"], noted["entry"]["state"]) == ("note", "pending")
    assert (done["entry"]["status"], done["entry"]["note"]) == ("done", "tired")
    assert cleared["entry"] is None
    assert cleared["habit"]["streak"] == 0


def test_a_back_dated_tick_joins_the_streak_and_later_checkpoints_follow(api: TestClient) -> None:
    viewer = make_user()
    start = TODAY - timedelta(days=80)
    habit, headers = make_habit(viewer, start_date=str(start)), bearer(viewer)
    gap = TODAY - timedelta(days=60)
    days = [start + timedelta(days=offset) for offset in range(81)]
    keep(viewer, habit.id, [day for day in days if day != gap])

    answer = post(api, habit.id, {"day": str(gap)}, headers).json()

    assert answer["habit"]["streak"] == 81
    assert answer["entry"]["state"] == "done"
    stats = api.get(f"/api/v1/habits/{habit.id}/stats", headers=headers).json()
    assert stats["streak"] == 81
    assert stats["strength"] == answer["habit"]["strength"]


def test_a_checkin_takes_six_statements(api: TestClient, statements: Callable[[], Any]) -> None:
    viewer = make_user()
    start = TODAY - timedelta(days=400)
    habit, headers = make_habit(viewer, start_date=str(start)), bearer(viewer)
    keep(viewer, habit.id, [TODAY - timedelta(days=offset) for offset in range(60, 0, -1)])
    post(api, habit.id, {}, headers)

    with statements() as seen:
        assert post(api, habit.id, {"note": "x"}, headers).status_code == 200

    assert len(seen) <= 6


def test_edge_33_fifty_at_once_on_one_day_are_one_row(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer, kind="numeric", target=100), bearer(viewer)

    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda value: post(api, habit.id, {"value": value}, headers), range(1, 51))
        )

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert sum(answer.status_code == 201 for answer in answers) == 1
    assert api.get(f"/api/v1/habits/{habit.id}/entries", headers=headers).json()["total"] == 1


def test_edge_33_thirty_days_at_once_are_thirty_rows_and_the_cache_is_right(
    api: TestClient,
) -> None:
    viewer = make_user()
    start = TODAY - timedelta(days=29)
    habit, headers = make_habit(viewer, start_date=str(start)), bearer(viewer)
    days = [str(start + timedelta(days=offset)) for offset in range(30)]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda day: post(api, habit.id, {"day": day}, headers), days))

    assert {answer.status_code for answer in answers} == {201}
    found = api.get(f"/api/v1/habits/{habit.id}", headers=headers).json()
    assert found["streak"] == 30
    with read_only() as session:
        assert habits.find(session, viewer=viewer, habit_id=habit.id).streak == 30


def test_a_batch_answers_each_and_atomic_refuses_all(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    items = [{"habit_id": str(habit.id)}, {"habit_id": str(uuid4())}]

    refused = api.post(
        "/api/v1/checkins/batch", json={"items": items, "atomic": True}, headers=headers
    )
    nothing = api.get(f"/api/v1/habits/{habit.id}/entries", headers=headers).json()["total"]
    mixed = api.post("/api/v1/checkins/batch", json={"items": items}, headers=headers)

    assert (refused.status_code, nothing) == (422, 0)
    assert refused.json()["errors"][0]["index"] == 1
    assert [result["status"] for result in mixed.json()["results"]] == [201, 404]


def test_a_tick_of_somebody_who_signed_out_is_not_judged_as_another_s(
    sqlite_api: TestClient,
) -> None:
    ada, eve = make_user(), make_user()
    path = f"/api/v1/habits/{make_habit(ada).id}/checkin"

    refused = sqlite_api.post(path, json={}, headers=bearer(eve) | {"X-Owner": str(ada.id)})
    taken = sqlite_api.post(path, json={}, headers=bearer(ada) | {"X-Owner": str(ada.id)})

    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/other-owner")
    assert taken.status_code == 201
