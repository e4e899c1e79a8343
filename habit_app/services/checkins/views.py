"""What REST answers and pages show of check-ins: frozen view models, never table rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from habit_app.services.habits.views import HabitView


@dataclass(frozen=True, slots=True)
class EntryView:
    """What was recorded on a day, and what it came to."""

    habit_id: UUID
    day: date
    status: str
    value: float | None
    note: str | None
    state: str
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CheckinResult:
    """Answer to a check-in. `entry` is empty after a clear; `applied` is false for a queued
    statement that lost against a newer one about the same day; `badges` names what it won."""

    entry: EntryView | None
    habit: HabitView
    applied: bool = True
    badges: list[str] = field(default_factory=list)
