"""State of the toast's way back."""

from collections.abc import Callable
from typing import Any, ClassVar

import reflex as rx

from habit_app.errors import AppError
from habit_app.services import lifecycle
from habit_app.ui.arguments import as_id
from habit_app.ui.runtime import run
from habit_app.ui.states import reloading
from habit_app.ui.states.frame import Frame, Page

WAYS_BACK: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "archive": (lifecycle.archive, {"archived": False}),
    "unarchive": (lifecycle.archive, {"archived": True}),
    "delete": (lifecycle.restore, {}),
    "restore": (lifecycle.delete, {}),
}
"""What takes each act on a habit back."""


class Undo(Page, rx.State):
    """Takes back what the toast told of."""

    _requires: ClassVar[str] = "user"

    @rx.event
    async def undo(self) -> Any:
        viewer = await self._viewer_now()
        frame = await self.get_state(Frame)
        act, _, habit_id = frame.toast_undo.partition(":")
        frame._show("")
        if act in WAYS_BACK:
            way, arguments = WAYS_BACK[act]
            try:
                await run(way, viewer=viewer, habit_id=as_id(habit_id), **arguments)
            except AppError as refusal:
                await self._tell_refusal(refusal)
        return reloading.here(self.router.url.path)
