"""Carrying out jobs: claim one by lease, do it, mark it, try again what may work later."""

import logging
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app import clock, jobs
from habit_app.db.queries import jobs as store
from habit_app.db.queries.jobs import JobRow
from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import AppError, NotFound
from habit_app.request_ids import begin_request
from habit_app.services.jobs.views import JobProgress, JobView
from habit_app.services.shared.failures import TRANSIENT
from habit_app.services.shared.viewers import Viewer

LEASE = timedelta(minutes=5)
"""Time: for which nobody else is given a job that somebody took; `Job.progress` takes it anew."""
JOB_TRIES = 8
"""Times: that a job is tried before it is given up."""
LEFT_BEHIND = timedelta(seconds=20)
"""Time: that a job may wait for a worker that heard the bell before it is rung again."""

logger = logging.getLogger(__name__)


class LeaseLostError(Exception):
    """Somebody else was given the job meanwhile, so what was done here must not count."""


@dataclass(slots=True)
class Job:
    """A claimed job, as its work sees it."""

    id: UUID
    name: str
    owner_id: UUID | None
    arguments: dict[str, str]
    attempts: int
    result: dict[str, Any] | None = None
    done: bool = field(default=False, init=False)

    def uuid(self, name: str) -> UUID:
        return UUID(self.arguments[name])

    def day(self, name: str) -> date:
        return date.fromisoformat(self.arguments[name])

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A unit of work whose commit is the end of the job, too."""
        with unit_of_work() as session:
            yield session
            self._change(session, _finished(self.result))
        self.done = True

    def progress(self, done: int, of: int) -> None:
        """Say how far it is, and take the lease anew."""
        until = clock.utc_now() + LEASE
        with unit_of_work() as session:
            self._change(session, {"progress_done": done, "progress_of": of, "lease_until": until})

    def close(self, *, problem: dict[str, str] | None = None) -> None:
        with unit_of_work() as session:
            self._change(session, _failed(problem) if problem else _finished(self.result))

    def put_off(self, seconds: float) -> None:
        later = clock.utc_now() + timedelta(seconds=seconds)
        with unit_of_work() as session:
            self._change(session, {"status": "queued", "run_after": later, "lease_until": None})

    def _change(self, session: Session, values: dict[str, Any]) -> None:
        if not store.change_claimed(session, self.id, self.attempts, values):
            raise LeaseLostError(self.name)


def _finished(result: dict[str, Any] | None) -> dict[str, Any]:
    """What it was about is forgotten once it is done; of a failed one it is needed."""
    now = clock.utc_now()
    end = {"status": "succeeded", "finished_at": now, "lease_until": None, "problem": None}
    return {**end, "result": result, "arguments": {}}


def _failed(problem: dict[str, str]) -> dict[str, Any]:
    now = clock.utc_now()
    return {"status": "failed", "finished_at": now, "lease_until": None, "problem": problem}


WORK: dict[str, Callable[[Job], None]] = {}
"""Every job by its name; the modules of `worker` fill it."""


def run(job_id: UUID) -> None:
    """Do one job, if it is due and nobody else has it."""
    job = _claim(job_id)
    if job is None:
        return
    begin_request(f"job-{job.id.hex}")
    try:
        WORK[job.name](job)
        if not job.done:
            job.close()
    except LeaseLostError:
        logger.warning("Job %s (%s) took longer than its lease", job.name, job.id)
    except TRANSIENT as error:
        _put_off(job, error)
    except AppError as refusal:
        logger.warning("Job %s (%s) was refused: %s", job.name, job.id, refusal.message)
        job.close(problem=_problem(refusal))
    except Exception as error:
        logger.exception("Job %s (%s) failed", job.name, job.id)
        job.close(problem=_problem(error))


def _claim(job_id: UUID) -> Job | None:
    now = clock.utc_now()
    with unit_of_work() as session:
        row = store.claim(session, job_id, now=now, lease_until=now + LEASE)
    return Job(**row._asdict()) if row else None


def _problem(error: Exception) -> dict[str, str]:
    """What the owner and the admin page are told: a refusal's own words, else only its kind."""
    if isinstance(error, AppError):
        return {"title": error.code, "detail": error.message}
    return {"title": type(error).__name__}


def _put_off(job: Job, error: Exception) -> None:
    """Try again later, each time longer, with jitter, so not all at once; or let it fail."""
    if job.attempts >= JOB_TRIES:
        logger.error("Job %s (%s) failed for good: %s", job.name, job.id, error)
        job.close(problem=_problem(error))
        return
    seconds = 15 * 2**job.attempts * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, no secret
    logger.warning("Job %s will be tried again in %.0f s: %s", job.id, seconds, error)
    job.put_off(seconds)


def sweep() -> int:
    """Ring again for jobs that no worker took, fail those that workers die of; return how many."""
    now = clock.utc_now()
    with read_only() as session:
        waiting = store.list_due(session, now - LEFT_BEHIND)
    jobs.ring(waiting)
    died = {"title": "worker-died", "detail": "Its worker ended before it was done, again."}
    with unit_of_work() as session:
        if given_up := store.fail_abandoned(session, now, JOB_TRIES, died):
            logger.error("%d jobs were given up: their workers died", given_up)
    return len(waiting)


def run_due() -> int:
    """Do everything that is due, what a killed process left behind with it; return how many."""
    done = 0
    while asked := _due():
        for job in asked:
            run(job.id)
            done += 1
    return done


def _due() -> list[jobs.Asked]:
    with read_only() as session:
        return store.list_due(session, clock.utc_now())


def find(session: Session, *, viewer: Viewer, job_id: UUID) -> JobView:
    """Return one of the viewer's own jobs."""
    row = store.find_job(session, viewer.id, job_id)
    if row is None:
        raise NotFound("There is no such job.", "job-not-found")
    return _view(row)


def find_waiting(session: Session, name: str, *, owner_id: UUID) -> JobView | None:
    """Return somebody's own job of this name that is not over yet."""
    row = store.find_waiting(session, owner_id, name)
    return _view(row) if row else None


def _view(row: JobRow) -> JobView:
    return JobView(
        id=row.id,
        name=row.name,
        status=row.status,
        progress=JobProgress(row.progress_done, row.progress_of),
        result=row.result,
        problem=row.problem,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def new_view(job_id: UUID, name: str) -> JobView:
    """A job that is asked for in the transaction at hand."""
    return JobView(job_id, name, "queued", JobProgress(0, 0), None, None, clock.utc_now(), None)


def begin_rounds(rounds: Mapping[str, timedelta], now: datetime) -> None:
    """Ask for each round whose time has come: once in its interval, however many beats there are.

    A machine that slept begins the rounds that it missed at the first tick after waking.
    """
    with unit_of_work() as session:
        for name, every in rounds.items():
            slot = int(now.timestamp() // every.total_seconds())
            jobs.ask(session, name, key=f"{name}@{slot}")
