"""Transactions: written whole, with the jobs that were asked for, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from habit_app import jobs
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import Job
from tests.makers import keep, make_habit, make_user


def asked() -> list[tuple[str, dict[str, str]]]:
    with read_only() as session:
        return [(job.name, job.arguments) for job in session.execute(select(Job)).scalars()]


def test_a_job_is_written_with_the_commit_and_only_once(database: str) -> None:
    with unit_of_work() as session:
        for _ in range(2):
            jobs.ask(session, "habits.reset", day="2026-03-04")
        assert asked() == []

    assert asked() == [("habits.reset", {"day": "2026-03-04"})]


def ask_and_fail() -> None:
    with unit_of_work() as session:
        jobs.ask(session, "habits.reset")
        raise ZeroDivisionError


def test_a_job_is_gone_with_the_rollback(database: str) -> None:
    with pytest.raises(ZeroDivisionError):
        ask_and_fail()

    assert asked() == []


def test_a_reader_refuses_to_write(database: str) -> None:
    with pytest.raises(DBAPIError), read_only() as session:
        session.execute(text("DELETE FROM job"))


def test_twenty_writers_at_once_all_get_through(sqlite_database: str) -> None:
    people = [make_user() for _ in range(20)]
    habits = [make_habit(viewer) for viewer in people]

    with ThreadPoolExecutor(20) as pool:
        list(
            pool.map(
                lambda pair: keep(pair[0], pair[1].id, [date(2026, 1, day) for day in (1, 2, 3)]),
                zip(people, habits, strict=True),
            )
        )

    with read_only() as session:
        assert session.execute(text("SELECT count(*) FROM entry")).scalar() == 60
