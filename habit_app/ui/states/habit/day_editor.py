"""State of the small editor of one day; what it says goes out like a tick, over REST."""

from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from habit_app.db.session import Session
from habit_app.errors import AppError
from habit_app.services.checkins import entries
from habit_app.services.checkins.entries import EntryQuery
from habit_app.services.checkins.views import EntryView
from habit_app.services.habits import habits
from habit_app.services.habits.views import HabitDetail
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.look import routes
from habit_app.ui.reflex.arguments import as_day, as_id
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import sentence
from habit_app.ui.states.habit.history import Removal


class DayEditorState(Removal, rx.State):
    """The day of a habit that is being edited, as it is recorded."""

    _requires: ClassVar[str] = "user"

    is_open: bool = False
    picks: bool = False
    habit: dict[str, Any] = {}
    day: str = ""
    status: str = ""
    value: float | None = None
    note: str = ""
    problem: str = ""

    @rx.event
    async def open(self, day: str) -> None:
        """Edit the day that was chosen on the map or in the history of the page's habit."""
        self.picks = False
        await self._read(day)

    @rx.event
    async def open_of(self, habit_id: str, day: str) -> None:
        """Edit a day of a habit among others."""
        self.picks = False
        await self._read(day, habit_id)

    @rx.event
    async def add(self, habit_id: str) -> None:
        """Say something of an earlier day: of yesterday, until another one is chosen."""
        viewer = await self._viewer_now()
        self.picks = True
        await self._read((viewer.today() - timedelta(days=1)).isoformat(), habit_id)

    @rx.event
    async def choose(self, day: str) -> None:
        """Another day was chosen within the editor."""
        await self._read(day, self.habit.get("id"))

    @rx.event
    async def close(self) -> None:
        self.is_open, self.problem = False, ""

    @rx.event
    async def clear(self) -> None:
        """Take the day's entry back, with a way to put it there again."""
        self.is_open = False
        await self._take_back(self.day, self.habit.get("id"))

    @rx.event
    async def refuse(self, code: str) -> None:
        """Say beside the fields why the server did not take the day."""
        viewer = await self._viewer_now()
        self.problem = sentence(viewer.locale, str(code)[:60])

    async def _read(self, day: str, habit_id: Any = None) -> None:
        """Open with a day of a habit: of the page's own one where none is named."""
        viewer = await self._viewer_now()
        try:
            chosen = as_day(day)
            own = as_id(habit_id) if habit_id else routes.habit_in(self.router.url.path)
            habit, entry = await look(_recorded, viewer=viewer, habit_id=own, day=chosen)
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        self.habit = {
            "id": str(habit.id),
            "title": habit.title,
            "kind": habit.kind,
            "unit": habit.unit or "",
            "target": habit.target,
            "avoided": _is_avoided(habit, chosen),
            "today": viewer.today().isoformat(),
        }
        self.day, self.problem, self.is_open = chosen.isoformat(), "", True
        self.status = entry.status if entry else ""
        self.value = entry.value if entry else None
        self.note = (entry.note if entry else None) or ""


def _is_avoided(habit: HabitDetail, day: date) -> bool:
    """Whether what happens on the day is a slip, as the version of that day says."""
    asked = [
        version
        for version in habit.versions
        if version.valid_from is None or version.valid_from <= day
    ]
    return habit.kind == "binary" and asked[-1].direction == "at_most"


def _recorded(
    session: Session, *, viewer: Viewer, habit_id: UUID, day: date
) -> tuple[HabitDetail, EntryView | None]:
    """The habit, and what is recorded for the day."""
    query = EntryQuery(first=day, last=day, limit=1)
    found = entries.list_entries(session, viewer=viewer, habit_id=habit_id, query=query)
    habit = habits.find(session, viewer=viewer, habit_id=habit_id)
    return habit, found.items[0] if found.items else None
