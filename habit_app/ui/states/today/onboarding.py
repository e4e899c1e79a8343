"""State of the first minute: habits to begin with."""

from collections.abc import Sequence
from typing import Any, ClassVar

import reflex as rx

from habit_app.db.session import Session
from habit_app.errors import AppError
from habit_app.services.habits import habits
from habit_app.services.habits.drafts import HabitDraft, read_form
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.look.templates import BY_NAME
from habit_app.ui.reflex.runtime import run
from habit_app.ui.states.frame.frame import Page
from habit_app.ui.states.habits import sheet_form
from habit_app.ui.states.today.today import TodayState


class Onboarding(Page, rx.State):
    """Which of the templates somebody new has picked."""

    _requires: ClassVar[str] = "user"

    picked: list[str] = []

    @rx.event
    async def pick(self, name: str) -> None:
        """Take a template, or put it back."""
        name = str(name)
        if name in self.picked:
            self.picked = [other for other in self.picked if other != name]
        elif name in BY_NAME:
            self.picked = [*self.picked, name]

    @rx.event
    async def begin(self) -> Any:
        """Make the picked habits, all of them or none."""
        viewer = await self._viewer_now()
        drafts = [_draft(name, viewer) for name in BY_NAME if name in self.picked]
        try:
            await run(_make, viewer=viewer, drafts=drafts)
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return None
        self.picked = []
        return TodayState.open


def _draft(name: str, viewer: Viewer) -> HabitDraft:
    form = sheet_form.blank(viewer.today()) | BY_NAME[name].answers(viewer.locale)
    answers = sheet_form.answers(form, form["kind"])
    answers.pop("valid_from", None)
    return read_form(HabitDraft, answers)


def _make(session: Session, *, viewer: Viewer, drafts: Sequence[HabitDraft]) -> None:
    for draft in drafts:
        habits.create(session, viewer=viewer, draft=draft)
