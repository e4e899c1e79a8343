"""What people are told: by which channels, when, about what, and what became of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Float, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from habit_app.db.tables.columns import belongs_to, instant, key
from habit_app.db.types import JsonType


class Channel(SQLModel, table=True):
    """A way to reach a user outside of the pages. Its address is encrypted, and never read back."""

    __tablename__ = "channel"
    __table_args__ = (
        CheckConstraint("kind IN ('email', 'apprise', 'webhook')", name="kind"),
        Index("ix_channel_user_id", "user_id"),
    )

    id: UUID = key()
    user_id: UUID = belongs_to("user.id")
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    name: str = Field(sa_column=Column(String(80), nullable=False))
    address: bytes | None = Field(default=None, sa_column=Column(LargeBinary()))
    """None: the account's own e-mail address."""
    secret: bytes | None = Field(default=None, sa_column=Column(LargeBinary()))
    """What a webhook's signature is made with, encrypted."""
    enabled: bool = True
    quiet_from: str | None = Field(default=None, sa_column=Column(String(5)))
    quiet_to: str | None = Field(default=None, sa_column=Column(String(5)))
    """Quiet hours of its own. The account's are for nudges; reminders have times of their own."""
    created_at: datetime = instant()
    updated_at: datetime = instant()


class Notification(SQLModel, table=True):
    """Something to tell a user at a time: once, whoever asks for it how often."""

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint("kind IN ('reminder', 'nudge', 'report', 'badge', 'note')", name="kind"),
        CheckConstraint(
            "status IN ('scheduled', 'sending', 'sent', 'failed', 'unknown', 'dismissed', "
            "'suppressed')",
            name="status",
        ),
        Index(
            "uq_notification_user_id_kind_subject_scheduled_for",
            "user_id",
            "kind",
            "subject",
            "scheduled_for",
            unique=True,
        ),
        Index("ix_notification_status_scheduled_for", "status", "scheduled_for"),
        Index("ix_notification_user_id_scheduled_for", "user_id", "scheduled_for"),
        Index("ix_notification_habit_id", "habit_id"),
    )

    id: UUID = key()
    user_id: UUID = belongs_to("user.id")
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    subject: str = Field(sa_column=Column(String(80), nullable=False))
    """What it is about: habit, day and time of a reminder, a nudge, a week, a badge."""
    scheduled_for: datetime = instant()
    habit_id: UUID | None = belongs_to("habit.id", nullable=True)
    day: date | None = None
    """The habit day it belongs to, so that acting on it after midnight counts for that day."""
    title: str = Field(default="", sa_column=Column(String(160), nullable=False))
    body: str = Field(default="", sa_column=Column(String(1000), nullable=False))
    """Words that were given; empty for what is put into words when it is shown."""
    payload: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonType, nullable=False)
    )
    channels: list[str] | None = Field(default=None, sa_column=Column(JsonType))
    """Ids of the channels that were asked for; None: every one that is enabled."""
    status: str = Field(default="scheduled", sa_column=Column(String(10), nullable=False))
    reason: str | None = Field(default=None, sa_column=Column(String(40)))
    """Why it was suppressed or failed, as a code."""
    used: list[str] = Field(default_factory=list, sa_column=Column(JsonType, nullable=False))
    """The links of its messages that were used up."""
    created_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    seen_at: datetime | None = instant(nullable=True)
    dismissed_at: datetime | None = instant(nullable=True)


class Delivery(SQLModel, table=True):
    """Handing a notification to one channel: claimed before it is sent.

    Only what certainly did not arrive is tried again; what may have arrived is `unknown`.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(
            "status IN ('waiting', 'sending', 'sent', 'failed', 'unknown')", name="status"
        ),
        Index(
            "uq_delivery_notification_id_channel_id", "notification_id", "channel_id", unique=True
        ),
        Index("ix_delivery_status_way_due_at", "status", "way", "due_at"),
        CheckConstraint("way IN ('mail', 'call')", name="way"),
    )

    id: UUID = key()
    notification_id: UUID = belongs_to("notification.id")
    channel_id: UUID = belongs_to("channel.id", index=True)
    way: str = Field(sa_column=Column(String(4), nullable=False, server_default="mail"))
    """How its channel is reached, so that mail never waits for somebody's server."""
    ends_at: datetime | None = instant(nullable=True)
    """From when on it is too late to send it."""
    status: str = Field(default="waiting", sa_column=Column(String(7), nullable=False))
    attempts: int = 0
    problem: str | None = Field(default=None, sa_column=Column(String(300)))
    due_at: datetime = instant()
    """When it is to be tried; of one that is being sent, when it was claimed."""
    answered_at: datetime | None = instant(nullable=True)


class Nudge(SQLModel, table=True):
    """A word about a habit that is likely to be missed on a day; some are held out to compare."""

    __tablename__ = "nudge"
    __table_args__ = (
        CheckConstraint(
            "status IN ('planned', 'sent', 'held_out', 'dismissed', 'acted', 'suppressed')",
            name="status",
        ),
        Index("uq_nudge_habit_id_day", "habit_id", "day", unique=True),
        Index("ix_nudge_user_id_day", "user_id", "day"),
        Index("ix_nudge_day_status", "day", "status"),
    )

    id: UUID = key()
    user_id: UUID = belongs_to("user.id")
    habit_id: UUID = belongs_to("habit.id")
    day: date
    probability: float = Field(sa_column=Column(Float(), nullable=False))
    source: str = Field(default="rules", sa_column=Column(String(10), nullable=False))
    reasons: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JsonType, nullable=False)
    )
    wording: int = 0
    """Which of the templates says it; never the same twice in a row for a habit."""
    propensity: float = Field(default=1.0, sa_column=Column(Float(), nullable=False))
    """The chance that it was sent rather than held out."""
    planned_for: datetime = instant()
    status: str = Field(default="planned", sa_column=Column(String(10), nullable=False))
    held_out: bool = False
    """Whether it was chosen for the comparison, whatever became of it since."""
    acted_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()
