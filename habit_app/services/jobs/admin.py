"""Use-cases of operators: what runs, what failed, and trying it again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app import __version__, clock
from habit_app.db.queries import jobs as store
from habit_app.db.queries.jobs import JobRow
from habit_app.errors import Conflict, NotFound
from habit_app.services.jobs import health
from habit_app.services.jobs.views import JobStatus
from habit_app.services.shared import audit
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.paging import Page
from habit_app.services.shared.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Process:
    """A background process, and when it last said that it lives."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What an operator looks at first: parts that are missing, and work by its status."""

    version: str
    away: list[str]
    processes: list[Process]
    jobs: dict[str, int]
    oldest_waiting: datetime | None


@dataclass(frozen=True, slots=True)
class AdminJob:
    """A job as operators see it. What it is about is somebody's, and is not shown."""

    id: UUID
    name: str
    key: str | None
    owner_id: UUID | None
    status: JobStatus
    attempts: int
    problem: dict[str, Any] | None
    created_at: datetime
    run_after: datetime
    finished_at: datetime | None


def report(session: Session) -> HealthReport:
    """Say how the background stands."""
    counts, oldest = store.count_jobs(session, clock.utc_now())
    processes = [Process(row.name, row.at) for row in store.list_heartbeats(session)]
    return HealthReport(__version__, health.away(), processes, counts, oldest)


def list_jobs(
    session: Session, *, status: JobStatus | None, skip: int, limit: int
) -> Page[AdminJob]:
    """Return jobs, the newest first; with `status` those that stand so."""
    rows, total = store.page_jobs(session, status=status, skip=skip, limit=limit)
    return Page([_view(row) for row in rows], total, skip, limit)


def retry(session: Session, *, viewer: Viewer, job_id: UUID, origin: Origin) -> AdminJob:
    """Let a job that failed be done again, from its first try on."""
    row = _require(session, job_id)
    if row.status != "failed":
        raise Conflict("Only a job that failed can be tried again.", "job-not-failed")
    store.queue_again(session, job_id, clock.utc_now())
    audit.note(session, "job-retried", user_id=viewer.id, origin=origin, name=row.name)
    return _view(_require(session, job_id))


def _require(session: Session, job_id: UUID) -> JobRow:
    row = store.find_any(session, job_id)
    if row is None:
        raise NotFound("There is no such job.", "job-not-found")
    return row


def _view(row: JobRow) -> AdminJob:
    return AdminJob(
        id=row.id,
        name=row.name,
        key=row.key,
        owner_id=row.owner_id,
        status=row.status,
        attempts=row.attempts,
        problem=row.problem,
        created_at=row.created_at,
        run_after=row.run_after,
        finished_at=row.finished_at,
    )
