"""What is said, and what is kept, when something is away (docs/deployment.md has the table)."""

from pathlib import Path

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from habit_app.db import migrations
from habit_app.db.session import get_engine
from tests.conftest import forget
from tests.makers import bearer, make_user

HEALTH = ("/health", "/health/db", "/health/ready")


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
    assert answer.status_code in {500, 503}
    assert answer.headers["content-type"] == "application/problem+json"
    assert str(tmp_path) not in answer.text
    assert statuses(api) == [200, 200, 200]
    assert api.get("/api/v1/today", headers=headers).status_code == 200


def test_a_database_of_another_version_is_not_ready(sqlite_api: TestClient) -> None:
    migrations.downgrade("base")

    assert statuses(sqlite_api) == [200, 200, 503]


def test_a_full_disk_leaves_what_was_acknowledged_and_nothing_else(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())
    engine = get_engine()
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    engine.dispose()
    event.listen(
        engine,
        "connect",
        lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}"),
    )
    habit = {"title": "Read", "description": "x" * 2000}

    answers = [
        sqlite_api.post("/api/v1/habits", json=habit, headers=headers).status_code
        for _ in range(60)
    ]

    assert set(answers) == {201, 500}
    kept = sqlite_api.get("/api/v1/habits", headers=headers)
    assert kept.status_code == 200
    assert kept.json()["total"] == answers.count(201)
