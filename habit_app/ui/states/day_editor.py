"""State of the small editor of one day; what it says goes out like a tick, over REST."""

from datetime import timedelta
from typing import ClassVar

import reflex as rx

from habit_app.errors import AppError
from habit_app.services import entries
from habit_app.services.entries import EntryQuery
from habit_app.ui import routes
from habit_app.ui.arguments import as_day
from habit_app.ui.runtime import look
from habit_app.ui.states.frame import Page, sentence


class DayEditorState(Page, rx.State):
    """The day that is being edited, as it is recorded."""

    _requires: ClassVar[str] = "user"

    is_open: bool = False
    picks: bool = False
    day: str = ""
    status: str = ""
    value: float | None = None
    note: str = ""
    problem: str = ""

    @rx.event
    async def open(self, day: str) -> None:
        """Edit the day that was chosen on the map or in the history."""
        self.picks = False
        await self._read(day)

    @rx.event
    async def add(self) -> None:
        """Add an entry for an earlier day: yesterday, until another one is chosen."""
        viewer = await self._viewer_now()
        self.picks = True
        await self._read((viewer.today() - timedelta(days=1)).isoformat())

    @rx.event
    async def choose(self, day: str) -> None:
        """Another day was chosen within the editor."""
        await self._read(day)

    @rx.event
    async def close(self) -> None:
        self.is_open, self.problem = False, ""

    @rx.event
    async def refuse(self, code: str) -> None:
        """Say beside the fields why the server did not take the day."""
        viewer = await self._viewer_now()
        self.problem = sentence(viewer.locale, str(code)[:60])

    async def _read(self, day: str) -> None:
        viewer = await self._viewer_now()
        try:
            chosen = as_day(day)
            habit_id = routes.habit_in(self.router.url.path)
            query = EntryQuery(first=chosen, last=chosen, limit=1)
            found = await look(entries.list_entries, viewer=viewer, habit_id=habit_id, query=query)
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        entry = found.items[0] if found.items else None
        self.day, self.problem, self.is_open = chosen.isoformat(), "", True
        self.status = entry.status if entry else ""
        self.value = entry.value if entry else None
        self.note = (entry.note if entry else None) or ""
