"""State of the schedule builder: what its fields come to, while they are filled in."""

from typing import Any, ClassVar

import reflex as rx

from habit_app.domain.schedules import TYPES, RuleError
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.reflex.arguments import as_fields
from habit_app.ui.states.frame.frame import Page
from habit_app.ui.states.habits import sheet_form
from habit_app.ui.states.habits.sheet_form import Form


class ScheduleWords(Page, rx.State):
    """The sentence, and the choices that other fields depend on."""

    _requires: ClassVar[str] = "user"

    kind: str = "binary"
    schedule: str = "daily"
    quota: str = "sum"
    avoids: bool = False
    words: str = ""
    is_wrong: bool = False

    @rx.event
    async def listen(self, form: dict[str, Any]) -> None:
        """Say in words what the sheet holds now."""
        viewer = await self._viewer_now()
        self._read(as_fields(form, sheet_form.READ_LENGTHS), viewer)

    def _read(self, form: Form, viewer: Viewer) -> None:
        kind, schedule = form.get("kind", self.kind), form.get("schedule", self.schedule)
        self.kind = kind if kind in {"binary", "numeric"} else "binary"
        self.schedule = schedule if schedule in TYPES else "daily"
        self.avoids = self.kind == "binary" and form.get("aim") == "at_most"
        self.quota = "days" if form.get("quota", self.quota) == "days" else "sum"
        language, today = viewer.locale, viewer.today()
        # A field that has just come into sight speaks with what it will show.
        whole = sheet_form.blank(today) | {"quota": self.quota} | form
        try:
            self.words = sheet_form.in_words(whole, self.kind, language=language, today=today)
            self.is_wrong = False
        except RuleError as error:
            name = sheet_form.field_of(error.field, self.schedule)
            self.words = sheet_form.sentence(name, error.code, error.message, language)
            self.is_wrong = True
