"""A database that somebody else is writing to: said as such, whoever it meets."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoTurnError
from starlette.testclient import TestClient

from habit_app.db import session as database
from habit_app.db.session import unit_of_work
from habit_app.services.jobs import health
from habit_app.settings import get_settings
from tests.makers import bearer, make_user


def test_another_process_that_writes_is_an_error_of_sqlalchemy_s(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(get_settings().database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        with unit_of_work() as session:
            session.connection().exec_driver_sql("PRAGMA busy_timeout=1")
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(OperationalError), unit_of_work():
            pass
        health.note_alive("worker:here:1")  # warns, and goes on


def test_a_turn_that_does_not_come_is_503(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = bearer(make_user())
    monkeypatch.setattr(database, "WRITER_TIMEOUT", 0.01)

    with database._sqlite_writer:
        answer = sqlite_api.post("/api/v1/habits", json={"title": "Read"}, headers=headers)
        with pytest.raises(NoTurnError), unit_of_work():
            pass

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/database-busy")
    assert answer.headers["Retry-After"]
