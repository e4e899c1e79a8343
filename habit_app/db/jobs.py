"""Queries on jobs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlmodel import Session, SQLModel

JOB = SQLModel.metadata.tables["job"]


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Waiting and wanted by now, or begun by somebody who did not come back."""
    return or_(
        and_(JOB.c.status == "queued", JOB.c.run_after <= now),
        and_(JOB.c.status == "running", JOB.c.lease_until < now),
    )


def list_due(session: Session, now: datetime, limit: int = 100) -> list[UUID]:
    statement = select(JOB.c.id).where(_is_due(now)).order_by(JOB.c.run_after).limit(limit)
    return list(session.execute(statement).scalars())


def claim(
    session: Session, job_id: UUID, *, now: datetime, lease_until: datetime
) -> Row[Any] | None:
    """Take a job that is due; None when it is not, or somebody else has it."""
    statement = (
        update(JOB)
        .where(JOB.c.id == job_id, _is_due(now))
        .values(status="running", lease_until=lease_until, attempts=JOB.c.attempts + 1)
        .returning(JOB.c.id, JOB.c.name, JOB.c.arguments, JOB.c.attempts)
    )
    return session.execute(statement).one_or_none()


def put_off(session: Session, job_id: UUID, until: datetime) -> None:
    later = {"status": "queued", "run_after": until, "lease_until": None}
    session.execute(update(JOB).where(JOB.c.id == job_id).values(**later))


def finish(
    session: Session, job_id: UUID, now: datetime, *, problem: dict[str, str] | None
) -> None:
    """Close a job. What it was about is forgotten once it is done; of a failed one it is needed."""
    status = "failed" if problem else "succeeded"
    values: dict[str, Any] = {
        "status": status,
        "finished_at": now,
        "lease_until": None,
        "problem": problem,
    }
    if not problem:
        values["arguments"] = {}
    session.execute(update(JOB).where(JOB.c.id == job_id).values(**values))


def purge_jobs(session: Session, before: datetime) -> None:
    session.execute(delete(JOB).where(JOB.c.finished_at < before))
