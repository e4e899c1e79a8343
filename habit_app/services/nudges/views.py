"""What REST answers and pages show of nudges."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from habit_app.db.queries.nudges import NudgeStatus
from habit_app.services.predictions.views import ReasonView


@dataclass(frozen=True, slots=True)
class NudgeView:
    """A nudge as its user sees it."""

    id: UUID
    habit_id: UUID
    day: date
    probability: float
    reasons: list[ReasonView]
    text: str
    planned_for: datetime
    status: NudgeStatus
    source: str
