"""A job as its owner sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from habit_app.db.queries import jobs as store

JobStatus = store.JobStatus


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How many of how many; `of` is 0 until that is known."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class JobView:
    """Work that was asked for, and what came of it."""

    id: UUID
    name: str
    status: JobStatus
    progress: JobProgress
    result: dict[str, Any] | None
    problem: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None
