"""How often somebody may: counted here or in Redis, and never in the way when Redis dies."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from starlette.testclient import TestClient

from habit_app.services.shared import rate_limits
from tests.conftest import forget
from tests.makers import PASSWORD, bearer, make_habit, make_user
from tests.servers import redis
from tests.servers.redis import Server

LOGIN = "/api/v1/auth/login"


@pytest.fixture
def redis_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A real Redis that the product counts in."""
    with redis.running(tmp_path) as server:
        monkeypatch.setenv("HABIT_REDIS_URL", server.url)
        forget()
        yield server
    monkeypatch.undo()
    forget()


def guess(api: TestClient, email: str) -> int:
    return api.post(LOGIN, json={"email": email, "password": "not this one"}).status_code


def test_the_sixth_guess_in_a_minute_waits(sqlite_api: TestClient) -> None:
    viewer, other = make_user(), make_user()
    with time_machine.travel("2026-03-04T12:00Z", tick=False) as clock:
        assert [guess(sqlite_api, viewer.email) for _ in range(6)] == [401] * 5 + [429]
        right = {"email": viewer.email.upper(), "password": PASSWORD}
        answer = sqlite_api.post(LOGIN, json=right)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
        assert answer.headers["ratelimit-limit"] == "5"
        assert answer.json()["type"] == "/problems/too-many-requests"
        assert guess(sqlite_api, other.email) == 401
        clock.shift(61)
        assert sqlite_api.post(LOGIN, json=right).status_code == 200


def test_one_address_cannot_try_one_password_on_everybody(sqlite_api: TestClient) -> None:
    statuses = [guess(sqlite_api, f"person{number}@example.org") for number in range(32)]

    assert statuses == [401] * 30 + [429] * 2


def test_an_address_makes_ten_accounts_an_hour(
    sqlite_api: TestClient,
) -> None:
    def sign_up(number: int) -> int:
        body = {"email": f"new{number}@example.com", "password": PASSWORD, "full_name": "Ada"}
        return sqlite_api.post("/api/v1/auth/signup", json=body).status_code

    assert [sign_up(number) for number in range(11)] == [201] * 10 + [429]


def test_check_ins_have_a_limit_of_their_own_and_each_of_a_batch_counts(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABIT_RATE_CHECKIN", "3/hour")
    forget()
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    items = [{"habit_id": str(habit.id), "status": "done"}]

    def tick() -> int:
        path = f"/api/v1/habits/{habit.id}/checkin"
        return sqlite_api.post(path, json={}, headers=headers).status_code

    batch = sqlite_api.post("/api/v1/checkins/batch", json={"items": items * 2}, headers=headers)
    assert batch.status_code == 200
    assert [tick(), tick()] == [200, 429]
    assert sqlite_api.get("/api/v1/today", headers=headers).status_code == 200


def test_a_batch_larger_than_the_limit_takes_all_of_it(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABIT_RATE_CHECKIN", "3/hour")
    forget()
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    items = [{"habit_id": str(habit.id), "status": "done"}] * 20

    path = "/api/v1/checkins/batch"
    answers = [sqlite_api.post(path, json={"items": items}, headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]


def test_everything_else_has_one_limit_per_user(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABIT_RATE_OTHER", "3/minute")
    forget()
    busy, calm = bearer(make_user()), bearer(make_user())
    paths = ["/today", "/habits", "/users/me", "/pauses"]

    statuses = [sqlite_api.get(f"/api/v1{path}", headers=busy).status_code for path in paths]

    assert statuses == [200, 200, 200, 429]
    assert sqlite_api.get("/api/v1/today", headers=calm).status_code == 200


def test_processes_count_together_in_redis_and_go_on_without_it(
    sqlite_api: TestClient, redis_server: Server
) -> None:
    viewer = make_user()

    assert [guess(sqlite_api, viewer.email) for _ in range(3)] == [401] * 3
    rate_limits._counters.cache_clear()  # another process
    assert [guess(sqlite_api, viewer.email) for _ in range(3)] == [401, 401, 429]

    redis_server.kill()
    assert guess(sqlite_api, viewer.email) == 401
    redis_server.start()
    rate_limits._counters()._away_until = 0
    assert guess(sqlite_api, viewer.email) == 401


def test_a_redis_that_was_never_there_stops_nobody(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABIT_REDIS_URL", "redis://127.0.0.1:1/0")
    forget()

    assert sqlite_api.get("/api/v1/today", headers=bearer(make_user())).status_code == 200
