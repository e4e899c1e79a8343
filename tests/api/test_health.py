"""What is said, and what is kept, when something is away (docs/deployment.md has the table)."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from habit_app import clock
from habit_app.db import migrations
from habit_app.db.queries import jobs as store
from habit_app.db.session import get_engine, unit_of_work
from tests.conftest import forget
from tests.makers import bearer, make_user
from tests.servers import redis

READY = "/health/ready"
HEALTH = ("/health", "/health/db", READY)


def statuses(api: TestClient) -> list[int]:
    return [api.get(path).status_code for path in HEALTH]


def test_all_is_well(api: TestClient) -> None:
    assert statuses(api) == [200, 200, 200]


def test_a_database_that_went_away_is_said_and_found_again(
    api: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    headers = bearer(make_user())
    with monkeypatch.context() as away:
        nowhere = f"postgresql+psycopg2://nobody@/nothing?host={tmp_path}"
        away.setenv("HABIT_DATABASE_URL", nowhere)
        forget()
        said = statuses(api)
        answer = api.get("/api/v1/today", headers=headers)
    forget()

    assert said == [200, 503, 503]
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["type"] == "/problems/database-away"
    assert answer.headers["content-type"] == "application/problem+json"
    assert str(tmp_path) not in answer.text
    assert statuses(api) == [200, 200, 200]
    assert api.get("/api/v1/today", headers=headers).status_code == 200


def test_a_database_of_another_version_is_not_ready(sqlite_api: TestClient) -> None:
    migrations.downgrade("base")

    assert statuses(sqlite_api) == [200, 200, 503]


def test_a_full_disk_leaves_what_was_acknowledged_and_nothing_else(
    sqlite_api: TestClient, request: pytest.FixtureRequest
) -> None:
    headers = bearer(make_user())
    engine = get_engine()
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    engine.dispose()

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", limit)
    request.addfinalizer(lambda: event.remove(engine, "connect", limit))
    habit = {"title": "Read", "description": "x" * 2000}

    answers = [
        sqlite_api.post("/api/v1/habits", json=habit, headers=headers).status_code
        for _ in range(60)
    ]

    assert set(answers) == {201, 507}
    kept = sqlite_api.get("/api/v1/habits", headers=headers)
    assert kept.status_code == 200
    assert kept.json()["total"] == answers.count(201)


def beat(name: str, *, ago: timedelta = timedelta(0)) -> None:
    with unit_of_work() as session:
        store.put_heartbeat(session, name, clock.utc_now() - ago)


def test_an_install_without_redis_names_who_is_missing_and_serves(api: TestClient) -> None:
    assert api.get(READY).json()["degraded"] == ["worker", "beat"]
    beat("worker:here:1")
    beat("beat:here:2", ago=timedelta(minutes=4))
    assert api.get(READY).json()["degraded"] == ["beat"]
    beat("beat:here:2")

    assert api.get(READY).json()["degraded"] == []


def test_a_production_form_is_ready_when_all_its_parts_are(
    sqlite_api: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> tuple[int, str]:
        answer = sqlite_api.get(READY)
        return answer.status_code, answer.json().get("type", "").removeprefix("/problems/")

    with redis.running(tmp_path) as server:
        monkeypatch.setenv("HABIT_REDIS_URL", server.url)
        forget()
        assert said() == (503, "worker-away")
        beat("worker:here:1")
        assert said() == (503, "beat-away")
        beat("beat:here:2")
        assert said() == (200, "")
        beat("worker:here:1", ago=timedelta(minutes=2))
        beat("worker:there:1")  # one is enough
        assert said() == (200, "")

        server.kill()
        assert said() == (503, "broker-away")
        assert sqlite_api.get("/health/db").status_code == 200
        server.start()
        assert said() == (200, "")
