"""What Today's cards and rows say of a habit that is at risk."""

from datetime import date, timedelta
from typing import Any

import pytest

from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.habits.views import HabitDetail
from habit_app.services.predictions import runs
from habit_app.services.shared.viewers import Viewer
from habit_app.services.today import today
from habit_app.services.today.views import TodayView
from habit_app.ui.states.today.day_page import Shown, day_page
from tests.makers import keep, make_habit, make_user

TODAY = date(2026, 3, 4)


@pytest.fixture
def viewer(sqlite_database: str, stopped_clock: Any) -> Viewer:
    return make_user()


def seldom_kept(viewer: Viewer, **draft: Any) -> HabitDetail:
    """Kept one day in eight weeks, and foretold."""
    start = TODAY - timedelta(days=56)
    habit = make_habit(viewer, start_date=start.isoformat(), **draft)
    keep(viewer, habit.id, [start])
    runs.refresh([viewer.id])
    return habit


def seen(viewer: Viewer, day: date | None = None) -> TodayView:
    with read_only() as session:
        return today.today_view(session, viewer=viewer, day=day)


def shown(viewer: Viewer, layout: str) -> Shown:
    page = day_page(seen(viewer), viewer, layout=layout, noted=frozenset())
    (habit,) = page.rows if layout == "grid" else page.groups[0].cards
    return habit


@pytest.mark.parametrize("layout", ["list", "grid"])
def test_an_open_day_says_how_likely_it_is_missed_and_why(viewer: Viewer, layout: str) -> None:
    seldom_kept(viewer)

    habit = shown(viewer, layout)

    assert habit.at_risk == "high"
    assert habit.risk_words == f"Likely to be missed: {habit.risk}."
    assert habit.reason == "You kept none of the last 7."


@pytest.mark.parametrize("said", [Said.DONE, Said.SKIP, Said.NO])
@pytest.mark.parametrize("layout", ["list", "grid"])
def test_a_day_of_which_something_was_said_is_at_no_risk(
    viewer: Viewer, layout: str, said: Said
) -> None:
    habit = seldom_kept(viewer)
    with unit_of_work() as session:
        words = Checkin(Statement(said=said), day=TODAY)
        checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=words)

    assert shown(viewer, layout).at_risk == ""


def test_of_an_earlier_day_nothing_is_foretold(viewer: Viewer) -> None:
    seldom_kept(viewer)

    (habit,) = seen(viewer, TODAY - timedelta(days=1)).groups[0].habits

    assert habit.risk is None


def test_a_habit_that_is_kept_says_nothing(viewer: Viewer) -> None:
    start = TODAY - timedelta(days=14)
    habit = make_habit(viewer, start_date=start.isoformat())
    keep(viewer, habit.id, [start + timedelta(days=day) for day in range(14)])
    runs.refresh([viewer.id])

    assert shown(viewer, "list").at_risk == ""
