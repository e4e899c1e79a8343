"""State of the page of one habit: what its whole history comes to."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from habit_app.db.session import Session
from habit_app.domain.calendar import week_of
from habit_app.errors import AppError, NotFound
from habit_app.services.checkins import entries
from habit_app.services.checkins.entries import EntryQuery
from habit_app.services.checkins.views import EntryView
from habit_app.services.habits import habits, lifecycle, stats
from habit_app.services.habits.views import DaysView, HabitDetail, HabitStats, StreakView
from habit_app.services.habits.wording import before_in_words, quota_in_words
from habit_app.services.shared.paging import Page as PageOf
from habit_app.services.shared.viewers import Viewer
from habit_app.text import formats
from habit_app.ui.look import routes
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame.frame import Loading
from habit_app.ui.states.habit.day_editor import DayEditorState
from habit_app.ui.states.habit.forecast import ForecastState
from habit_app.ui.states.habit.history import HistoryState
from habit_app.ui.states.habit.pauses import PausesState
from habit_app.ui.states.habit.versions import VersionsState, in_words
from habit_app.ui.states.habit.year import YearState, weeks_back


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a load of the page reads, in one transaction."""

    detail: HabitDetail
    figures: HabitStats
    days: DaysView
    entries: PageOf[EntryView]


class HabitState(Loading, rx.State):
    """One habit and its figures; its parts have States of their own beside this one."""

    _requires: ClassVar[str] = "user"

    habit: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    best: list[StreakView] = []
    trend: dict[str, Any] = {}
    weekdays: list[dict[str, int]] = []

    @rx.event
    async def load(self) -> Any:
        """Read the habit that the address names; the owner is the viewer, whoever asks."""
        with self._reading():
            viewer = await self._viewer_now()
            try:
                habit_id = routes.habit_in(self.router.url.path)
                if str(habit_id) != self.habit.get("id"):
                    await self._begin()
                await self._fill(viewer, await self._read(viewer, habit_id))
            except NotFound:
                self.habit = {}
        if not self.habit and self.phase == "ready":
            self.phase = "missing"
        return ForecastState.load if self.phase == "ready" else None

    @rx.event
    async def archive(self) -> Any:
        """Put the habit away, or bring it back."""
        viewer = await self._viewer_now()
        try:
            habit_id = routes.habit_in(self.router.url.path)
            await run(lifecycle.archive, viewer=viewer, habit_id=habit_id, archived=None)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        return await self.load()

    @rx.event
    async def delete(self) -> Any:
        """Delete, with a way back in the toast."""
        viewer = await self._viewer_now()
        try:
            habit_id = routes.habit_in(self.router.url.path)
            await run(lifecycle.delete, viewer=viewer, habit_id=habit_id)
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return None
        title = self.habit.get("title", "")
        await self._tell("habit.deleted", undo=f"delete:{habit_id}", title=title)
        return rx.redirect(routes.TODAY)

    async def _begin(self) -> None:
        """Forget what was shown of another habit."""
        parts = (YearState, HistoryState, DayEditorState, PausesState, VersionsState, ForecastState)
        for part in parts:
            (await self.get_state(part)).reset()
        self.reset()

    async def _read(self, viewer: Viewer, habit_id: UUID) -> Reading:
        year, history = await self.get_state(YearState), await self.get_state(HistoryState)
        span, query = weeks_back(viewer, year.back), EntryQuery(limit=history.limit)
        return await look(read, viewer=viewer, habit_id=habit_id, span=span, query=query)

    async def _fill(self, viewer: Viewer, reading: Reading) -> None:
        (await self.get_state(YearState))._fill(viewer, reading.days)
        (await self.get_state(HistoryState))._fill(
            viewer, reading.entries, reading.detail.unit or ""
        )
        (await self.get_state(PausesState))._fill(viewer, reading.detail.pauses)
        (await self.get_state(VersionsState))._fill(viewer, reading.detail)
        self.habit = _habit(viewer, reading.detail)
        self.figures = _figures(viewer, reading.figures) | _beside(viewer, reading.detail)
        self.best = reading.figures.streaks
        self.trend = _trend(reading.figures)
        self.weekdays = _weekdays(viewer, reading.figures)


def read(
    session: Session,
    *,
    viewer: Viewer,
    habit_id: UUID,
    span: tuple[date, date],
    query: EntryQuery,
) -> Reading:
    """Read the whole page; the number of statements does not depend on the history."""
    first, last = span
    return Reading(
        habits.find(session, viewer=viewer, habit_id=habit_id),
        stats.habit_stats(session, viewer=viewer, habit_id=habit_id),
        stats.days_between(session, viewer=viewer, habit_id=habit_id, first=first, last=last),
        entries.list_entries(session, viewer=viewer, habit_id=habit_id, query=query),
    )


def _habit(viewer: Viewer, detail: HabitDetail) -> dict[str, Any]:
    today = viewer.today()
    return {
        "id": str(detail.id),
        "title": detail.title,
        "description": detail.description or "",
        "color": detail.color,
        "icon": detail.icon,
        "kind": detail.kind,
        "unit": detail.unit or "",
        "target": detail.target,
        "avoided": detail.kind == "binary" and detail.direction == "at_most",
        "archived": detail.archived,
        "words": in_words(detail, detail, language=viewer.locale, today=today),
        "today": today.isoformat(),
        "day_start": viewer.day_start,
        "timezone": viewer.timezone,
    }


def _figures(viewer: Viewer, figures: HabitStats) -> dict[str, Any]:
    longest = figures.longest_streak

    def percent(share: float | None) -> str:
        return formats.percent(share, locale=viewer.locale)

    return {
        "streak": figures.streak,
        "streak_unit": figures.streak_unit,
        "longest": longest.length if longest else 0,
        "longest_unit": longest.unit if longest else figures.streak_unit,
        "longest_from": longest.from_.isoformat() if longest else "",
        "longest_to": longest.to.isoformat() if longest else "",
        "strength": percent(figures.strength),
        "rate_7d": percent(figures.rate_7d),
        "rate_30d": percent(figures.rate_30d),
        "kept": formats.number(figures.totals.kept, locale=viewer.locale),
    }


def _beside(viewer: Viewer, detail: HabitDetail) -> dict[str, Any]:
    """What stands beside the current run."""
    language = viewer.locale
    return {
        "before": before_in_words(detail.previous_streak, language=language),
        "quota": quota_in_words(detail, language=language),
    }


def _trend(figures: HabitStats) -> dict[str, Any]:
    """The strength of each day in percent, from the first day on."""
    series = figures.strength_series
    return {
        "first": series[0].day.isoformat() if series else "",
        "values": [formats.whole_percent(point.strength) for point in series],
    }


def _weekdays(viewer: Viewer, figures: HabitStats) -> list[dict[str, int]]:
    """Due and kept by weekday, in the order of the viewer's week; Monday is 0."""
    begins = week_of(viewer.today(), viewer.week_start)[0].weekday()
    order = [(begins + place) % 7 for place in range(7)]
    shares = figures.by_weekday
    return [{"weekday": day, "due": shares[day].due, "kept": shares[day].kept} for day in order]
