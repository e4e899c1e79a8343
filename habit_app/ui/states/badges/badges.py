"""State of the page of badges."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from habit_app.domain.calendar import habit_day
from habit_app.errors import AppError
from habit_app.services.badges import badges, progress
from habit_app.services.badges.views import BadgeView
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame.frame import Page


@dataclass(frozen=True, slots=True)
class Medal:
    """A badge as the page draws it; `day` is empty while it is still to come."""

    code: str
    title: str
    text: str
    day: str
    habit_id: str
    habit_title: str
    now: int
    of: int


class BadgesState(Page, rx.State):
    """The badges that were won, the newest first, and those still to come."""

    _requires: ClassVar[str] = "user"

    phase: str = "loading"
    won: list[Medal] = []
    coming: list[Medal] = []

    @rx.event
    async def load(self) -> None:
        """Read all badges; who sees them here needs no celebration any more."""
        viewer = await self._viewer_now()
        try:
            views = await look(progress.list_badges, viewer=viewer)
            if await look(badges.unseen, viewer=viewer):
                await run(badges.mark_seen, viewer=viewer)
        except AppError:
            self.phase = "failed"
            return
        medals = [_medal(view, viewer) for view in views]
        won = [medal for medal in medals if medal.day]
        self.won = sorted(won, key=lambda medal: medal.day, reverse=True)
        self.coming = [medal for medal in medals if not medal.day]
        self.phase = "ready"


def _medal(view: BadgeView, viewer: Viewer) -> Medal:
    day = ""
    if view.unlocked_at:
        day = habit_day(view.unlocked_at, viewer.timezone, viewer.day_start).isoformat()
    return Medal(
        code=view.code,
        title=view.title,
        text=view.text,
        day=day,
        habit_id=str(view.habit_id) if view.habit_title else "",
        habit_title=view.habit_title or "",
        now=view.progress.now,
        of=view.progress.of,
    )
