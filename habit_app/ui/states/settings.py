"""State of the settings page."""

from typing import Any, ClassVar

import reflex as rx
from pydantic import ValidationError

from habit_app.errors import AppError
from habit_app.services import profiles
from habit_app.services.profiles import ProfilePatch
from habit_app.ui.runtime import look, run
from habit_app.ui.states.frame import Frame, Page


class SettingsState(Page, rx.State):
    """The profile as it is stored."""

    _requires: ClassVar[str] = "user"

    phase: str = "loading"
    profile: dict[str, str] = {}
    problem: str = ""

    @rx.event
    async def load(self) -> None:
        viewer = await self._viewer_now()
        user = await look(profiles.me, viewer=viewer)
        self.profile = {
            "full_name": user.full_name,
            "email": user.email,
            "timezone": user.timezone,
            "week_start": user.week_start,
            "day_start": f"{user.day_start // 60:02}:{user.day_start % 60:02}",
            "locale": user.locale,
        }
        self.phase = "ready"

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Store the profile, or say what is wrong with it."""
        viewer = await self._viewer_now()
        try:
            hours, _, minutes = str(form.pop("day_start", "")).partition(":")
            change = ProfilePatch.model_validate(
                {**form, "day_start": int(hours) * 60 + int(minutes)}
            )
            await run(profiles.change_profile, viewer=viewer, change=change)
        except ValidationError as error:
            self.problem = error.errors()[0]["msg"].removeprefix("Value error, ")
            return None
        except (AppError, ValueError):
            self.problem = "–"
            return None
        self.problem = ""
        frame = await self.get_state(Frame)
        frame.locale = change.locale
        await self._tell("settings.saved")
        return SettingsState.load
