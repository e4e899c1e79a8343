"""State of a habit's history: its entries, newest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from habit_app.db.session import Session
from habit_app.errors import AppError
from habit_app.services.checkins import entries
from habit_app.services.checkins.entries import EntryQuery
from habit_app.services.checkins.views import EntryView
from habit_app.services.shared.paging import Page as PageOf
from habit_app.services.shared.viewers import Viewer
from habit_app.text import amount
from habit_app.ui.look import routes
from habit_app.ui.reflex.arguments import as_day, as_id
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame.frame import Page, WayBack

FIRST_SHOWN, SHOWN_MORE = 10, 40
"""Entries: that the list begins with, and that it grows by."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An entry as the list shows it."""

    day: str
    state: str
    amount: str
    note: str


class Removal(Page, rx.State, mixin=True):
    """What can take a day's entry back, with a way to put it there again."""

    async def _take_back(self, day: str, habit_id: Any = None) -> None:
        """The habit is the page's own where none is named."""
        viewer = await self._viewer_now()
        try:
            own = as_id(habit_id) if habit_id else routes.habit_in(self.router.url.path)
            entry = await run(_remove, viewer=viewer, habit_id=own, day=as_day(day))
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        if entry:
            back = WayBack(entries.put_back, {"habit_id": own, "entry": entry})
            await self._tell("history.removed", way_back=back)


class HistoryState(Removal, rx.State):
    """The newest entries, as many as were asked for."""

    _requires: ClassVar[str] = "user"

    rows: list[HistoryRow] = []
    total: int = 0
    limit: int = FIRST_SHOWN
    _unit: str = ""

    @rx.event
    async def more(self) -> None:
        """Show older entries, too."""
        viewer = await self._viewer_now()
        if self.limit < self.total:
            self.limit += SHOWN_MORE
        query = EntryQuery(limit=self.limit)
        try:
            habit_id = routes.habit_in(self.router.url.path)
            found = await look(entries.list_entries, viewer=viewer, habit_id=habit_id, query=query)
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        self._fill(viewer, found, self._unit)

    @rx.event
    async def remove(self, day: str) -> None:
        """Take a day's entry back, with a way to put it there again."""
        await self._take_back(day)

    def _fill(self, viewer: Viewer, found: PageOf[EntryView], unit: str) -> None:
        self.total, self._unit = found.total, unit
        self.rows = [
            HistoryRow(
                day=entry.day.isoformat(),
                state=entry.state,
                amount="" if entry.value is None else amount(viewer.locale, entry.value, unit),
                note=entry.note or "",
            )
            for entry in found.items
        ]


def _remove(session: Session, *, viewer: Viewer, habit_id: UUID, day: date) -> EntryView | None:
    query = EntryQuery(first=day, last=day, limit=1)
    found = entries.list_entries(session, viewer=viewer, habit_id=habit_id, query=query)
    entries.remove(session, viewer=viewer, habit_id=habit_id, day=day)
    return found.items[0] if found.items else None
