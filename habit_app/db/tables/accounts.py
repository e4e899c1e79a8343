"""Users, and what lets them in: sessions, tokens of scripts, links in mails."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, String, Uuid, text
from sqlmodel import Field, SQLModel

from habit_app.db.tables.columns import belongs_to, instant, key
from habit_app.db.types import JsonType


class User(SQLModel, table=True):
    """A person. `email_key` is the address as compared (`email_addresses.key_of`)."""

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("day_start BETWEEN 0 AND 720", name="day_start"),
        CheckConstraint("week_start IN ('monday', 'sunday', 'saturday')", name="week_start"),
        CheckConstraint("role IN ('user', 'admin')", name="role"),
        Index("uq_user_email_key", "email_key", unique=True),
        Index("ix_user_turns_at_timezone_day_start", "turns_at", "timezone", "day_start"),
        Index(
            "ix_user_leaderboard_opt_in",
            "id",
            sqlite_where=text("leaderboard_opt_in = 1"),
            postgresql_where=text("leaderboard_opt_in"),
        ),
    )

    id: UUID = key()
    email: str = Field(sa_column=Column(String(320), nullable=False))
    email_key: str = Field(sa_column=Column(String(320), nullable=False))
    password_hash: str = Field(sa_column=Column(String(200), nullable=False))
    full_name: str = Field(sa_column=Column(String(120), nullable=False))
    display_name: str | None = Field(default=None, sa_column=Column(String(60)))
    avatar_url: str | None = Field(default=None, sa_column=Column(String(500)))
    timezone: str = Field(default="UTC", sa_column=Column(String(64), nullable=False))
    zone_settled: bool = False
    """Whether somebody said where the user lives, or that it may stay as it is."""
    week_start: str = Field(default="monday", sa_column=Column(String(8), nullable=False))
    day_start: int = 0
    locale: str = Field(default="en", sa_column=Column(String(16), nullable=False))
    role: str = Field(default="user", sa_column=Column(String(8), nullable=False))
    is_active: bool = True
    email_confirmed_at: datetime | None = instant(nullable=True)
    quiet_from: str | None = Field(default="22:00", sa_column=Column(String(5)))
    quiet_to: str | None = Field(default="07:00", sa_column=Column(String(5)))
    nudges_enabled: bool = True
    nudge_threshold: float = 0.3
    nudges_per_day: int = 2
    leaderboard_opt_in: bool = False
    weekly_report: bool = True
    trains_model: bool = True
    """Whether the user's history may be among what a model is trained on."""
    onboarding: str = Field(default="new", sa_column=Column(String(8), nullable=False))
    lived_through: date | None = None
    """The latest habit day that had begun when zone or day start last changed."""
    turns_at: datetime = instant()
    """When the user's habits are to be brought to their next day."""
    revision: int = 0
    """Grows with each commit that changes what this user sees."""
    created_at: datetime = instant()
    updated_at: datetime = instant()
    last_login_at: datetime | None = instant(nullable=True)
    delete_after: datetime | None = instant(nullable=True)
    """When an account that its owner deleted goes for good; signing in before undoes it."""


class Session(SQLModel, table=True):
    """One sign-in: a browser's cookie or a script's refresh family. The cookie only as a hash."""

    __tablename__ = "session"

    id: UUID = key()
    user_id: UUID = belongs_to("user.id", index=True)
    cookie_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32), unique=True))
    generation: int = 0
    """Which refresh token of the family is the good one; earlier ones were used."""
    rotated: list[str] = Field(default_factory=list, sa_column=Column(JsonType, nullable=False))
    """The instants of the latest rotations, as far as they still matter."""
    refresh_expires_at: datetime | None = instant(nullable=True)
    client: str = Field(sa_column=Column(String(8), nullable=False))
    user_agent: str = Field(default="", sa_column=Column(String(300), nullable=False))
    ip: str = Field(default="", sa_column=Column(String(45), nullable=False))
    created_at: datetime = instant()
    last_seen_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class AccessToken(SQLModel, table=True):
    """A personal access token: for scripts, until it is taken back. Only its hash is kept."""

    __tablename__ = "access_token"

    id: UUID = key()
    user_id: UUID = belongs_to("user.id", index=True)
    name: str = Field(sa_column=Column(String(80), nullable=False))
    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), unique=True, nullable=False))
    may_write: bool = False
    created_at: datetime = instant()
    last_used_at: datetime | None = instant(nullable=True)
    expires_at: datetime | None = instant(nullable=True)


class MailLink(SQLModel, table=True):
    """A link that works once, for one purpose, until it expires. Only its secret's hash is kept.

    An invitation belongs to nobody yet.
    """

    __tablename__ = "mail_link"

    id: UUID = key()
    user_id: UUID | None = belongs_to("user.id", index=True, nullable=True)
    purpose: str = Field(sa_column=Column(String(20), nullable=False))
    secret_hash: bytes = Field(sa_column=Column(LargeBinary(32), unique=True, nullable=False))
    payload: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonType, nullable=False)
    )
    created_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = instant(nullable=True)


class IdempotencyKey(SQLModel, table=True):
    """What a creating request with this key answered, so that a repetition creates nothing."""

    __tablename__ = "idempotency_key"

    user_id: UUID = Field(
        sa_column=Column(Uuid(), ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    )
    key: str = Field(sa_column=Column(String(200), primary_key=True))
    fingerprint: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    status: int = 0
    location: str | None = Field(default=None, sa_column=Column(String(300)))
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    created_at: datetime = instant()
