"""What REST answers and pages show of what may be missed next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from habit_app.services.shared.spans import WeekSpan


@dataclass(frozen=True, slots=True)
class ReasonView:
    """What moves a risk: `effect` in log-odds, above 0 towards a miss."""

    factor: str
    effect: float
    text: str


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A habit whose next due unit is likely to be missed, why, and what to try."""

    habit_id: UUID
    title: str
    color: str
    icon: str
    unit: WeekSpan
    probability: float
    band: str
    source: str
    reason: str
    suggestion: str
    reasons: list[ReasonView]


@dataclass(frozen=True, slots=True)
class PredictionView:
    """How likely the next due unit of a habit is to be skipped, by whom that is said, and why."""

    habit_id: UUID
    unit: WeekSpan
    probability: float
    band: str
    source: str
    model_version: int | None
    reasons: list[ReasonView]
    suggestions: list[str]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BandRecord:
    """How often a band was said, and how often the unit was skipped then."""

    band: str
    said: int
    skipped: int


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Predictions that were alike: what they said on average, and the share that was skipped."""

    predicted: float
    observed: float
    n: int


@dataclass(frozen=True, slots=True)
class HabitRecord:
    """How predictable one habit is: `skill` is the share of the error of always saying its
    average that was avoided; None where that cannot be told."""

    habit_id: UUID
    title: str
    said: int
    skipped: int
    brier: float
    skill: float | None


@dataclass(frozen=True, slots=True)
class FactorShare:
    """How much one factor moves a person's risks, in log-odds on average."""

    factor: str
    effect: float


@dataclass(frozen=True, slots=True)
class PredictionRecord:
    """How often the predictions were right.

    `live`: what was really said. `backtest`: what the rules would have said, day by day, knowing
    nothing of what came later; for as long as too little was really said.
    """

    from_: Annotated[date, Field(serialization_alias="from")]
    to: date
    source: Literal["live", "backtest"]
    bands: list[BandRecord]
    reliability: list[ReliabilityBin]
    brier: float | None
    habits: list[HabitRecord]
    factors: list[FactorShare]
