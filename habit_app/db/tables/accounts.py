"""Users, and the sessions they are signed in with."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, String, text
from sqlmodel import Field, SQLModel

from habit_app.db.tables.columns import belongs_to, instant, key


class User(SQLModel, table=True):
    """A person. `email_key` is the address as compared: normalised, without regard to case."""

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("day_start BETWEEN 0 AND 720", name="day_start"),
        CheckConstraint("week_start IN ('monday', 'sunday', 'saturday')", name="week_start"),
        CheckConstraint("role IN ('user', 'admin')", name="role"),
        Index(
            "uq_user_email_key",
            "email_key",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
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
    week_start: str = Field(default="monday", sa_column=Column(String(8), nullable=False))
    day_start: int = 0
    locale: str = Field(default="en", sa_column=Column(String(16), nullable=False))
    role: str = Field(default="user", sa_column=Column(String(8), nullable=False))
    is_active: bool = True
    lived_through: date | None = None
    """The latest habit day that had begun when zone or day start last changed."""
    revision: int = 0
    """Grows with each commit that changes what this user sees."""
    created_at: datetime = instant()
    updated_at: datetime = instant()
    last_login_at: datetime | None = instant(nullable=True)
    deleted_at: datetime | None = instant(nullable=True)


class Session(SQLModel, table=True):
    """One sign-in: a browser's cookie or a script's refresh family. Secrets only as hashes."""

    __tablename__ = "session"

    id: UUID = key()
    user_id: UUID = belongs_to("user.id", index=True)
    cookie_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32), unique=True))
    refresh_hash: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32), unique=True))
    previous_refresh_hash: bytes | None = Field(
        default=None, sa_column=Column(LargeBinary(32), unique=True)
    )
    refresh_rotated_at: datetime | None = instant(nullable=True)
    refresh_expires_at: datetime | None = instant(nullable=True)
    client: str = Field(sa_column=Column(String(8), nullable=False))
    user_agent: str = Field(default="", sa_column=Column(String(300), nullable=False))
    ip: str = Field(default="", sa_column=Column(String(45), nullable=False))
    created_at: datetime = instant()
    last_seen_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)
