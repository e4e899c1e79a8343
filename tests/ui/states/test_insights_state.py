"""The State of a week by itself: which week is shown, and what it does with nonsense."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from habit_app.db.session import read_only
from habit_app.errors import Unavailable
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.states.insights import insights as page_of
from habit_app.ui.states.insights.insights import InsightsState
from tests.makers import keep, make_habit, make_user

LAST = date(2026, 2, 23)


@pytest.fixture
def viewer(sqlite_database: str, stopped_clock: Any) -> Viewer:
    viewer = make_user()
    habit = make_habit(viewer, start_date="2026-02-16")
    keep(viewer, habit.id, [LAST + timedelta(days=offset) for offset in (0, 1, 2)])
    return viewer


@pytest.fixture
def page(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> InsightsState:
    """The page as the viewer's; what it tells them is kept in `told`."""

    async def looking(_page: InsightsState) -> Viewer:
        return viewer

    monkeypatch.setattr(InsightsState, "_viewer_now", looking)
    return InsightsState()


async def test_the_last_whole_week_comes_first(page: InsightsState) -> None:
    await page.load()

    assert page.phase == "ready"
    assert (page.week["begin"], page.week["end"]) == ("23 February", "1 March")
    assert (page.week["kept"], page.week["due"]) == (3, 7)
    assert page.week["against"] == "43 percentage points more than the week before (0%)"
    assert page.week["days"] == [
        "Your best day was Monday: 1 of 1.",
        "The hardest was Thursday: 0 of 1.",
    ]
    assert (page.week["share"], page.week["before"]) == ("3 / 7", "0 / 7")
    assert page.habits[0]["share"] == "3 / 7"
    assert page.habits[0]["trend"] == "up"
    assert [day["percent"] for day in page.days] == [100, 100, 100, 0, 0, 0, 0]
    assert page.streaks == ["Ended: Read, after 3 days"]
    assert page.at_risk[0]["reason"] == "You kept 1 of the last 7."


async def test_what_ended_is_said_in_the_case_that_its_language_asks_for(
    page: InsightsState, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looking(_page: InsightsState) -> Viewer:
        return replace(viewer, locale="de-DE")

    monkeypatch.setattr(InsightsState, "_viewer_now", looking)
    await page.load()

    assert page.streaks == ["Beendet: Read, nach 3 Tagen"]


async def test_weeks_are_turned_and_end_with_this_one(page: InsightsState) -> None:
    await page.load()
    for _ in range(3):  # quicker than the page can say that it is the last one
        await page.turn(-1)
    assert (page.week["running"], page.week["has_later"]) == (True, False)
    assert page.week["against"] == "The whole week before came to 43%."

    await page.turn(1)
    await page.turn(1)
    assert (page.week["kept"], page.week["due"]) == (0, 7)
    assert page.week["against"] == "Nothing was due the week before"


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_week_that_has_just_begun_says_what_is_due_in_it(
    page: InsightsState, viewer: Viewer, stopped_clock: Any, language: str
) -> None:
    object.__setattr__(viewer, "locale", language)
    stopped_clock.move_to("2026-03-02T00:20:00Z")  # a Monday
    make_habit(viewer, title="Swim", schedule={"type": "weekdays", "days": ["sun"]})
    make_habit(
        viewer, title="Away", end_date="2026-03-04", schedule={"type": "weekdays", "days": ["sun"]}
    )
    make_habit(viewer, title="Run", schedule={"type": "per_week", "times": 3})
    await page.load()
    assert page.week["coming"] == ""

    await page.turn(-1)

    assert (page.week["running"], page.week["due"]) == (True, 0)
    assert (
        page.week["coming"]
        == {
            "en": "Due in it: Read, Swim and Run.",
            "de": "In ihr fällig: Read, Swim und Run.",
        }[language]
    )


async def test_of_many_that_are_due_some_are_named(
    page: InsightsState, viewer: Viewer, stopped_clock: Any
) -> None:
    stopped_clock.move_to("2026-03-02T00:20:00Z")
    for place in range(9):
        make_habit(viewer, title=f"H{place}")
    await page.load()
    await page.turn(-1)

    assert page.week["coming"] == "Due in it: Read, H0, H1, H2, H3, H4, H5, H6 and 2 more."


async def test_a_week_that_cannot_be_read_says_so(
    page: InsightsState, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_arguments: Any, **_named: Any) -> None:
        raise Unavailable("The database is away.")

    with monkeypatch.context() as broken:
        broken.setattr(page_of, "look", away)
        await page.load()
    assert page.phase == "failed"
    await page.load()
    assert page.phase == "ready"


def test_who_is_new_sees_this_week(sqlite_database: str, stopped_clock: Any) -> None:
    viewer = make_user()
    make_habit(viewer)

    with read_only() as session:
        found = page_of.read(session, viewer=viewer, day=None)

    assert found.week.from_ == date(2026, 3, 2)


async def test_who_has_no_habits_is_shown_an_empty_week(
    sqlite_database: str, stopped_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()

    async def looking(_page: InsightsState) -> Viewer:
        return viewer

    monkeypatch.setattr(InsightsState, "_viewer_now", looking)
    page = InsightsState()
    await page.load()

    assert (page.phase, page.week["coming"]) == ("ready", "")
