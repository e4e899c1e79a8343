"""Who a use-case acts for: resolved once from the session, never taken from an argument."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from habit_app import clock
from habit_app.domain.calendar import WeekStart, habit_day


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in user, as far as every use-case needs to know."""

    id: UUID
    session_id: UUID | None
    email: str
    full_name: str
    role: str
    timezone: str
    day_start: int
    week_start: WeekStart
    locale: str
    lived_through: date | None = None
    seen_long_ago: bool = False
    """Whether the session's last use should be noted again."""

    def today(self, now: datetime | None = None) -> date:
        """The habit day that is open. It never goes back: a day once lived stays lived."""
        day = habit_day(now or clock.utc_now(), self.timezone, self.day_start)
        return max(day, self.lived_through) if self.lived_through else day
