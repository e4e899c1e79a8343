"""State of the list of habits: which are shown, in which order, and what is done with them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import reflex as rx

from habit_app import text
from habit_app.db.session import Session
from habit_app.domain.schedules import parse_schedule
from habit_app.errors import AppError
from habit_app.services.habits import lifecycle, lists
from habit_app.services.habits.lists import HabitQuery
from habit_app.services.habits.views import HabitView
from habit_app.services.habits.wording import habit_in_words, streak_in_words
from habit_app.services.shared.viewers import Viewer
from habit_app.text.formats import percent, whole_percent
from habit_app.ui.reflex.arguments import as_id, as_place
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame.frame import Loading

MOST_LISTED = 500
"""Habits: that the page shows."""
CHOICES = {
    "status": ("active", "archived", "deleted"),
    "frequency": ("", "daily", "weekly", "monthly", "other"),
    "sort": ("position", "title", "-created_at", "-streak", "-strength"),
}
"""What may be chosen of each filter; the first is what the page begins with."""
TEXT_FILTERS = {"q": 120, "category": 40}
"""Letters: that filters of any text may hold."""
NO_FILTERS = {name: choices[0] for name, choices in CHOICES.items()} | dict.fromkeys(
    TEXT_FILTERS, ""
)

ROW_ACTS: dict[str, tuple[Callable[..., Any], dict[str, Any], str]] = {
    "archive": (lifecycle.archive, {"archived": True}, "habit.archived_toast"),
    "unarchive": (lifecycle.archive, {"archived": False}, "habits.unarchived"),
    "delete": (lifecycle.delete, {}, "habit.deleted"),
    "restore": (lifecycle.restore, {}, "habits.restored"),
}
"""What can be done with a row, and what the toast says of it."""


@dataclass(frozen=True, slots=True)
class HabitRow:
    """A habit as the list shows it."""

    id: str
    title: str
    icon: str
    color: str
    category: str
    words: str
    streak: str
    """How long the run is, in words; empty where there is none to tell."""
    strength: int
    share: str
    """The strength in words of the reader's region."""


class HabitsState(Loading, rx.State):
    """The rows that the filters leave."""

    _requires: ClassVar[str] = "user"

    rows: list[HabitRow] = []
    asked: dict[str, str] = NO_FILTERS
    categories: list[str] = []
    is_filtered: bool = False
    may_order: bool = True
    said: str = ""
    cleared: int = 0

    @rx.event
    async def load(self) -> None:
        """Read what the filters ask for."""
        with self._reading():
            viewer = await self._viewer_now()
            self.rows, self.categories = await look(_read, viewer=viewer, asked=dict(self.asked))
            self.is_filtered = any(self.asked[name] for name in ("q", "category", "frequency"))
            self.may_order = self.asked == NO_FILTERS

    @rx.event
    async def choose(self, which: str, value: str) -> None:
        """Set one filter, or the order."""
        which, value = str(which), str(value)
        if which in TEXT_FILTERS:
            self.asked = {**self.asked, which: value.strip()[: TEXT_FILTERS[which]]}
        elif value in CHOICES.get(which, ()):
            self.asked = {**self.asked, which: value}
        await self.load()

    @rx.event
    async def clear(self) -> None:
        """Take every filter off; the kind of list and its order stay."""
        kept = {name: self.asked[name] for name in ("status", "sort")}
        self.asked = {**NO_FILTERS, **kept}
        self.cleared += 1
        await self.load()

    @rx.event
    async def move(self, habit_id: str, place: int) -> None:
        """Put a habit at a place of the owner's order, and say where it is now."""
        viewer = await self._viewer_now()
        ids = [row.id for row in self.rows]
        if habit_id not in ids or not self.may_order:
            return
        place = as_place(place, len(ids))
        row = self.rows[ids.index(habit_id)]
        ids.remove(habit_id)
        ids.insert(place, habit_id)
        try:
            await run(lifecycle.reorder, viewer=viewer, habit_ids=[as_id(each) for each in ids])
        except AppError:
            await self._tell("habits.changed")
            await self.load()
            return
        self.rows = sorted(self.rows, key=lambda each: ids.index(each.id))
        numbers = {"place": place + 1, "of": len(ids)}
        self.said = text.say(viewer.locale, "habits.moved", title=row.title, **numbers)

    @rx.event
    async def archive(self, habit_id: str) -> None:
        await self._act("archive", habit_id)

    @rx.event
    async def unarchive(self, habit_id: str) -> None:
        await self._act("unarchive", habit_id)

    @rx.event
    async def delete(self, habit_id: str) -> None:
        await self._act("delete", habit_id)

    @rx.event
    async def restore(self, habit_id: str) -> None:
        await self._act("restore", habit_id)

    async def _act(self, act: str, habit_id: Any) -> None:
        """Do it, and offer the way back."""
        viewer = await self._viewer_now()
        use_case, arguments, told = ROW_ACTS[act]
        title = next((row.title for row in self.rows if row.id == str(habit_id)), "")
        try:
            found = as_id(habit_id)
            await run(use_case, viewer=viewer, habit_id=found, **arguments)
            await self._tell(told, undo=f"{act}:{found}", title=title)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()


def _read(
    session: Session, *, viewer: Viewer, asked: dict[str, str]
) -> tuple[list[HabitRow], list[str]]:
    query = HabitQuery(
        status=asked["status"],
        category=asked["category"] or None,
        frequency=asked["frequency"] or None,
        q=asked["q"] or None,
        sort=asked["sort"],
        limit=MOST_LISTED,
    )
    page = lists.list_habits(session, viewer=viewer, query=query)
    today = viewer.today()
    rows = [_row(view, viewer.locale, today) for view in page.items]
    return rows, lists.list_categories(session, viewer=viewer)


def _row(view: HabitView, language: str, today: date) -> HabitRow:
    return HabitRow(
        id=str(view.id),
        title=view.title,
        icon=view.icon,
        color=view.color,
        category=view.category or "",
        words=habit_in_words(
            parse_schedule(view.schedule, start=view.start_date),
            kind=view.kind,
            target=view.target,
            unit=view.unit,
            direction=view.direction,
            language=language,
            today=today,
        ),
        streak=streak_in_words(view, language=language),
        strength=whole_percent(view.strength),
        share=percent(view.strength, locale=language),
    )
