"""Habits, what they ask for, what happened on each day, and the cache of now."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    Uuid,
    false,
    text,
)
from sqlmodel import Field, SQLModel

from habit_app.db.tables.columns import belongs_to, instant, key
from habit_app.db.types import JsonType

FROM_EVER = date.min
"""`valid_from` of a habit's first version."""

EARLY = "local_minute >= 240 AND local_minute < 480 AND status = 'done' AND source <> 'import'"
"""Statements of early birds. In these words, or SQLite does not find their index."""

HAS_REMINDER = text("next_reminder_at IS NOT NULL")


class Habit(SQLModel, table=True):
    """A habit with its cache of *now*: what the domain says of `as_of`, and its last fold.

    Numbers that dates alone decide are true of `as_of`; the fold's state, and what only the fold
    knows, of `folded_through`, which may be earlier: nothing was recorded since.
    """

    __tablename__ = "habit"
    __table_args__ = (
        CheckConstraint("kind IN ('binary', 'numeric')", name="kind"),
        CheckConstraint("(chain_id IS NULL) = (chain_position IS NULL)", name="chain"),
        Index("ix_habit_owner_id_position", "owner_id", "position"),
        Index("uq_habit_owner_id_origin", "owner_id", "origin", unique=True),
        Index(
            "ix_habit_next_reminder_at",
            "next_reminder_at",
            sqlite_where=HAS_REMINDER,
            postgresql_where=HAS_REMINDER,
        ),
    )

    id: UUID = key()
    owner_id: UUID = belongs_to("user.id")
    title: str = Field(sa_column=Column(String(120), nullable=False))
    description: str | None = Field(default=None, sa_column=Column(String(2000)))
    category: str | None = Field(default=None, sa_column=Column(String(40)))
    color: str = Field(default="jade", sa_column=Column(String(12), nullable=False))
    icon: str = Field(default="sprout", sa_column=Column(String(40), nullable=False))
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    unit: str | None = Field(default=None, sa_column=Column(String(40)))
    time_of_day: str = Field(default="anytime", sa_column=Column(String(12), nullable=False))
    reminder_times: list[str] = Field(
        default_factory=list, sa_column=Column(JsonType, nullable=False)
    )
    reminder_days: list[str] | None = Field(default=None, sa_column=Column(JsonType))
    """The weekdays (mon…sun) on which it reminds. None: on every day."""
    next_reminder_at: datetime | None = instant(nullable=True)
    """When the next of its reminders is to be scheduled; None: there is none."""
    start_date: date
    end_date: date | None = None
    position: int = 0
    chain_id: UUID | None = Field(default=None, sa_column=Column(Uuid(), index=True))
    chain_position: int | None = None
    chain_since: date | None = None
    """Its owner's day on which the chain got the links that it has."""
    origin: str | None = Field(default=None, sa_column=Column(String(120)))
    """Where an imported habit came from, so that importing again finds it: `loop:<uuid>`."""
    archived_at: datetime | None = instant(nullable=True)
    deleted_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()
    updated_at: datetime = instant()

    as_of: date
    moves_on: date | None = None
    """From this day on dates alone do not decide: the habit has to be folded. None: they do."""
    streak: int = 0
    streak_unit: str = Field(default="day", sa_column=Column(String(5), nullable=False))
    streak_alive_through: date | None = None
    streak_grows_through: date | None = None
    """Each day through this one adds one to the streak by itself. None: it does not grow so."""
    completed_through: date | None = None
    longest_length: int = 0
    longest_unit: str | None = Field(default=None, sa_column=Column(String(5)))
    longest_first: date | None = None
    longest_last: date | None = None
    folded_through: date
    strength: float = Field(default=0.0, sa_column=Column(Float(), nullable=False))
    state: str = Field(default="", sa_column=Column(Text(), nullable=False))
    """The fold's state with `folded_through` closed, from which a read folds on."""
    standing: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JsonType, nullable=False)
    )
    """How that day itself stands, with the two weeks before it: what only pages show."""
    last_completed: datetime | None = instant(nullable=True)
    last_day: date | None = None
    logs: int = 0
    """How many of its entries are done or partial: each check-in adds to it instead of counting."""


class HabitVersion(SQLModel, table=True):
    """What a habit asked for from a day on; an edit adds a version and rewrites no past."""

    __tablename__ = "habit_version"
    __table_args__ = (
        CheckConstraint("target >= 0", name="target"),
        CheckConstraint("direction IN ('at_least', 'at_most')", name="direction"),
        Index("uq_habit_version_habit_id_valid_from", "habit_id", "valid_from", unique=True),
    )

    id: UUID = key()
    habit_id: UUID = belongs_to("habit.id")
    valid_from: date
    schedule: dict[str, Any] = Field(sa_column=Column(JsonType, nullable=False))
    target: int = Field(sa_column=Column(BigInteger(), nullable=False))
    direction: str = Field(sa_column=Column(String(8), nullable=False))
    created_at: datetime = instant()


class Entry(SQLModel, table=True):
    """The latest word about a habit on a day. Values are thousandths."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("status IN ('done', 'slip', 'skip', 'no', 'note')", name="status"),
        CheckConstraint("value IS NULL OR value >= 0", name="value"),
        {"sqlite_with_rowid": False},
    )

    habit_id: UUID = Field(
        sa_column=Column(Uuid(), ForeignKey("habit.id", ondelete="CASCADE"), primary_key=True)
    )
    day: date = Field(sa_column=Column(Date(), primary_key=True))
    status: str = Field(sa_column=Column(String(5), nullable=False))
    value: int | None = Field(default=None, sa_column=Column(BigInteger()))
    note: str | None = Field(default=None, sa_column=Column(String(1000)))
    source: str = Field(sa_column=Column(String(12), nullable=False))
    recorded_at: datetime = instant()


class EntryLog(SQLModel, table=True):
    """Every statement as it was made, append-only: for undo, replays, usual hours, training."""

    __tablename__ = "entry_log"
    __table_args__ = (
        CheckConstraint("status IN ('done', 'slip', 'skip', 'no', 'note', 'clear')", name="status"),
        Index("ix_entry_log_habit_id_day", "habit_id", "day"),
        Index("uq_entry_log_habit_id_op_id", "habit_id", "op_id", unique=True),
        Index(
            "ix_entry_log_early",
            "habit_id",
            "day",
            sqlite_where=text(EARLY),
            postgresql_where=text(EARLY),
        ),
    )

    id: UUID = key()
    habit_id: UUID = belongs_to("habit.id")
    day: date
    status: str = Field(sa_column=Column(String(5), nullable=False))
    value: int | None = Field(default=None, sa_column=Column(BigInteger()))
    note: str | None = Field(default=None, sa_column=Column(String(1000)))
    recorded_at: datetime = instant()
    made_at: datetime = instant()
    """When the user said it: earlier than `recorded_at` for a tap that waited in a queue."""
    local_minute: int = Field(sa_column=Column(SmallInteger(), nullable=False))
    timezone: str = Field(sa_column=Column(String(64), nullable=False))
    source: str = Field(sa_column=Column(String(12), nullable=False))
    created: bool = False
    """Whether the day had no entry before: a replay answers as the first time."""
    took_back: bool = Field(
        default=False, sa_column=Column(Boolean(), nullable=False, server_default=false())
    )
    """Whether it took back what was said before, which can then be brought again."""
    op_id: UUID | None = Field(default=None, sa_column=Column(Uuid()))


class Checkpoint(SQLModel, table=True):
    """The fold's state at the end of a month, so that a check-in never reads far back."""

    __tablename__ = "checkpoint"
    __table_args__ = ({"sqlite_with_rowid": False},)

    habit_id: UUID = Field(
        sa_column=Column(Uuid(), ForeignKey("habit.id", ondelete="CASCADE"), primary_key=True)
    )
    day: date = Field(sa_column=Column(Date(), primary_key=True))
    state: str = Field(sa_column=Column(Text(), nullable=False))


class Pause(SQLModel, table=True):
    """Days on which nothing is asked: of one habit, or of all where `habit_id` is empty.

    Archiving and deleting a habit leave one, too, so that coming back costs no streak.
    """

    __tablename__ = "pause"
    __table_args__ = (
        CheckConstraint("kind IN ('pause', 'archive', 'delete')", name="kind"),
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
        Index("ix_pause_owner_id_first_day", "owner_id", "first_day"),
    )

    id: UUID = key()
    owner_id: UUID = belongs_to("user.id")
    habit_id: UUID | None = belongs_to("habit.id", index=True, nullable=True)
    kind: str = Field(default="pause", sa_column=Column(String(8), nullable=False))
    first_day: date
    last_day: date | None = None
    reason: str | None = Field(default=None, sa_column=Column(String(200)))
    created_at: datetime = instant()
