"""What REST answers and pages show of badges."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BadgeProgress:
    """How much of what a badge takes is there; all of it once it is won."""

    now: int
    of: int


@dataclass(frozen=True, slots=True)
class BadgeView:
    """A badge: won when and by which habit, or how far it is."""

    code: str
    title: str
    text: str
    unlocked_at: datetime | None
    habit_id: UUID | None
    habit_title: str | None
    progress: BadgeProgress
