"""State of the page of one habit."""

from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from habit_app.db.session import Session
from habit_app.errors import AppError
from habit_app.services import entries, habits, lifecycle, stats
from habit_app.services.entries import EntryQuery
from habit_app.services.viewers import Viewer
from habit_app.services.views import DayCell, EntryView, HabitDetail, HabitStats, StreakView
from habit_app.ui import routes
from habit_app.ui.runtime import look, run
from habit_app.ui.states.frame import Page

WEEKS = 12


class HabitState(Page, rx.State):
    """One habit's figures and history."""

    _requires: ClassVar[str] = "user"

    phase: str = "loading"
    habit: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    weeks: list[list[DayCell]] = []
    history: list[EntryView] = []
    best: list[StreakView] = []

    @rx.event
    async def load(self) -> None:
        """Read the habit that the address names; the owner is the viewer, whoever asks."""
        viewer = await self._viewer_now()
        try:
            habit_id = UUID(str(self.router.url.path).rstrip("/").rpartition("/")[2])
            detail, figures, cells, history = await look(_read, viewer=viewer, habit_id=habit_id)
        except (AppError, ValueError):
            self.phase = "missing"
            return
        self.habit = {
            "id": str(detail.id),
            "title": detail.title,
            "description": detail.description or "",
            "color": detail.color,
            "icon": detail.icon,
            "unit": detail.unit or "",
            "archived": detail.archived,
        }
        self.figures = _figures(figures)
        self.weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
        self.history, self.best = history, figures.streaks
        self.phase = "ready"

    @rx.event
    async def archive(self) -> None:
        viewer = await self._viewer_now()
        habit_id = UUID(self.habit["id"])
        try:
            await run(lifecycle.archive, viewer=viewer, habit_id=habit_id, archived=None)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()

    @rx.event
    async def delete(self) -> Any:
        """Delete, with a way back in the toast."""
        viewer = await self._viewer_now()
        habit_id = UUID(self.habit["id"])
        try:
            await run(lifecycle.delete, viewer=viewer, habit_id=habit_id)
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return None
        title = self.habit["title"]
        await self._tell("habit.deleted", undo=f"delete:{habit_id}", title=title)
        return rx.redirect(routes.TODAY)


def _read(
    session: Session, *, viewer: Viewer, habit_id: UUID
) -> tuple[HabitDetail, HabitStats, list[DayCell], list[EntryView]]:
    today = viewer.today()
    last = today + timedelta(days=6 - _weekday(viewer, today))
    first = last - timedelta(days=7 * WEEKS - 1)
    page = entries.list_entries(
        session, viewer=viewer, habit_id=habit_id, query=EntryQuery(limit=30)
    )
    return (
        habits.find(session, viewer=viewer, habit_id=habit_id),
        stats.habit_stats(session, viewer=viewer, habit_id=habit_id),
        stats.day_cells(session, viewer=viewer, habit_id=habit_id, first=first, last=today),
        page.items,
    )


def _weekday(viewer: Viewer, day: date) -> int:
    first = {"monday": 0, "sunday": 6, "saturday": 5}[viewer.week_start]
    return (day.weekday() - first) % 7


def _figures(figures: HabitStats) -> dict[str, Any]:
    longest = figures.longest_streak
    return {
        "streak": figures.streak,
        "streak_unit": figures.streak_unit,
        "longest": longest.length if longest else 0,
        "longest_unit": longest.unit if longest else figures.streak_unit,
        "longest_from": longest.from_.isoformat() if longest else "",
        "longest_to": longest.to.isoformat() if longest else "",
        "strength": round(figures.strength * 100),
        "rate_7d": "–" if figures.rate_7d is None else f"{figures.rate_7d:.0%}",
        "rate_30d": "–" if figures.rate_30d is None else f"{figures.rate_30d:.0%}",
        "kept": figures.totals.kept,
    }
