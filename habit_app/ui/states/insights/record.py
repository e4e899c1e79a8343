"""State of how often predictions were right: what was said, held against what happened."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from habit_app.domain.track_record import LEAST_SKILL
from habit_app.services.predictions import record
from habit_app.services.predictions.views import (
    BandRecord,
    FactorShare,
    HabitRecord,
    PredictionRecord,
    ReliabilityBin,
)
from habit_app.services.shared.viewers import Viewer
from habit_app.text import say
from habit_app.text.formats import day_in_words, number, percent
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Loading

FORESEEN, HALF_FORESEEN = 0.2, 0.05
"""Shares of the error of always saying a habit's average: so much avoided is worth a word."""
SIDE = 1000
"""Units of the drawing: that the square of the chart is wide and high."""
SMALLEST, LARGEST = 20, 52
"""The same: radius of a dot."""


@dataclass(frozen=True, slots=True)
class Dot:
    """Predictions that were alike: where they are drawn, and in words."""

    x: int
    y: int
    radius: int
    said: str
    missed: str
    count: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How well misses of a habit were foreseen, in words."""

    id: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A factor, and how much it tells in percent of the one that tells most."""

    name: str
    width: int


class RecordState(Loading, rx.State):
    """Read after the week, since a replay of years takes its time."""

    _requires: ClassVar[str] = "user"

    sentences: list[str] = []
    source: str = ""
    dots: list[Dot] = []
    habits: list[Foreseen] = []
    factors: list[Telling] = []

    @rx.event
    async def load(self) -> None:
        """Read how often what was said of the viewer's habits came true."""
        with self._reading():
            viewer = await self._viewer_now()
            found = await look(record.of_person, viewer=viewer)
            self.sentences = sentences_of(found.bands, viewer.locale)
            self.source = _source(found, viewer)
            self.dots = dots_of(found.reliability, viewer.locale)
            self.habits = [_foreseen(habit, viewer.locale) for habit in found.habits]
            self.factors = _telling(found.factors, viewer.locale)


def sentences_of(bands: list[BandRecord], language: str) -> list[str]:
    """Say how often a miss followed: where one was said to be likely, and where not."""
    likely = [band for band in bands if band.band != "low"]
    safe = [band for band in bands if band.band == "low"]
    return [
        say(
            language,
            f"insights.record.{name}",
            count=said,
            missed=sum(band.skipped for band in group),
        )
        for name, group in (("at_risk", likely), ("safe", safe))
        if (said := sum(band.said for band in group))
    ]


def dots_of(reliability: list[ReliabilityBin], language: str) -> list[Dot]:
    """Place each dot: to the right what was said, upwards what happened; larger where more was."""
    most = max((group.n for group in reliability), default=1)
    return [
        Dot(
            x=round(group.predicted * SIDE),
            y=round((1 - group.observed) * SIDE),
            radius=round(SMALLEST + (LARGEST - SMALLEST) * (group.n / most) ** 0.5),
            said=percent(group.predicted, locale=language),
            missed=percent(group.observed, locale=language),
            count=number(group.n, locale=language),
        )
        for group in reliability
    ]


def _source(found: PredictionRecord, viewer: Viewer) -> str:
    """Whether it was really said, or is a replay, and since when."""
    since = day_in_words(found.from_, locale=viewer.locale, today=viewer.today())
    return say(viewer.locale, f"insights.record.{found.source}", day=since)


def _foreseen(habit: HabitRecord, language: str) -> Foreseen:
    words = say(language, f"insights.record.{foreseen(habit)}")
    return Foreseen(str(habit.habit_id), habit.title, words)


def foreseen(habit: HabitRecord) -> str:
    """Name how well misses were foreseen; where nothing changes there is nothing to foresee."""
    if habit.said < LEAST_SKILL:
        return "little_known"
    if habit.skill is None:
        return "never_kept" if habit.skipped else "always_kept"
    if habit.skill >= FORESEEN:
        return "often"
    return "sometimes" if habit.skill >= HALF_FORESEEN else "seldom"


def _telling(factors: list[FactorShare], language: str) -> list[Telling]:
    known = [factor for factor in factors if factor.effect > 0]
    largest = max((factor.effect for factor in known), default=1)
    return [
        Telling(
            say(language, f"insights.record.factor.{factor.factor}"),
            max(1, round(factor.effect / largest * 100)),
        )
        for factor in known
    ]
