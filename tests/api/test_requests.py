"""Requests that are repeated, and answers that are known already."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from habit_app import clock
from tests.makers import bearer, make_habit, make_user

HABITS = "/api/v1/habits"


def create(api: TestClient, headers: dict[str, str], key: str, title: str = "Read") -> Any:
    return api.post(HABITS, json={"title": title}, headers={**headers, "Idempotency-Key": key})


def test_a_repeated_request_creates_nothing_and_is_answered_alike(api: TestClient) -> None:
    headers, stranger = bearer(make_user()), bearer(make_user())

    first, again = create(api, headers, "k1"), create(api, headers, "k1")
    theirs = create(api, stranger, "k1")

    assert (first.status_code, again.status_code, theirs.status_code) == (201, 201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert theirs.json()["id"] != first.json()["id"]
    assert api.get(HABITS, headers=headers).json()["total"] == 1


def test_a_key_belongs_to_one_request(api: TestClient) -> None:
    headers = bearer(make_user())
    create(api, headers, "k1")

    other = create(api, headers, "k1", title="Write")
    pause = api.post(
        "/api/v1/pauses",
        json={"from": "2026-01-01"},
        headers={**headers, "Idempotency-Key": "k1"},
    )

    assert (other.status_code, pause.status_code) == (409, 409)
    assert other.json()["type"] == "/problems/idempotency-key-reused"


def test_a_refused_request_leaves_its_key_free(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    assert create(sqlite_api, headers, "k1", title="").status_code == 422
    assert create(sqlite_api, headers, "k1", title="Read").status_code == 201


def test_ten_at_once_with_one_key_create_one(api: TestClient) -> None:
    headers = bearer(make_user())

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: create(api, headers, "k1"), range(10)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert api.get(HABITS, headers=headers).json()["total"] == 1


def test_a_key_is_forgotten_after_a_day(sqlite_api: TestClient) -> None:
    viewer = make_user()
    create(sqlite_api, bearer(viewer), "k1")

    with time_machine.travel(clock.utc_now() + timedelta(hours=25)):
        headers = bearer(viewer)
        assert create(sqlite_api, headers, "k1").status_code == 201
        assert sqlite_api.get(HABITS, headers=headers).json()["total"] == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\there"])
def test_odd_keys_are_refused(sqlite_api: TestClient, key: str) -> None:
    answer = create(sqlite_api, bearer(make_user()), key)

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency-key")


def test_a_tick_can_be_repeated_by_key_too(api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer, kind="numeric", unit="pages", target=20)
    headers = {**bearer(viewer), "Idempotency-Key": "t1"}
    body = {"add": 5, "op_id": "0b9d8f6e-0c55-4d2e-9a55-6d1f5b1c7a10"}

    answers = [api.post(f"{HABITS}/{habit.id}/checkin", json=body, headers=headers) for _ in "12"]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].json()["entry"]["value"] == 5


@pytest.mark.parametrize("path", ["/habits", "/today", "/habits/{id}", "/habits/{id}/stats"])
def test_what_is_known_already_is_not_sent_again(api: TestClient, path: str) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    target = f"/api/v1{path}".replace("{id}", str(habit.id))

    first = api.get(target, headers=headers)
    etag = first.headers["etag"]
    same = api.get(target, headers={**headers, "If-None-Match": f'"other", W/{etag}'})
    api.post(f"{HABITS}/{habit.id}/checkin", json={}, headers=headers)
    changed = api.get(target, headers={**headers, "If-None-Match": etag})

    assert first.headers["cache-control"] == "private, no-cache"
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_accounts_are_kept_by_no_cache(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    for path in ("/users/me", "/auth/me", "/auth/sessions", "/users/me/tokens"):
        answer = sqlite_api.get(f"/api/v1{path}", headers=headers)
        assert answer.headers["cache-control"] == "private, no-store"
        assert "etag" not in answer.headers
