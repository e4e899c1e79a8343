"""State of the small celebration: the badges that their owner was not shown yet."""

from typing import ClassVar

import reflex as rx

from habit_app import text
from habit_app.db.session import Session
from habit_app.domain.badges import FIRST_STEP
from habit_app.errors import AppError
from habit_app.services.badges import badges, words
from habit_app.services.badges.badges import Unseen
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame.frame import Frame, Page


class CelebrationState(Page, rx.State):
    """What was won, in words; empty most of the time. Each badge is celebrated once."""

    _requires: ClassVar[str] = "user"

    title: str = ""
    detail: str = ""

    @rx.event
    async def open(self) -> None:
        """Begin a page: what an earlier one celebrated is over."""
        await self.leave()
        await self.look()

    @rx.event
    async def look(self) -> None:
        """Show what was won since the last look."""
        viewer = await self._viewer_now()
        try:
            if not await look(badges.unseen, viewer=viewer):
                return
            won = await run(_show, viewer=viewer)
        except AppError:
            return
        frame = await self.get_state(Frame)
        if won and not _is_said(frame, won):
            locale = frame.locale
            self.title, _ = words.words(locale, [badge.code for badge in won])
            self.detail = _detail(locale, won)

    @rx.event
    async def leave(self) -> None:
        self.title = self.detail = ""


def _show(session: Session, *, viewer: Viewer) -> list[Unseen]:
    """Take what was not seen, so that no other tab shows it, too."""
    won = badges.unseen(session, viewer=viewer)
    badges.mark_seen(session, viewer=viewer)
    return won


def _is_said(frame: Frame, won: list[Unseen]) -> bool:
    """Whether Today's toast says already that this was the first one of all."""
    first = [badge.code for badge in won] == [FIRST_STEP]
    return first and frame.toast == text.say(frame.locale, "today.first_tick")


def _detail(locale: str, won: list[Unseen]) -> str:
    """The habit that won one badge; the names of several."""
    if len(won) > 1:
        return words.words(locale, [badge.code for badge in won])[1]
    return won[0].habit_title or words.text_of(locale, won[0].code)
