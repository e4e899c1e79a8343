"""What was foretold of habits, and the models that foretold it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    Uuid,
)
from sqlmodel import Field, SQLModel

from habit_app.db.tables.columns import belongs_to, instant
from habit_app.db.types import JsonType


class Prediction(SQLModel, table=True):
    """How likely a due unit of a habit is to be skipped, and later what became of it.

    The latest word is shown; the first word on a unit (`said`) is what is compared with its
    outcome, because it was given when the unit began.
    """

    __tablename__ = "prediction"
    __table_args__ = (
        Index("ix_prediction_user_id_last_day", "user_id", "last_day"),
        Index("ix_prediction_last_day", "last_day"),
        {"sqlite_with_rowid": False},
    )

    habit_id: UUID = Field(
        sa_column=Column(Uuid(), ForeignKey("habit.id", ondelete="CASCADE"), primary_key=True)
    )
    first_day: date = Field(sa_column=Column(Date(), primary_key=True))
    last_day: date
    user_id: UUID = belongs_to("user.id")
    probability: float = Field(sa_column=Column(Float(), nullable=False))
    source: str = Field(sa_column=Column(String(10), nullable=False))
    model_version: int | None = None
    """The version that said it; empty where the rules did as they come."""
    reasons: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JsonType, nullable=False)
    )
    """What moves it, as numbers: words are found when somebody reads it, in their language."""
    is_stale: bool = False
    """Whether something that it rests on has changed since."""
    made_at: datetime = instant()
    said: float = Field(sa_column=Column(Float(), nullable=False))
    said_by: int | None = None
    said_by_rules: float = Field(sa_column=Column(Float(), nullable=False))
    """What the rules said at the same time, to hold the model against."""
    kept: bool | None = None
    """What became of the unit; empty while it is open, and where nothing was asked after all."""


class Model(SQLModel, table=True):
    """One version of what foretells: its numbers, what it was trained on, how good it is.

    A version of the stage `rules` is their calibration on this installation's own past.
    """

    __tablename__ = "model"
    __table_args__ = (
        CheckConstraint("stage IN ('rules', 'scorecard', 'blend')", name="stage"),
        CheckConstraint("status IN ('candidate', 'active', 'retired', 'rejected')", name="status"),
        Index("ix_model_status", "status"),
    )

    version: int = Field(primary_key=True)
    stage: str = Field(sa_column=Column(String(10), nullable=False))
    status: str = Field(sa_column=Column(String(9), nullable=False))
    created_at: datetime = instant()
    activated_at: datetime | None = instant(nullable=True)
    trained_from: date
    trained_to: date
    units: int = 0
    people: int = 0
    card: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonType, nullable=False))
    """Metrics with their intervals, slices, baselines, reliability: what the admin page shows."""
    failed: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JsonType, nullable=False)
    )
    """The rules of the gate that it did not pass, with their numbers."""
    parameters: str = Field(sa_column=Column(Text(), nullable=False))
    """Calibration, scorecard, features and their order, as JSON text, exactly as it was hashed."""
    trees: str | None = Field(default=None, sa_column=Column(Text()))
    """LightGBM's text format; only ever what this installation trained itself."""
    sha256: str = Field(sa_column=Column(String(64), nullable=False))
    """Of `parameters` and `trees`: a model is loaded only while it is what was trained."""


class ModelDay(SQLModel, table=True):
    """How a day's predictions of one version compare with what happened."""

    __tablename__ = "model_day"

    day: date = Field(sa_column=Column(Date(), primary_key=True))
    model_version: int = Field(sa_column=Column(Integer(), primary_key=True))
    """0: the rules as they come."""
    units: int = 0
    skipped: int = 0
    predicted: float = Field(sa_column=Column(Float(), nullable=False))
    """The sum of the probabilities."""
    variance: float = Field(sa_column=Column(Float(), nullable=False))
    """The sum of p·(1 - p): how far chance alone moves `skipped`."""
    log_loss: float = Field(sa_column=Column(Float(), nullable=False))
    """Sums, in nats; of the rules on the same units beside it."""
    log_loss_of_rules: float = Field(sa_column=Column(Float(), nullable=False))
    brier: float = Field(sa_column=Column(Float(), nullable=False))
