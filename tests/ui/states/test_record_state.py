"""The State of how often predictions were right: its sentences, its dots, its words for skill."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from habit_app.services.predictions.views import BandRecord, HabitRecord, ReliabilityBin
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.states.insights.record import (
    LARGEST,
    SIDE,
    RecordState,
    dots_of,
    foreseen,
    sentences_of,
)
from tests.makers import keep, make_habit, make_user

TODAY = date(2026, 3, 4)


@pytest.fixture
def viewer(sqlite_database: str, stopped_clock: Any) -> Viewer:
    return make_user()


async def shown(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> RecordState:
    async def looking(_page: RecordState) -> Viewer:
        return viewer

    monkeypatch.setattr(RecordState, "_viewer_now", looking)
    page = RecordState()
    await page.load()
    assert page.phase == "ready"
    return page


def make_past(viewer: Viewer, days: int) -> None:
    """Every other week was kept."""
    start = TODAY - timedelta(days=days)
    habit = make_habit(viewer, start_date=start.isoformat())
    keep(viewer, habit.id, [start + timedelta(days=n) for n in range(days) if n % 14 < 7])


async def test_an_old_past_is_replayed_and_said_to_be(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_past(viewer, 84)

    page = await shown(viewer, monkeypatch)

    assert page.source.startswith("A replay of your past since 10 December 2025: ")
    assert len(page.sentences) == 2
    assert [habit.words for habit in page.habits] == ["We often see a miss coming."]
    assert page.dots
    assert page.factors[0].width == 100


async def test_of_who_is_new_nothing_is_said(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await shown(viewer, monkeypatch)

    assert (page.sentences, page.dots, page.habits, page.factors) == ([], [], [], [])


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en",
            [
                "Of 31 times that we said “at risk”, you missed 17.",
                "Of 120 times that we said “safe”, you missed 9.",
            ],
        ),
        (
            "de",
            [
                "Von 31 Malen, die wir „gefährdet“ gesagt haben, hast du 17 verpasst.",
                "Von 120 Malen, die wir „sicher“ gesagt haben, hast du 9 verpasst.",
            ],
        ),
    ],
)
async def test_at_risk_is_what_is_medium_and_high(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch, locale: str, said: list[str]
) -> None:
    bands = [BandRecord("low", 120, 9), BandRecord("medium", 21, 8), BandRecord("high", 10, 9)]

    assert sentences_of(bands, locale) == said
    make_past(viewer, 84)
    page = await shown(replace(viewer, locale=locale), monkeypatch)
    assert all("{" not in words for words in [page.source, *(f.name for f in page.factors)])


def test_a_band_that_was_never_said_is_not_told() -> None:
    bands = [BandRecord("low", 1, 0), BandRecord("medium", 0, 0), BandRecord("high", 0, 0)]

    assert sentences_of(bands, "en") == ["Of the one time that we said “safe”, you missed 0."]


def test_dots_lie_on_the_diagonal_where_we_were_right() -> None:
    dots = dots_of([ReliabilityBin(0.25, 0.25, 400), ReliabilityBin(0.75, 0.5, 4)], "en")

    assert dots[0].x == SIDE - dots[0].y
    assert (dots[1].x, dots[1].y) == (SIDE * 0.75, SIDE * 0.5)
    assert LARGEST == dots[0].radius > dots[1].radius
    assert (dots[1].said, dots[1].missed, dots[1].count) == ("75%", "50%", "4")


@pytest.mark.parametrize(
    ("said", "skipped", "skill", "word"),
    [
        (60, 20, 0.3, "often"),
        (60, 20, 0.1, "sometimes"),
        (60, 20, -0.1, "seldom"),
        (60, 0, None, "always_kept"),
        (60, 60, None, "never_kept"),
        (4, 0, None, "little_known"),
    ],
)
def test_how_well_misses_were_foreseen(
    said: int, skipped: int, skill: float | None, word: str
) -> None:
    assert foreseen(HabitRecord(uuid4(), "Read", said, skipped, 0.1, skill)) == word
