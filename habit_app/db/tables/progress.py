"""What people reached: their badges, the report of each of their weeks, their score in it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Float, ForeignKey, Index, String, Uuid
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


class Score(SQLModel, table=True):
    """How much of a week somebody on the leaderboard kept: made by a job, read by everybody."""

    __tablename__ = "score"
    __table_args__ = (Index("ix_score_week_score", "week", "score"),)

    user_id: UUID = Field(
        sa_column=Column(Uuid(), ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    )
    week: date = Field(sa_column=Column(Date(), primary_key=True))
    """Its Monday, the same for everybody."""
    due: int = 0
    kept: int = 0
    score: float = Field(default=0.0, sa_column=Column(Float(), nullable=False))
    last_recorded_at: datetime | None = instant(nullable=True)
    """When the last entry that counts was recorded: the earlier goes first among equals."""
    revision: int = 0
    """The user's, when this was made: another one means that something changed since."""
    fresh_until: datetime = instant()
    """When the user's next day begins, and more of the week is over."""
