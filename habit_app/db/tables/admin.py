"""What operators look at: the audit log and the jobs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Uuid
from sqlmodel import Field, SQLModel

from habit_app.db.tables.columns import instant, key
from habit_app.db.types import JsonType


class Audit(SQLModel, table=True):
    """Who did what to whose account. It outlives the people in it; triggers keep it append-only."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_user_id_at", "user_id", "at"),)

    id: UUID = key()
    at: datetime = instant()
    user_id: UUID | None = None
    actor_id: UUID | None = None
    action: str = Field(sa_column=Column(String(40), nullable=False))
    ip: str = Field(default="", sa_column=Column(String(45), nullable=False))
    user_agent: str = Field(default="", sa_column=Column(String(300), nullable=False))
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonType, nullable=False))


class Job(SQLModel, table=True):
    """Work that was asked for. What is to do stands here; the broker only wakes workers for it."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'running', 'succeeded', 'failed')", name="status"),
        Index("ix_job_status_run_after", "status", "run_after"),
        Index("uq_job_key", "key", unique=True),
    )

    id: UUID = key()
    name: str = Field(sa_column=Column(String(60), nullable=False))
    key: str | None = Field(default=None, sa_column=Column(String(160)))
    """What may be asked for only once: a round of the beat, one mail about one week."""
    owner_id: UUID | None = Field(
        default=None,
        sa_column=Column(Uuid(), ForeignKey("user.id", ondelete="CASCADE"), index=True),
    )
    arguments: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JsonType, nullable=False)
    )
    status: str = Field(default="queued", sa_column=Column(String(9), nullable=False))
    run_after: datetime = instant()
    attempts: int = 0
    lease_until: datetime | None = instant(nullable=True)
    progress_done: int = 0
    progress_of: int = 0
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JsonType))
    problem: dict[str, Any] | None = Field(default=None, sa_column=Column(JsonType))
    created_at: datetime = instant()
    finished_at: datetime | None = instant(nullable=True)


class Heartbeat(SQLModel, table=True):
    """When a background process last said that it is alive."""

    __tablename__ = "heartbeat"

    name: str = Field(sa_column=Column(String(120), primary_key=True))
    at: datetime = instant()
