"""State of the list of sign-ins on the settings page."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from habit_app.services.accounts import sessions
from habit_app.ui.look.devices import is_handheld, short_name
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Loading


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in as it is listed."""

    id: str
    device: str
    handheld: bool
    ip: str
    seen: str
    current: bool


class SessionsState(Loading, rx.State):
    """The viewer's sign-ins that last."""

    _requires: ClassVar[str] = "user"

    items: list[SignIn] = []

    @rx.event
    async def load(self) -> None:
        """Read the list; also after a sign-in was ended."""
        with self._reading():
            viewer = await self._viewer_now()
            found = await look(sessions.list_sessions, viewer=viewer)
            self.items = [
                SignIn(
                    id=str(sign_in.id),
                    device=short_name(sign_in.user_agent),
                    handheld=is_handheld(sign_in.user_agent),
                    ip=sign_in.ip,
                    seen=sign_in.last_seen_at.isoformat(),
                    current=sign_in.current,
                )
                for sign_in in sorted(found, key=lambda sign_in: not sign_in.current)
            ]
