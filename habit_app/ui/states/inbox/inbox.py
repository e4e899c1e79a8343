"""State of the inbox."""

from typing import Any, ClassVar

import reflex as rx

from habit_app import clock
from habit_app.db.session import Session
from habit_app.domain.checkins import Said
from habit_app.errors import AppError
from habit_app.services.notifications import actions, inbox
from habit_app.services.notifications.inbox import Inbox
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.reflex.arguments import as_id
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame.frame import Frame, Loading, WayBack
from habit_app.ui.states.inbox.inbox_page import InboxPage, inbox_page, suggestion

SHOWN_MORE = 20
"""Notifications: that the list grows by."""
LONGEST_LIST = 2_000
"""Notifications: beyond these nobody scrolls."""
WAITING = inbox.MOST_NOTES + 100
"""Notes to oneself, and the reminders of the next hour."""
STATEMENTS = {"done": Said.DONE, "skip": Said.SKIP}


class InboxState(Loading, rx.State):
    """What the viewer was told, and what is still to come. Who looks at it has seen it."""

    _requires: ClassVar[str] = "user"
    _ticks: ClassVar[frozenset[str]] = frozenset({"say"})

    page: InboxPage = InboxPage()
    suggested: str = ""
    _shown: int = SHOWN_MORE
    _new: frozenset[str] = frozenset()

    @rx.event
    async def open(self) -> None:
        """Begin with the newest; what was new at the last visit is not any more."""
        viewer = await self._viewer_now()
        self._shown, self._new = SHOWN_MORE, frozenset()
        self.suggested = suggestion(viewer, clock.utc_now())
        await self.load()

    @rx.event
    async def load(self) -> None:
        """Read the inbox, and note that it was seen."""
        with self._reading():
            viewer = await self._viewer_now()
            said, coming = await look(_read, viewer=viewer, limit=self._shown)
            self._new |= {
                str(notification.id) for notification in said.items if not notification.seen
            }
            self.page = inbox_page(said, coming, viewer, now=clock.utc_now(), new=self._new)
            if said.unread:
                await run(inbox.mark_seen, viewer=viewer)
                frame = await self.get_state(Frame)
                frame.unread = 0

    @rx.event
    async def more(self) -> None:
        """Show what was said before."""
        self._shown = min(self._shown + SHOWN_MORE, LONGEST_LIST)
        await self.load()

    @rx.event
    async def dismiss(self, notification_id: str) -> None:
        """Put one away, with a way back."""
        viewer = await self._viewer_now()
        try:
            await self._put_away(viewer, notification_id)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()

    @rx.event
    async def dismiss_all(self) -> None:
        """Put everything away that was said, with a way back."""
        viewer = await self._viewer_now()
        try:
            stood = await run(inbox.dismiss_all, viewer=viewer)
            back = WayBack(inbox.bring_back, {"statuses": stood})
            await self._tell("inbox.all_dismissed", way_back=back)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()

    @rx.event
    async def snooze(self, notification_id: str) -> None:
        """Say it again in an hour."""
        viewer = await self._viewer_now()
        try:
            asked = {"notification_id": as_id(notification_id), "minutes": actions.SNOOZE_MINUTES}
            later = await run(inbox.snooze, viewer=viewer, **asked)
            await self._tell("inbox.snoozed", title=later.title)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()

    @rx.event
    async def say(self, notification_id: str, said: str) -> None:
        """Say that the habit of a notification was kept on its day, or is left out."""
        viewer = await self._viewer_now()
        statement = STATEMENTS.get(str(said), Said.SKIP)
        try:
            asked: dict[str, Any] = {"notification_id": as_id(notification_id), "said": statement}
            answered = await run(actions.answer, viewer=viewer, **asked)
            key = "inbox.stays" if answered.stays else f"inbox.{statement}"
            await self._tell(key, title=answered.habit)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()

    async def _put_away(self, viewer: Viewer, notification_id: str) -> None:
        asked = {"notification_id": as_id(notification_id)}
        stood = await look(inbox.find, viewer=viewer, **asked)
        await run(inbox.dismiss, viewer=viewer, **asked)
        back = WayBack(inbox.bring_back, {"statuses": {stood.id: stood.status}})
        await self._tell("inbox.dismissed", way_back=back, title=stood.title)


def _read(session: Session, *, viewer: Viewer, limit: int) -> tuple[Inbox, Inbox]:
    said = inbox.inbox(session, viewer=viewer, skip=0, limit=limit)
    coming = inbox.inbox(session, viewer=viewer, status="scheduled", skip=0, limit=WAITING)
    return said, coming
