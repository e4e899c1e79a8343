"""Queries on jobs, and on the heartbeats of those who carry them out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true, update
from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db.dialect import insert_new, insert_over, is_postgresql
from habit_app.db.rows import columns_of, one_or_none
from habit_app.db.tables import metadata
from habit_app.jobs import Asked, JobRequest

JOB, HEARTBEAT = metadata.tables["job"], metadata.tables["heartbeat"]

JobStatus = Literal["queued", "running", "succeeded", "failed"]


class JobRow(NamedTuple):
    """A job (`db.tables.admin.Job`), as far as people are told of it."""

    id: UUID
    name: str
    key: str | None
    owner_id: UUID | None
    status: JobStatus
    run_after: datetime
    attempts: int
    progress_done: int
    progress_of: int
    result: dict[str, Any] | None
    problem: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None


class ClaimedJobRow(NamedTuple):
    """What doing a job takes."""

    id: UUID
    name: str
    owner_id: UUID | None
    arguments: dict[str, str]
    attempts: int


class HeartbeatRow(NamedTuple):
    """A background process, and when it last said that it lives."""

    name: str
    at: datetime


def put_jobs(session: Session, wanted: Iterable[JobRequest]) -> list[Asked]:
    """Write jobs; those whose key is known already are not asked for again."""
    now = clock.utc_now()
    rows = [
        {
            "id": request.id or uuid7(),
            "name": request.name,
            "key": request.key,
            "owner_id": request.owner_id,
            "arguments": request.arguments,
            "status": "queued",
            "run_after": request.run_after or now,
            "attempts": 0,
            "progress_done": 0,
            "progress_of": 0,
            "created_at": now,
        }
        for request in wanted
    ]
    if not rows:
        return []
    statement = insert_new(session, JOB).returning(JOB.c.id, JOB.c.name, JOB.c.run_after)
    written = session.execute(statement, rows)
    return [Asked(row.id, row.name) for row in written if row.run_after <= now]


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Waiting and wanted by now, or begun by somebody who did not come back."""
    return or_(
        and_(JOB.c.status == "queued", JOB.c.run_after <= now),
        and_(JOB.c.status == "running", JOB.c.lease_until < now),
    )


def list_due(session: Session, now: datetime, limit: int = 1000) -> list[Asked]:
    statement = (
        select(JOB.c.id, JOB.c.name).where(_is_due(now)).order_by(JOB.c.run_after).limit(limit)
    )
    return [Asked(row.id, row.name) for row in session.execute(statement)]


def claim(
    session: Session, job_id: UUID, *, now: datetime, lease_until: datetime
) -> ClaimedJobRow | None:
    """Take a job that is due; None when it is not, or somebody else has it."""
    statement = (
        update(JOB)
        .where(JOB.c.id == job_id, _is_due(now))
        .values(status="running", lease_until=lease_until, attempts=JOB.c.attempts + 1)
        .returning(*columns_of(ClaimedJobRow, JOB))
    )
    return one_or_none(ClaimedJobRow, session.execute(statement))


def change_claimed(
    session: Session, job_id: UUID, attempts: int, values: Mapping[str, Any]
) -> bool:
    """Change a job as the one who claimed it; False when somebody else has claimed it since."""
    mine = (JOB.c.id == job_id, JOB.c.attempts == attempts, JOB.c.status == "running")
    changed = session.execute(update(JOB).where(*mine).values(**values).returning(JOB.c.id))
    return changed.one_or_none() is not None


def fail_abandoned(session: Session, now: datetime, tries: int, problem: Mapping[str, str]) -> int:
    """Give up on jobs whose workers died too often; return how many."""
    given_up = (
        update(JOB)
        .where(JOB.c.status == "running", JOB.c.lease_until < now, JOB.c.attempts >= tries)
        .values(status="failed", finished_at=now, lease_until=None, problem=problem)
        .returning(JOB.c.id)
    )
    return len(session.execute(given_up).all())


def find_job(session: Session, owner_id: UUID, job_id: UUID) -> JobRow | None:
    mine = (JOB.c.id == job_id, JOB.c.owner_id == owner_id)
    return one_or_none(JobRow, session.execute(_JOBS.where(*mine)))


def find_waiting(session: Session, owner_id: UUID, name: str) -> JobRow | None:
    """Return the newest of somebody's jobs of a name that is queued or running."""
    mine = (JOB.c.owner_id == owner_id, JOB.c.name == name)
    waiting = JOB.c.status.in_(("queued", "running"))
    newest = _JOBS.where(*mine, waiting).order_by(JOB.c.id.desc()).limit(1)
    return one_or_none(JobRow, session.execute(newest))


def find_any(session: Session, job_id: UUID) -> JobRow | None:
    """Return a job of anybody, for operators."""
    return one_or_none(JobRow, session.execute(_JOBS.where(JOB.c.id == job_id)))


_JOBS = select(*columns_of(JobRow, JOB))


def count_open(session: Session, name: str, now: datetime, *, leased_beyond: datetime) -> int:
    """How many jobs of a name are due, or being done by somebody whose lease goes that far."""
    due = (JOB.c.status == "queued") & (JOB.c.run_after <= now)
    running = (JOB.c.status == "running") & (JOB.c.lease_until > leased_beyond)
    still = (JOB.c.name == name, due | running)
    count: int = session.execute(select(func.count()).where(*still)).scalar_one()
    return count


def page_jobs(
    session: Session, *, status: str | None, skip: int, limit: int
) -> tuple[list[JobRow], int]:
    """Return one page of all jobs, the newest first, and how many there are."""
    wanted = JOB.c.status == status if status else true()
    statement = _JOBS.where(wanted).order_by(JOB.c.id.desc()).offset(skip).limit(limit)
    total = select(func.count()).select_from(JOB).where(wanted)
    found = [JobRow._make(row) for row in session.execute(statement)]
    return found, session.execute(total).scalar_one()


def count_jobs(session: Session, now: datetime) -> tuple[dict[str, int], datetime | None]:
    """Return how many jobs there are by status, and since when the oldest one is due."""
    counted = session.execute(
        select(JOB.c.status, func.count().label("number")).group_by(JOB.c.status)
    )
    oldest = select(func.min(JOB.c.run_after)).where(_is_due(now))
    return {row.status: row.number for row in counted}, session.execute(oldest).scalar_one()


def queue_again(session: Session, job_id: UUID, now: datetime) -> None:
    """Let a job begin anew."""
    anew = {"status": "queued", "run_after": now, "attempts": 0, "finished_at": None}
    session.execute(update(JOB).where(JOB.c.id == job_id).values(**anew, problem=None))


def purge_jobs(session: Session, before: datetime, rounds_before: datetime) -> None:
    """Forget finished jobs; rounds of the beat, of which there are many, sooner."""
    session.execute(delete(JOB).where(JOB.c.finished_at < before))
    session.execute(
        delete(JOB).where(
            JOB.c.status == "succeeded",
            JOB.c.key.is_not(None),
            JOB.c.owner_id.is_(None),
            JOB.c.finished_at < rounds_before,
        )
    )


def put_heartbeat(session: Session, name: str, now: datetime) -> None:
    put = insert_over(HEARTBEAT, "name", on_postgresql=is_postgresql(session))
    session.execute(put, {"name": name, "at": now})


def list_heartbeats(session: Session) -> list[HeartbeatRow]:
    statement = select(*columns_of(HeartbeatRow, HEARTBEAT))
    return [HeartbeatRow._make(row) for row in session.execute(statement)]


def purge_heartbeats(session: Session, before: datetime) -> None:
    session.execute(delete(HEARTBEAT).where(HEARTBEAT.c.at < before))
