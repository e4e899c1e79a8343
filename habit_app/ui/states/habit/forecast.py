"""State of what is foretold of a habit: how likely it is missed next, and what that comes from."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

import reflex as rx

from habit_app.db.session import Session
from habit_app.domain.weeks import WEEK
from habit_app.errors import NotFound
from habit_app.services.predictions import predictions
from habit_app.services.predictions.views import PredictionView, ReasonView
from habit_app.services.shared.spans import WeekSpan
from habit_app.services.shared.viewers import Viewer
from habit_app.text import say
from habit_app.text.formats import day_in_words, percent, span
from habit_app.ui.look import routes
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Loading


@dataclass(frozen=True, slots=True)
class Forecast:
    """A prediction in words; without a share, `soon` says what is missing for one."""

    share: str = ""
    unit: str = ""
    band: str = ""
    source: str = ""
    soon: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A reason; `width` is in percent of the largest one."""

    text: str
    speaks_for: str
    """What it speaks for: `kept` or `missed`."""
    width: int


class ForecastState(Loading, rx.State):
    """Read beside the habit, since all habits of a person are judged together."""

    _requires: ClassVar[str] = "user"

    forecast: Forecast = Forecast()
    bars: list[Bar] = []
    steps: list[str] = []

    @rx.event
    async def load(self) -> None:
        """Read what is foretold of the habit that the address names."""
        with self._reading():
            viewer = await self._viewer_now()
            habit_id = routes.habit_in(self.router.url.path)
            found = await look(read, viewer=viewer, habit_id=habit_id)
            if isinstance(found, PredictionView):
                self.forecast = _in_words(found, viewer)
                self.bars, self.steps = bars_of(found.reasons), found.suggestions
            else:
                self.forecast, self.bars, self.steps = Forecast(soon=found), [], []


def read(session: Session, *, viewer: Viewer, habit_id: UUID) -> PredictionView | str:
    """Read what is foretold, or say when that can be told; empty where nothing is due any more."""
    try:
        return predictions.of_habit(session, viewer=viewer, habit_id=habit_id)
    except NotFound:
        count, unit = predictions.units_wanting(session, viewer=viewer, habit_id=habit_id)
        return say(viewer.locale, f"risk.forecast.soon_{unit}", count=count) if count else ""


def bars_of(reasons: list[ReasonView]) -> list[Bar]:
    largest = max((abs(reason.effect) for reason in reasons), default=1)
    return [
        Bar(
            reason.text,
            "missed" if reason.effect > 0 else "kept",
            max(1, round(abs(reason.effect) / largest * 100)),
        )
        for reason in reasons
    ]


def unit_in_words(unit: WeekSpan, today: date, *, language: str) -> str:
    """Say when: today, this week, on 3 May."""
    first, last = unit.from_, unit.to
    named = {today: "today", today + timedelta(days=1): "tomorrow"}
    if first == last and first in named:
        return say(language, f"risk.unit.{named[first]}")
    if first == last:
        day = day_in_words(first, locale=language, today=today)
        return say(language, "risk.unit.day", day=day)
    if first <= today <= last:
        return say(language, f"risk.unit.{'week' if last - first < WEEK else 'month'}")
    return say(language, "risk.unit.span", span=span(first, last, locale=language, form="day"))


def _in_words(found: PredictionView, viewer: Viewer) -> Forecast:
    language = viewer.locale
    unit = unit_in_words(found.unit, viewer.today(), language=language)
    return Forecast(
        share=percent(found.probability, locale=language),
        unit=say(language, "risk.forecast.share", unit=unit),
        band=found.band,
        source=say(language, f"risk.forecast.{found.source}"),
    )
