"""What people reached: their badges, and the report of each of their weeks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, String, Uuid
from sqlmodel import Field, SQLModel

from habit_app.db.tables.columns import belongs_to, instant, key
from habit_app.db.types import JsonType


class Badge(SQLModel, table=True):
    """A badge that was unlocked: once, and for ever, even when its habit is gone."""

    __tablename__ = "badge"
    __table_args__ = (Index("uq_badge_user_id_code", "user_id", "code", unique=True),)

    id: UUID = key()
    user_id: UUID = belongs_to("user.id")
    code: str = Field(sa_column=Column(String(20), nullable=False))
    habit_id: UUID | None = Field(
        default=None,
        sa_column=Column(Uuid(), ForeignKey("habit.id", ondelete="SET NULL"), index=True),
    )
    unlocked_at: datetime = instant()
    seen_at: datetime | None = instant(nullable=True)
    """When its owner was shown it: it is celebrated once."""


class Report(SQLModel, table=True):
    """What a user's week was, as it was told them."""

    __tablename__ = "report"
    __table_args__ = (Index("uq_report_user_id_week", "user_id", "week", unique=True),)

    id: UUID = key()
    user_id: UUID = belongs_to("user.id")
    week: date
    """Its first day, by the user's own week start."""
    content: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonType, nullable=False)
    )
    created_at: datetime = instant()
    mailed_at: datetime | None = instant(nullable=True)
    """When somebody took its mail to be sent: it goes out at most once."""
