"""A job as its owner sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID


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
    status: Literal["queued", "running", "succeeded", "failed"]
    progress: JobProgress
    result: dict[str, Any] | None
    problem: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None
