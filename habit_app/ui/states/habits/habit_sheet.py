"""State of the sheet that makes and edits habits."""

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from habit_app.db.session import Session
from habit_app.errors import AppError
from habit_app.services.habits import habits, lists
from habit_app.services.habits.drafts import HabitDraft, HabitPatch, read_form
from habit_app.services.habits.views import HabitDetail
from habit_app.services.shared.viewers import Viewer
from habit_app.text.formats import day_in_words
from habit_app.ui.look.templates import BY_NAME
from habit_app.ui.reflex.arguments import as_fields, as_id
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame import reloading
from habit_app.ui.states.frame.frame import Page
from habit_app.ui.states.habits import sheet_form
from habit_app.ui.states.habits.schedule_words import ScheduleWords
from habit_app.ui.states.habits.sheet_form import Form


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several habits."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What the sheet offers to choose from."""

    others: list[Choice] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)
    """Changes of the habit that have not begun, each by its day."""


class HabitSheet(Page, rx.State):
    """What the sheet begins with, and what was wrong; what is typed stays in the browser."""

    _requires: ClassVar[str] = "user"

    is_open: bool = False
    turn: int = 0
    habit_id: str = ""
    start: dict[str, str] = sheet_form.UNOPENED
    problems: dict[str, str] = {}
    locked: bool = False
    may_chain: bool = True
    offer: Offer = Offer()

    @rx.event
    async def show(self) -> None:
        """Open the sheet for a new habit."""
        viewer = await self._viewer_now()
        self.offer = await look(_offer, viewer=viewer, habit=None)
        self.habit_id, self.locked, self.may_chain = "", False, True
        await self._begin(sheet_form.blank(viewer.today()), viewer)

    @rx.event
    async def edit(self, habit_id: Any) -> None:
        """Open the sheet with a habit on it."""
        await self._open(habit_id, {})

    @rx.event
    async def resume(self, habit_id: Any, typed: dict[str, Any]) -> None:
        """Open the sheet with what was typed on it before the page or the session was lost."""
        said = as_fields(typed, sheet_form.READ_LENGTHS)
        if habit_id:
            await self._open(habit_id, said)
        else:
            await self.show()
            await self._begin({**self.start, **said}, await self._viewer_now())

    async def _open(self, habit_id: Any, typed: Form) -> None:
        viewer = await self._viewer_now()
        try:
            habit, locked, offer = await look(_read, viewer=viewer, habit_id=as_id(habit_id))
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        self.offer, self.locked, self.may_chain = offer, locked, not habit.archived
        self.habit_id = str(habit.id)
        await self._begin(sheet_form.of_habit(habit, viewer.today()) | typed, viewer)

    @rx.event
    async def fill(self, template: str) -> None:
        """Put a template on the sheet."""
        viewer = await self._viewer_now()
        wanted = BY_NAME.get(str(template))
        if wanted is not None and not self.habit_id:
            form = sheet_form.blank(viewer.today()) | wanted.answers(viewer.locale)
            await self._begin(form, viewer)

    @rx.event
    async def dismiss(self, typed: dict[str, Any]) -> None:
        """Close the sheet; what was typed and not saved can be brought back from the toast."""
        self.is_open = False
        if typed:
            self.start = {**self.start, **as_fields(typed, sheet_form.READ_LENGTHS)}
            await self._tell("sheet.left", undo="sheet")

    @rx.event
    async def reopen(self) -> None:
        """Bring back what was typed when the sheet was closed."""
        await self._begin(dict(self.start), await self._viewer_now())

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Make or change the habit, or say beside each field what is wrong with it.

        A second tap on the button finds the sheet closed, and makes no second habit.
        """
        if not self.is_open:
            return None
        viewer = await self._viewer_now()
        live = await self.get_state(ScheduleWords)
        said = as_fields(form, sheet_form.READ_LENGTHS)
        said.setdefault("schedule", live.schedule)
        answers = sheet_form.answers(said, said.get("kind", live.kind))
        try:
            if self.habit_id:
                if answers.get("after_habit_id") == (self.start.get("after") or None):
                    answers.pop("after_habit_id", None)
                change = read_form(HabitPatch, answers)
                await run(habits.edit, viewer=viewer, habit_id=UUID(self.habit_id), change=change)
            else:
                answers.pop("valid_from", None)
                draft = read_form(HabitDraft, answers)
                await run(habits.create, viewer=viewer, draft=draft)
        except AppError as refusal:
            self.problems = sheet_form.problems(refusal, said, viewer.locale)
            return None
        self.is_open, self.problems = False, {}
        return reloading.here(self.router.url.path)

    async def _begin(self, form: Form, viewer: Viewer) -> None:
        live = await self.get_state(ScheduleWords)
        live._read(form, viewer)
        self.start, self.problems = form, {}
        self.turn, self.is_open = self.turn + 1, True


def _read(session: Session, *, viewer: Viewer, habit_id: UUID) -> tuple[HabitDetail, bool, Offer]:
    habit = habits.find(session, viewer=viewer, habit_id=habit_id)
    locked = habits.has_entries(session, viewer=viewer, habit_id=habit_id)
    return habit, locked, _offer(session, viewer=viewer, habit=habit)


def _offer(session: Session, *, viewer: Viewer, habit: HabitDetail | None) -> Offer:
    today = viewer.today()
    own = habit.id if habit else None
    return Offer(
        others=[
            Choice(str(key), title)
            for key, title in lists.list_titles(session, viewer=viewer)
            if key != own
        ],
        categories=lists.list_categories(session, viewer=viewer),
        planned=[
            day_in_words(version.valid_from, locale=viewer.locale, today=today)
            for version in (habit.versions if habit else [])
            if version.valid_from and version.valid_from > today
        ],
    )
