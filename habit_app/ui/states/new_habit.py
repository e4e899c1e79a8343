"""State of the sheet that makes a new habit."""

from typing import Any, ClassVar

import reflex as rx

from habit_app.domain.schedules import WEEKDAYS
from habit_app.errors import AppError
from habit_app.services import habits
from habit_app.services.drafts import HabitDraft, read_form
from habit_app.ui.runtime import run
from habit_app.ui.states.frame import Page
from habit_app.ui.states.today import TodayState


class NewHabit(Page, rx.State):
    """The sheet's open questions; the answers come with the form."""

    _requires: ClassVar[str] = "user"

    is_open: bool = False
    kind: str = "binary"
    schedule: str = "daily"
    color: str = "jade"
    problems: dict[str, str] = {}

    @rx.event
    async def show(self) -> None:
        self.is_open, self.problems = True, {}
        self.kind, self.schedule, self.color = "binary", "daily", "jade"

    @rx.event
    async def set_open(self, is_open: bool) -> None:
        self.is_open = bool(is_open)

    @rx.event
    async def choose_kind(self, kind: str) -> None:
        self.kind = "numeric" if kind == "numeric" else "binary"

    @rx.event
    async def choose_schedule(self, schedule: str) -> None:
        self.schedule = str(schedule)[:20]

    @rx.event
    async def choose_color(self, color: str) -> None:
        self.color = str(color)[:12]

    @rx.event
    async def create(self, form: dict[str, Any]) -> Any:
        """Make the habit, or say beside each field what is wrong with it."""
        viewer = await self._viewer_now()
        try:
            draft = read_form(HabitDraft, _answers(form, self.kind, self.schedule, self.color))
            await run(habits.create, viewer=viewer, draft=draft)
        except AppError as refusal:
            self.problems = {error.field: error.message for error in refusal.errors}
            if not self.problems:
                await self._tell_refusal(refusal)
            return None
        self.is_open = False
        return TodayState.load


def _answers(form: dict[str, Any], kind: str, schedule: str, color: str) -> dict[str, Any]:
    """The form's texts as the draft wants them; the draft itself is the judge."""
    answers: dict[str, Any] = {
        "title": form.get("title", ""),
        "kind": kind,
        "color": color,
        "time_of_day": form.get("time_of_day") or "anytime",
        "schedule": _schedule(form, schedule),
    }
    if form.get("start_date"):
        answers["start_date"] = form["start_date"]
    if kind == "numeric":
        answers |= {
            "unit": form.get("unit") or None,
            "target": _number(form.get("target")),
            "direction": form.get("direction") or "at_least",
        }
    return answers


def _schedule(form: dict[str, Any], schedule: str) -> dict[str, Any]:
    whole = {name: _whole(form.get(name)) for name in ("times", "days", "n") if form.get(name)}
    if schedule == "weekdays":
        whole["days"] = [day for day in WEEKDAYS if form.get(f"day_{day}")]
    elif schedule == "month_days":
        parts = str(form.get("month_days", "")).replace(";", ",").split(",")
        whole["days"] = [_whole(part) for part in parts if part.strip()]
    names = {
        "weekdays": {"days"},
        "every_n_days": {"n"},
        "month_days": {"days"},
        "per_week": {"times"},
        "per_month": {"times"},
        "rolling": {"times", "days"},
    }.get(schedule, set())
    return {"type": schedule, **{name: whole[name] for name in names if name in whole}}


def _whole(text: Any) -> Any:
    try:
        return int(str(text).strip())
    except ValueError:
        return text


def _number(text: Any) -> Any:
    try:
        return float(str(text).strip().replace(",", "."))
    except ValueError:
        return text
