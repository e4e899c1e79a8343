"""State of the page of a week: what it came to, against the week before."""

from datetime import date
from typing import Any, ClassVar

import reflex as rx

from habit_app import text
from habit_app.db.session import Session
from habit_app.domain.calendar import week_of
from habit_app.domain.schedules import WEEKDAYS
from habit_app.domain.weeks import WEEK
from habit_app.errors import AppError, Invalid
from habit_app.services.insights import reports, weeks
from habit_app.services.insights.views import StreakChange, WeekdayShare, WeeklyInsights
from habit_app.services.shared.viewers import Viewer
from habit_app.text.formats import day_in_words, in_words, listed, percent, whole_percent
from habit_app.ui.reflex.arguments import as_day
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame.frame import Loading
from habit_app.ui.states.insights.record import RecordState

MOST_NAMED = 8
"""Habits: that are named of those still due; the others are counted."""


class InsightsState(Loading, rx.State):
    """One week; at first the last whole one, or this one where nothing was due then."""

    _requires: ClassVar[str] = "user"

    week: dict[str, Any] = {}
    habits: list[dict[str, Any]] = []
    days: list[dict[str, Any]] = []
    streaks: list[str] = []
    at_risk: list[dict[str, Any]] = []
    _shown: date | None = None

    @rx.event
    async def open(self) -> Any:
        """Show the week that the address names, as the links in mails do; then what took longer."""
        try:
            self._shown = as_day(self.router.url.query_parameters.get("week"))
        except AppError:
            self._shown = None
        await self.load()
        return RecordState.load

    @rx.event
    async def load(self) -> None:
        """Read the week that is shown."""
        with self._reading():
            viewer = await self._viewer_now()
            try:
                found = await look(read, viewer=viewer, day=self._shown)
            except Invalid:
                found = await look(read, viewer=viewer, day=None)
            self._fill(viewer, found)

    @rx.event
    async def turn(self, back: int) -> None:
        """Show the week before, or after; as often as asked, however quickly, but not ahead."""
        viewer = await self._viewer_now()
        wanted = (self._shown or viewer.today()) + (-WEEK if back == 1 else WEEK)
        if wanted <= viewer.today():
            self._shown = wanted
        await self.load()

    @rx.event
    async def send(self) -> None:
        """Send the report of the week that is shown by e-mail."""
        viewer = await self._viewer_now()
        try:
            await run(reports.ask_mail, viewer=viewer, day=self._shown)
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        await self._tell("insights.sent")

    def _fill(self, viewer: Viewer, found: WeeklyInsights) -> None:
        self._shown = found.week.from_
        self.week = _week(viewer, found)
        self.habits = [
            {
                "id": str(share.habit_id),
                "title": share.title,
                "color": share.color,
                "icon": share.icon,
                "share": _of(share.kept, share.due),
                "before": _of(share.previous_kept, share.previous_due),
                "percent": whole_percent(share.rate or 0),
                "trend": _trend(share.rate, share.previous_rate),
            }
            for share in found.by_habit
        ]
        self.days = [_day(viewer, weekday) for weekday in found.by_weekday]
        self.streaks = [
            _streak(viewer, key, change)
            for key, changes in (("won", found.streaks_won), ("lost", found.streaks_lost))
            for change in changes
        ]
        self.at_risk = [
            {
                "id": str(risk.habit_id),
                "title": risk.title,
                "color": risk.color,
                "icon": risk.icon,
                "band": risk.band,
                "share": _percent(viewer, risk.probability),
                "reason": risk.reason,
                "suggestion": risk.suggestion,
            }
            for risk in found.at_risk
        ]


def read(session: Session, *, viewer: Viewer, day: date | None) -> WeeklyInsights:
    """Read a week; with none named the last whole one, or this one where nothing was due then."""
    if day is not None:
        return weeks.weekly(session, viewer=viewer, day=day)
    last = weeks.weekly(session, viewer=viewer, day=viewer.today() - WEEK)
    return last if last.due else weeks.weekly(session, viewer=viewer)


def _week(viewer: Viewer, found: WeeklyInsights) -> dict[str, Any]:
    first, last = found.week.from_, found.week.to
    running, _ = week_of(viewer.today(), viewer.week_start)
    begin, end = (
        day_in_words(day, locale=viewer.locale, today=viewer.today()) for day in (first, last)
    )
    return {
        "begin": begin,
        "end": end,
        "has_later": first < running,
        "running": first == running,
        "kept": found.kept,
        "due": found.due,
        "rate": _percent(viewer, found.rate),
        "against": _against(viewer, found, running=first == running),
        "share": _of(found.kept, found.due),
        "before": _of(
            sum(share.previous_kept for share in found.by_habit),
            sum(share.previous_due for share in found.by_habit),
        ),
        "days": _days_in_words(viewer, found),
        "badges": len(found.badges),
        "coming": "" if found.due else _coming(viewer, [habit.title for habit in found.still_due]),
    }


def _coming(viewer: Viewer, titles: list[str]) -> str:
    """What is due in a week of which nothing is decided yet, in words; empty where nothing is."""
    if not titles:
        return ""
    named, more = titles[:MOST_NAMED], len(titles) - MOST_NAMED
    if more > 0:
        named = [*named, text.say(viewer.locale, "insights.more", count=more)]
    return text.say(viewer.locale, "insights.coming", titles=listed(named, locale=viewer.locale))


def _against(viewer: Viewer, found: WeeklyInsights, *, running: bool) -> str:
    """The week before, in words; one that goes on is not compared with a whole one.

    The points are the difference of the two shares as they are shown.
    """
    language = viewer.locale
    if found.previous_rate is None:
        return text.say(language, "insights.first")
    before = _percent(viewer, found.previous_rate)
    points = whole_percent(found.rate or 0) - whole_percent(found.previous_rate)
    if running:
        return text.say(language, "insights.before_was", rate=before)
    if not points:
        return text.say(language, "insights.level", rate=before)
    key = "insights.up" if points > 0 else "insights.down"
    return text.say(language, key, count=abs(points), rate=before)


def _days_in_words(viewer: Viewer, found: WeeklyInsights) -> list[str]:
    """The best and the hardest day, or that all went alike where there are several."""
    if found.best_day and found.weakest_day:
        named = {"best": found.best_day, "weakest": found.weakest_day}
        return [_told_day(viewer, key, day) for key, day in named.items()]
    several = sum(bool(day.due) for day in found.by_weekday) > 1
    return [text.say(viewer.locale, "insights.even")] if several else []


def _told_day(viewer: Viewer, key: str, weekday: WeekdayShare) -> str:
    name = in_words(weekday.day, locale=viewer.locale, form="weekday")
    return text.say(viewer.locale, f"insights.{key}", day=name, kept=weekday.kept, due=weekday.due)


def _day(viewer: Viewer, weekday: WeekdayShare) -> dict[str, Any]:
    return {
        "short": text.say(viewer.locale, f"weekday.{WEEKDAYS[weekday.day.weekday()]}"),
        "name": in_words(weekday.day, locale=viewer.locale, form="weekday"),
        "kept": weekday.kept,
        "due": weekday.due,
        "percent": whole_percent(weekday.rate or 0),
        "share": _percent(viewer, weekday.rate),
        "today": weekday.day == viewer.today(),
    }


def _streak(viewer: Viewer, key: str, change: StreakChange) -> str:
    unit = change.unit if key == "won" else f"after_{change.unit}"
    length = text.say(viewer.locale, f"unit.{unit}", count=change.length)
    return text.say(viewer.locale, f"insights.{key}", title=change.title, length=length)


def _of(kept: int, due: int) -> str:
    return f"{kept} / {due}" if due else "–"


def _trend(rate: float | None, before: float | None) -> str:
    """Which way a habit goes, where both weeks say something."""
    if rate is None or before is None or rate == before:
        return ""
    return "up" if rate > before else "down"


def _percent(viewer: Viewer, share: float | None) -> str:
    return percent(share, locale=viewer.locale)
