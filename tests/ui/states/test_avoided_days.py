"""What Today and the editor of a day show of habits to avoid, also around a change of the aim."""

from datetime import date, timedelta
from typing import Any

import pytest

from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.habits import habits
from habit_app.services.habits.drafts import HabitPatch
from habit_app.services.habits.views import HabitDetail
from habit_app.services.shared.viewers import Viewer
from habit_app.services.today import today
from habit_app.ui.states.habit.day_editor import _is_avoided
from habit_app.ui.states.today.day_page import DayPage, day_page
from habit_app.ui.states.today.today import UNTOUCHED, _state_of, way_back
from tests.makers import keep, make_habit, make_user

TODAY = date(2026, 3, 4)
pytestmark = pytest.mark.usefixtures("sqlite_database")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def say(viewer: Viewer, habit: HabitDetail, said: Said, day: date) -> None:
    with unit_of_work() as session:
        checkin = Checkin(Statement(said=said), day=day)
        checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=checkin)


def shown(viewer: Viewer, layout: str = "grid", day: date | None = None) -> DayPage:
    with read_only() as session:
        view = today.today_view(session, viewer=viewer, days=7, day=day)
        return day_page(view, viewer, layout=layout, noted=frozenset())


def changed(viewer: Viewer, clock: Any) -> HabitDetail:
    """A habit that was to be done until two days ago, and is to be avoided since."""
    habit = make_habit(viewer, start_date=ago(5))
    clock.shift(timedelta(days=-2))
    keep(viewer, habit.id, [ago(4), ago(3)])
    with unit_of_work() as session:
        avoid = HabitPatch(direction="at_most")
        habits.edit(session, viewer=viewer, habit_id=habit.id, change=avoid)
    clock.shift(timedelta(days=2))
    with read_only() as session:
        return habits.find(session, viewer=viewer, habit_id=habit.id)


def test_each_day_takes_a_tap_as_its_own_version_means_it(stopped_clock: Any) -> None:
    viewer = make_user()
    habit = changed(viewer, stopped_clock)
    say(viewer, habit, Said.SLIP, ago(1))

    (row,) = shown(viewer).rows

    assert [(state, avoids) for _, state, _, _, avoids in row.cells] == [
        ("rest", False),  # before it began, when it was to be done
        ("missed", False),
        ("done", False),
        ("done", False),
        ("done", True),
        ("slipped", True),
        ("pending", True),
    ]
    assert [_is_avoided(habit, ago(days)) for days in (3, 2, 0)] == [False, True, True]


def test_the_card_of_an_earlier_day_asks_what_was_asked_then(stopped_clock: Any) -> None:
    viewer = make_user()
    changed(viewer, stopped_clock)

    for days, avoids in ((4, False), (2, True)):
        (card,) = shown(viewer, "list", ago(days)).groups[0].cards
        assert (card.state, card.avoids) == ("done", avoids)


def test_a_day_with_a_tick_that_is_to_be_avoided_by_now_is_avoided(stopped_clock: Any) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=ago(5))
    keep(viewer, habit.id, [ago(0)])
    with unit_of_work() as session:
        avoid = HabitPatch(direction="at_most")
        habits.edit(session, viewer=viewer, habit_id=habit.id, change=avoid)

    (card,) = shown(viewer, "list").groups[0].cards

    assert (card.state, card.avoids) == ("pending", True)
    assert shown(viewer).rows[0].cells[-1][1:] == ("pending", 1, False, True)


@pytest.mark.parametrize("layout", ["grid", "list"])
def test_what_was_not_tapped_has_no_way_back(stopped_clock: Any, layout: str) -> None:
    viewer = make_user()
    habit = make_habit(viewer, direction="at_most", start_date=ago(5))

    stood = _state_of(shown(viewer, layout, ago(1)), habit.id)

    assert stood == UNTOUCHED
    assert way_back(Said.UNDO, stood) is None


@pytest.mark.parametrize(
    ("before", "said"),
    [("slipped", Said.SLIP), ("skipped", Said.SKIP), ("missed", Said.NO), ("done", Said.DONE)],
)
def test_what_was_taken_back_can_be_said_again(before: str, said: Said) -> None:
    assert way_back(Said.UNDO, before) == Statement(said=said)


def test_where_nothing_was_said_nothing_leads_back() -> None:
    assert way_back(Said.UNDO, "pending") is None
