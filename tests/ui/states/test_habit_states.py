"""The States of the list and the toast by themselves: what they read, and how dearly."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.errors import Unavailable
from habit_app.services.accounts import profiles
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.look import routes
from habit_app.ui.states.frame import reloading, undo
from habit_app.ui.states.frame.frame import Loading
from habit_app.ui.states.habit.habit import HabitState
from habit_app.ui.states.habits import habits as habit_list
from habit_app.ui.states.habits.habits import NO_FILTERS, HabitsState
from habit_app.ui.states.settings.sessions import SessionsState
from habit_app.ui.states.settings.settings import SettingsState
from habit_app.ui.states.settings.tokens import TokensState
from habit_app.ui.states.today.today import TodayState
from tests.makers import make_habit, make_user


@pytest.fixture
def viewer(sqlite_database: str, stopped_clock: Any) -> Viewer:
    return make_user()


class Told(list[str]):
    """What the toasts said."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, viewer: Viewer) -> Told:
    """Let the page be the viewer's, and keep what it tells them."""
    said = Told()

    async def looking(_page: HabitsState) -> Viewer:
        return viewer

    async def tell(_page: HabitsState, key: str, **_values: Any) -> None:
        said.append(key)

    monkeypatch.setattr(HabitsState, "_viewer_now", looking)
    monkeypatch.setattr(HabitsState, "_tell", tell)
    return said


@pytest.mark.parametrize("lots", [5, 200])
def test_the_list_costs_three_reads_however_long_it_is(
    viewer: Viewer, statements: Callable[[], Any], lots: int
) -> None:
    for number in range(lots):
        make_habit(viewer, title=f"Habit {number}", category=f"Kind {number % 3}")

    with statements() as seen, read_only() as session:
        rows, categories = habit_list._read(session, viewer=viewer, asked=NO_FILTERS)

    assert len(rows) == lots
    assert categories == ["Kind 0", "Kind 1", "Kind 2"]
    assert len([line for line in seen if line.startswith("SELECT")]) == 3


def test_strength_is_written_as_its_reader_does(viewer: Viewer) -> None:
    make_habit(viewer)
    german = replace(viewer, locale="de-DE")

    with read_only() as session:
        (row,), _ = habit_list._read(session, viewer=german, asked=NO_FILTERS)

    assert (row.strength, row.share) == (0, "0\u00a0%")


@pytest.mark.usefixtures("told")
async def test_a_filter_that_nobody_offers_changes_nothing() -> None:
    page = HabitsState()

    for name, value in (("status", "all"), ("sort", "password"), ("limit", "9"), ("q", "x" * 500)):
        await page.choose(name, value)

    assert dict(page.asked) == {**NO_FILTERS, "q": "x" * 120}


async def test_an_order_that_is_out_of_date_is_refused_and_read_again(
    viewer: Viewer, told: Told
) -> None:
    first, second = make_habit(viewer, title="One"), make_habit(viewer, title="Two")
    page = HabitsState()
    await page.load()
    third = make_habit(viewer, title="Three")

    await page.move(str(first.id), 1)
    assert [row.id for row in page.rows] == [str(h.id) for h in (first, second, third)]
    assert told == ["habits.changed"]

    await page.move(str(first.id), 99)
    assert [row.title for row in page.rows] == ["Two", "Three", "One"]
    assert page.said == "One is now in place 3 of 3."


async def test_nothing_is_ordered_while_it_is_filtered(viewer: Viewer, told: Told) -> None:
    first, _ = make_habit(viewer, title="One"), make_habit(viewer, title="Two")
    page = HabitsState()
    await page.choose("sort", "title")

    await page.move(str(first.id), 1)
    await page.move("no id", 1)

    assert [row.title for row in page.rows] == ["One", "Two"]
    assert told == []


async def test_an_act_on_what_is_not_there_says_so(told: Told) -> None:
    page = HabitsState()
    refused: list[str] = []

    async def tell_refusal(refusal: Any) -> None:
        refused.append(refusal.code)

    page.__dict__["_tell_refusal"] = tell_refusal
    for act in (page.archive, page.unarchive, page.delete, page.restore):
        await act("nonsense")

    assert refused == ["habit-not-found"] * 4
    assert told == []


@pytest.mark.usefixtures("told")
async def test_a_list_that_cannot_be_read_says_so_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = HabitsState()

    async def away(*_arguments: Any, **_named: Any) -> None:
        raise Unavailable("The database is away.")

    with monkeypatch.context() as broken:
        broken.setattr(habit_list, "look", away)
        await page.load()
    assert page.phase == "failed"
    await page.load()
    assert page.phase == "ready"


@pytest.mark.parametrize(
    "kind", [TodayState, HabitsState, HabitState, SettingsState, SessionsState, TokensState]
)
async def test_whatever_goes_wrong_in_a_load_is_logged_and_can_be_tried_again(
    kind: type[Loading], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(_page: Loading) -> Viewer:
        raise OSError("The disk is away.")

    monkeypatch.setattr(kind, "_viewer_now", away)
    page: Any = kind()
    await page.load()

    assert page.phase == "failed"
    assert "The disk is away." in caplog.text


@pytest.mark.usefixtures("sqlite_database")
async def test_a_day_that_cannot_be_read_says_so_when_it_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only the day is away: who is looking and whether they are new can be read."""
    viewer = make_user()

    async def found(_page: Loading) -> Viewer:
        return viewer

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("The disk is away.")

    monkeypatch.setattr(TodayState, "_viewer_now", found)
    monkeypatch.setattr("habit_app.ui.states.today.today.today.today_view", broken)
    page: Any = TodayState()
    await page.open()

    assert page.phase == "failed"


async def test_who_kept_something_elsewhere_is_not_new_any_more(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looking(_page: TodayState) -> Viewer:
        return viewer

    monkeypatch.setattr(TodayState, "_viewer_now", looking)
    habit = make_habit(viewer, title="Read")
    page = TodayState()
    await page.open()
    with read_only() as session:
        assert profiles.me(session, viewer=viewer).onboarding == "new"

    with unit_of_work() as session:
        checkin = Checkin(Statement(said=Said.DONE))
        checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=checkin)
    await page.open()
    with read_only() as session:
        assert profiles.me(session, viewer=viewer).onboarding == "done"


def test_every_page_is_read_again_by_its_own_event() -> None:
    events = {
        f"{routes.HABITS}/": "HabitsState",
        "/habits/0193b0a0-0000-7000-8000-000000000000": "HabitState",
        routes.INSIGHTS: "InsightsState",
        "/": "TodayState",
        "/nowhere": "TodayState",
    }

    for path, owner in events.items():
        assert reloading.here(path).fn.__qualname__ == f"{owner}.load"


def test_every_act_has_its_way_back() -> None:
    assert set(undo.WAYS_BACK) == set(habit_list.ROW_ACTS)
