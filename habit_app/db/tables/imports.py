"""Imports: what was read, what it would do, what it did."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, LargeBinary, String
from sqlmodel import Field, SQLModel

from habit_app.db.tables.columns import belongs_to, instant, key
from habit_app.db.types import JsonType


class ImportRun(SQLModel, table=True):
    """One uploaded file. `payload` holds its bytes from the dry run to the commit.

    From then on it holds what takes the import back, until the next one."""

    __tablename__ = "import_run"
    __table_args__ = (CheckConstraint("status IN ('dry_run', 'imported')", name="status"),)

    id: UUID = key()
    owner_id: UUID = belongs_to("user.id", index=True)
    format: str = Field(sa_column=Column(String(20), nullable=False))
    status: str = Field(sa_column=Column(String(8), nullable=False))
    report: dict[str, Any] = Field(sa_column=Column(JsonType, nullable=False))
    payload: bytes | None = Field(default=None, sa_column=Column(LargeBinary()))
    created_at: datetime = instant()
