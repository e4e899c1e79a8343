"""Columns that many tables share."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Uuid
from sqlmodel import Field
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db.types import UtcDateTime


def key() -> Any:
    """A primary key whose order is the order of creation (UUIDv7)."""
    return Field(default_factory=uuid7, primary_key=True)


def belongs_to(target: str, *, index: bool = False, nullable: bool = False) -> Any:
    """A reference whose rows go when their owner goes."""
    return Field(
        default=None if nullable else ...,
        sa_column=Column(
            Uuid(), ForeignKey(target, ondelete="CASCADE"), index=index, nullable=nullable
        ),
    )


def instant(*, nullable: bool = False) -> Any:
    """An instant in UTC; now by default where it may not be empty."""
    column: Column[Any] = Column(UtcDateTime(), nullable=nullable)
    if nullable:
        return Field(default=None, sa_column=column)
    return Field(default_factory=clock.utc_now, sa_column=column)


__all__ = ["UUID", "belongs_to", "instant", "key"]
