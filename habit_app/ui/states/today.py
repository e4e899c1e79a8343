"""State of the Today page."""

from typing import ClassVar
from uuid import UUID, uuid4

import reflex as rx

from habit_app.db.session import Session
from habit_app.domain.checkins import Said, Statement
from habit_app.errors import AppError
from habit_app.services import checkins, lifecycle, today
from habit_app.services.checkins import Checkin
from habit_app.services.viewers import Viewer
from habit_app.services.views import Progress, TodayGroup, TodayView, WeekDay
from habit_app.ui.runtime import look, run
from habit_app.ui.states.frame import Page


class TodayState(Page, rx.State):
    """The day's cards. Holds what is shown; decides nothing."""

    _requires: ClassVar[str] = "user"

    phase: str = "loading"
    day: str = ""
    day_start: int = 0
    period: str = "morning"
    week: list[WeekDay] = []
    groups: list[TodayGroup] = []
    progress: Progress = Progress(0, 0)
    has_habits: bool = True

    @rx.event
    async def load(self) -> None:
        """Read the day; also after a tick, and when the day has changed."""
        viewer = await self._viewer_now()
        try:
            view, has_habits = await look(_read, viewer=viewer)
        except AppError:
            self.phase = "failed"
            return
        self.day, self.period = view.day.isoformat(), view.greeting_period
        self.week, self.groups, self.progress = view.week, view.groups, view.progress
        self.has_habits, self.day_start = has_habits, viewer.day_start
        self.phase = "ready"

    @rx.event
    async def say(self, habit_id: UUID, said: str) -> None:
        """Skip, refuse or clear the open day."""
        viewer = await self._viewer_now()
        checkin = Checkin(Statement(said=Said(said)), op_id=uuid4(), source="web")
        try:
            await run(checkins.check_in, viewer=viewer, habit_id=habit_id, checkin=checkin)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()

    @rx.event
    async def archive(self, habit_id: UUID) -> None:
        viewer = await self._viewer_now()
        try:
            habit = await run(lifecycle.archive, viewer=viewer, habit_id=habit_id, archived=True)
            await self._tell("habit.archived_toast", undo=f"archive:{habit.id}", title=habit.title)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()


def _read(session: Session, *, viewer: Viewer) -> tuple[TodayView, bool]:
    """The day, and whether an empty one is free or the very first."""
    view = today.today_view(session, viewer=viewer)
    return view, bool(view.groups) or today.has_habits(session, viewer=viewer)
