"""Jobs: asked for with the commit, done once, tried again, given up on, swept."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import text

from habit_app import clock, jobs
from habit_app.db.queries import jobs as store
from habit_app.db.session import read_only, unit_of_work
from habit_app.services.jobs import runner as work
from habit_app.services.jobs.runner import JOB_TRIES, LEASE, Job

NAME = "test.work"


@pytest.fixture
def carry(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Job], None]], None]:
    """Let jobs of the name be carried out by a function."""
    return lambda body: monkeypatch.setitem(work.WORK, NAME, body)


@pytest.fixture
def rung() -> Iterator[list[jobs.Asked]]:
    """Whatever was rung for."""
    heard: list[jobs.Asked] = []
    jobs.answer_with(heard.append)
    yield heard
    jobs.answer_with(None)


def ask(**more: Any) -> None:
    with unit_of_work() as session:
        jobs.ask(session, NAME, **more)


def rows() -> list[Any]:
    with read_only() as session:
        return list(session.execute(store.JOB.select().order_by(store.JOB.c.id)))


def only() -> Any:
    (row,) = rows()
    return row


def test_a_job_is_rung_only_after_its_commit(database: str, rung: list[jobs.Asked]) -> None:
    with unit_of_work() as session:
        jobs.ask(session, NAME, what="this")
        jobs.ask(session, NAME, what="this")
        assert rung == []

    assert [job.name for job in rung] == [NAME]
    assert only().arguments == {"what": "this"}


def test_a_rollback_takes_its_jobs_along(database: str, rung: list[jobs.Asked]) -> None:
    with suppress(ZeroDivisionError), unit_of_work() as session:
        jobs.ask(session, NAME)
        raise ZeroDivisionError

    assert (rung, rows()) == ([], [])


def test_what_has_a_key_is_asked_for_once(database: str, rung: list[jobs.Asked]) -> None:
    ask(key="week 10")
    ask(key="week 10")
    ask(key="week 11")

    assert len(rung) == len(rows()) == 2


def test_what_is_wanted_later_is_not_rung_now(database: str, rung: list[jobs.Asked]) -> None:
    ask(run_after=clock.utc_now() + timedelta(hours=1))

    assert (rung, work.run_due()) == ([], 0)


def test_work_and_its_mark_are_one_commit(database: str, carry: Any) -> None:
    def body(job: Job) -> None:
        with job.transaction() as session:
            session.execute(text("UPDATE job SET progress_of = 7"))
            raise ConnectionError

    carry(body)
    ask()
    work.run_due()

    assert (only().status, only().progress_of) == ("queued", 0)


def test_a_job_that_is_done_forgets_what_it_was_about(database: str, carry: Any) -> None:
    def body(job: Job) -> None:
        job.result = {"sent": 3}

    carry(body)
    ask(who="ada@example.com")
    work.run_due()

    row = only()
    assert (row.status, row.result, row.arguments) == ("succeeded", {"sent": 3}, {})


@pytest.mark.parametrize("error", [ConnectionError(), smtplib.SMTPServerDisconnected()])
def test_what_may_work_later_is_tried_later_and_later(
    database: str, carry: Any, error: Exception, stopped_clock: time_machine.Traveller
) -> None:
    begun: list[int] = []

    def body(job: Job) -> None:
        begun.append(job.attempts)
        raise error

    carry(body)
    ask()
    waits = []
    for _ in range(JOB_TRIES):
        work.run_due()
        waits.append((only().run_after - clock.utc_now()).total_seconds())
        stopped_clock.shift(timedelta(hours=2))

    assert begun == list(range(1, JOB_TRIES + 1))
    assert waits[:-1] == sorted(waits[:-1])
    assert (only().status, only().problem["title"]) == ("failed", type(error).__name__)
    assert work.run_due() == 0


def test_a_fault_fails_at_once_and_says_nothing_of_the_inside(
    database: str, carry: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def body(job: Job) -> None:
        raise ValueError("secret")

    carry(body)
    ask()
    work.run_due()

    assert (only().status, only().problem) == ("failed", {"title": "ValueError"})
    assert "secret" in caplog.text


def test_nobody_else_is_given_a_job_while_its_lease_holds(
    database: str, carry: Any, stopped_clock: time_machine.Traveller
) -> None:
    begun: list[int] = []

    def body(job: Job) -> None:
        begun.append(job.attempts)
        if job.attempts == 1:
            work.run(job.id)  # a second worker
            job.progress(1, 2)
            stopped_clock.shift(LEASE - timedelta(seconds=1))
            work.run(job.id)

    carry(body)
    ask()
    work.run_due()

    assert begun == [1]
    assert only().status == "succeeded"


def test_who_was_too_slow_writes_nothing(
    database: str, carry: Any, stopped_clock: time_machine.Traveller
) -> None:
    """A worker that slept through its lease wakes up when another has done the work."""
    written: list[int] = []

    def body(job: Job) -> None:
        if job.attempts == 1:
            stopped_clock.shift(LEASE + timedelta(seconds=1))
            work.run(job.id)
        with job.transaction() as session:
            session.execute(text("UPDATE job SET progress_done = progress_done + 1"))
        written.append(job.attempts)

    carry(body)
    ask()
    work.run_due()

    assert written == [2]
    assert (only().status, only().progress_done) == ("succeeded", 1)


def test_the_sweep_rings_for_what_nobody_came_for(
    database: str, rung: list[jobs.Asked], stopped_clock: time_machine.Traveller
) -> None:
    ask()
    rung.clear()
    assert work.sweep() == 0
    stopped_clock.shift(timedelta(minutes=1))

    assert work.sweep() == 1
    assert [job.id for job in rung] == [only().id]


def test_what_workers_die_of_is_given_up(
    database: str, rung: list[jobs.Asked], stopped_clock: time_machine.Traveller
) -> None:
    ask()
    job_id: UUID = only().id
    for _ in range(JOB_TRIES):
        now = clock.utc_now()
        with unit_of_work() as session:  # claimed, and then the process is killed
            assert store.claim(session, job_id, now=now, lease_until=now + LEASE)
        stopped_clock.shift(LEASE + timedelta(minutes=1))
        work.sweep()

    assert (only().status, only().problem["title"]) == ("failed", "worker-died")


def test_two_beats_begin_a_round_once(
    database: str, stopped_clock: time_machine.Traveller, rung: list[jobs.Asked]
) -> None:
    rounds = {NAME: timedelta(minutes=15)}
    for _ in range(3):
        work.begin_rounds(rounds, clock.utc_now())
    assert len(rows()) == 1

    stopped_clock.shift(timedelta(hours=9))  # a laptop that slept
    work.begin_rounds(rounds, clock.utc_now())

    assert len(rows()) == len(rung) == 2
