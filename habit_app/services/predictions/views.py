"""What REST answers and pages show of what may be missed next."""

from dataclasses import dataclass
from uuid import UUID

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
