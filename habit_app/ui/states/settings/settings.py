"""State of the settings page: the profile as it is stored. What is changed goes to the API."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from habit_app.services.accounts import profiles
from habit_app.services.accounts.views import UserView
from habit_app.text.formats import region_of, whole_percent
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Loading


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile in the form of the page's fields."""

    full_name: str = ""
    display_name: str = ""
    locale: str = "en"
    email: str = ""
    email_confirmed: bool = False
    timezone: str = ""
    week_start: str = "monday"
    day_start: int = 0
    day_start_clock: str = ""
    quiet_from: str = ""
    quiet_to: str = ""
    nudges: bool = False
    threshold: str = ""
    per_day: str = ""
    weekly_report: bool = False
    trains_model: bool = False
    leaderboard: bool = False


class SettingsState(Loading, rx.State):
    """The profile, and the day that follows from it."""

    _requires: ClassVar[str] = "user"

    profile: Profile = Profile()
    day: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the profile; also after every change."""
        with self._reading():
            viewer = await self._viewer_now()
            user = await look(profiles.me, viewer=viewer)
            self.profile, self.day = _shown(user), viewer.today().isoformat()


def _shown(user: UserView) -> Profile:
    return Profile(
        full_name=user.full_name,
        display_name=user.display_name or "",
        locale=region_of(user.locale),
        email=user.email,
        email_confirmed=user.email_confirmed,
        timezone=user.timezone,
        week_start=user.week_start,
        day_start=user.day_start,
        day_start_clock=f"{user.day_start // 60:02}:{user.day_start % 60:02}",
        quiet_from=user.quiet_hours.from_ if user.quiet_hours else "",
        quiet_to=user.quiet_hours.to if user.quiet_hours else "",
        nudges=user.nudges.enabled,
        threshold=str(whole_percent(user.nudges.threshold)),
        per_day=str(user.nudges.per_day),
        weekly_report=user.weekly_report,
        trains_model=user.trains_model,
        leaderboard=user.leaderboard_opt_in,
    )
