"""State of the toast's way back."""

from collections.abc import Callable
from typing import Any, ClassVar

import reflex as rx

from habit_app.errors import AppError
from habit_app.services.habits import lifecycle
from habit_app.ui.reflex.arguments import as_id
from habit_app.ui.reflex.runtime import run
from habit_app.ui.states.frame import reloading
from habit_app.ui.states.frame.frame import Frame, Page, WayBack
from habit_app.ui.states.habits.habit_sheet import HabitSheet

WAYS_BACK: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "archive": (lifecycle.archive, {"archived": False}),
    "unarchive": (lifecycle.archive, {"archived": True}),
    "delete": (lifecycle.restore, {}),
    "restore": (lifecycle.delete, {}),
}
"""What takes each act on a habit back; other acts keep a way of their own in the frame."""


class Undo(Page, rx.State):
    """Takes back what the toast told of."""

    _requires: ClassVar[str] = "user"

    @rx.event
    async def undo(self) -> Any:
        viewer = await self._viewer_now()
        frame = await self.get_state(Frame)
        try:
            way = frame._way_back or _way_of(frame.toast_undo)
            typed = frame.toast_undo == "sheet"
            frame._show("")
            if typed:
                return HabitSheet.reopen
            if way:
                await run(way.use_case, viewer=viewer, **way.arguments)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        return reloading.here(self.router.url.path)


def _way_of(told: str) -> WayBack | None:
    act, _, habit_id = told.partition(":")
    if act not in WAYS_BACK:
        return None
    use_case, arguments = WAYS_BACK[act]
    return WayBack(use_case, {"habit_id": as_id(habit_id), **arguments})
