"""The State of what is foretold of a habit: its words, its bars, and what it says of a new one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from habit_app.db.session import read_only, unit_of_work
from habit_app.services.habits import lifecycle
from habit_app.services.predictions.views import PredictionView, ReasonView
from habit_app.services.shared.spans import WeekSpan
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.states.habit.forecast import _in_words as in_words
from habit_app.ui.states.habit.forecast import bars_of, read, unit_in_words
from tests.makers import keep, make_habit, make_user

TODAY = date(2026, 3, 4)


@pytest.fixture
def viewer(sqlite_database: str, stopped_clock: Any) -> Viewer:
    return make_user()


def foretold(viewer: Viewer, days: int, kept: int = 0, **draft: Any) -> PredictionView | str:
    """What is said of a habit so many days old that was kept on the first few of them."""
    start = TODAY - timedelta(days=days)
    habit = make_habit(viewer, start_date=start.isoformat(), **draft)
    keep(viewer, habit.id, [start + timedelta(days=day) for day in range(kept)])
    with read_only() as session:
        return read(session, viewer=viewer, habit_id=habit.id)


def test_a_habit_at_risk_says_how_likely_by_whom_why_and_what_would_help(viewer: Viewer) -> None:
    found = foretold(viewer, 14, kept=1)

    assert isinstance(found, PredictionView)
    said = in_words(found, viewer)
    assert said.unit == "likely to be missed today"
    assert (said.band, said.source[:20]) == ("high", "Said by simple rules")
    assert found.suggestions[0] == "Make it smaller for a week: two minutes count."
    speaking = [reason for reason in found.reasons if reason.effect > 0]
    assert len(found.suggestions) == len(speaking)


def test_a_habit_that_is_kept_needs_no_help(viewer: Viewer) -> None:
    found = foretold(viewer, 14, kept=14)

    assert isinstance(found, PredictionView)
    assert found.suggestions == []
    assert {bar.speaks_for for bar in bars_of(found.reasons)} == {"kept"}


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "2 more days and we can say how likely it is missed, and why."),
        ("de", "Noch 2 Tage, dann können wir sagen, wie wahrscheinlich du sie verpasst und warum."),
    ],
)
def test_of_a_new_habit_it_is_said_when_there_will_be_something(
    viewer: Viewer, locale: str, said: str
) -> None:
    assert foretold(replace(viewer, locale=locale), 1) == said


def test_a_weekly_habit_waits_for_weeks(viewer: Viewer) -> None:
    found = foretold(viewer, 0, schedule={"type": "per_week", "times": 3})

    assert found == "3 more weeks and we can say how likely it is missed, and why."


@pytest.mark.parametrize("days", [2, 20])
def test_what_has_ended_is_not_foretold(viewer: Viewer, days: int) -> None:
    assert foretold(viewer, days, end_date=(TODAY - timedelta(days=1)).isoformat()) == ""


def test_what_is_put_away_is_not_foretold(viewer: Viewer) -> None:
    habit = make_habit(viewer)
    with unit_of_work() as session:
        lifecycle.archive(session, viewer=viewer, habit_id=habit.id, archived=True)

    with read_only() as session:
        assert read(session, viewer=viewer, habit_id=habit.id) == ""


def test_a_bar_is_as_wide_as_its_effect_beside_the_largest() -> None:
    bars = bars_of([ReasonView("weekday", -0.8, "a"), ReasonView("recent_run", 0.4, "b")])

    assert [(bar.speaks_for, bar.width) for bar in bars] == [("kept", 100), ("missed", 50)]
    assert bars_of([]) == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (0, 0, "today"),
        (1, 1, "tomorrow"),
        (3, 3, "on 7 March"),
        (-2, 4, "this week"),
        (-3, 27, "this month"),
        (5, 11, "in the time 9 March – 15 March"),
    ],
)
def test_when_it_is(first: int, last: int, said: str) -> None:
    span = WeekSpan(TODAY + timedelta(days=first), TODAY + timedelta(days=last))

    assert unit_in_words(span, TODAY, language="en") == said
