"""The States of badges, community and the small celebration by themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from habit_app.db.session import unit_of_work
from habit_app.errors import Unavailable
from habit_app.services.accounts import profiles
from habit_app.services.accounts.profiles import ProfilePatch
from habit_app.services.insights import runs
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.states.badges import badges as badges_page
from habit_app.ui.states.badges.badges import BadgesState
from habit_app.ui.states.community import community as community_page
from habit_app.ui.states.community.community import CommunityState
from habit_app.ui.states.frame import celebration
from habit_app.ui.states.frame.celebration import CelebrationState
from habit_app.ui.states.frame.frame import Frame
from tests.makers import keep, make_habit, make_user


@pytest.fixture
def viewer(sqlite_database: str, stopped_clock: Any) -> Viewer:
    return make_user()


@pytest.fixture(autouse=True)
def _looking(monkeypatch: pytest.MonkeyPatch, viewer: Viewer) -> None:
    """Let the pages be the viewer's."""

    async def looking(_page: Any) -> Viewer:
        return viewer

    async def frame(_page: Any, _kind: Any) -> Frame:
        return Frame()

    for state in (BadgesState, CelebrationState, CommunityState):
        monkeypatch.setattr(state, "_viewer_now", looking)
    monkeypatch.setattr(CelebrationState, "get_state", frame)


async def test_badges_are_apart_by_won_and_to_come(viewer: Viewer) -> None:
    habit = make_habit(viewer)
    keep(viewer, habit.id, [viewer.today()])
    page = BadgesState()

    await page.load()

    assert page.phase == "ready"
    assert [(one.code, one.day, one.habit_title) for one in page.won] == [
        ("first_step", "2026-03-04", "Read")
    ]
    assert len(page.coming) == 12
    assert (page.coming[0].now, page.coming[0].of) == (1, 7)


async def test_a_badge_is_celebrated_once_in_words(viewer: Viewer) -> None:
    keep(viewer, make_habit(viewer).id, [viewer.today()])
    first, second = CelebrationState(), CelebrationState()

    await first.look()
    await second.look()

    assert (first.title, first.detail) == ("Badge won: First step", "Read")
    assert second.title == ""
    await first.open()
    assert first.title == ""


async def test_several_badges_are_one_celebration(viewer: Viewer) -> None:
    today = viewer.today()
    habit = make_habit(viewer, start_date=str(today - timedelta(days=6)))
    keep(viewer, habit.id, [today - timedelta(days=offset) for offset in range(6, -1, -1)])
    page = CelebrationState()

    await page.look()

    assert page.title == "2 badges won"
    assert page.detail == "First step, One week"


async def test_who_saw_a_badge_on_its_page_needs_no_celebration(viewer: Viewer) -> None:
    keep(viewer, make_habit(viewer).id, [viewer.today()])
    page = CelebrationState()

    await BadgesState().load()
    await page.look()

    assert page.title == ""


async def test_the_community_shows_the_weeks_and_ones_place(viewer: Viewer) -> None:
    monday = viewer.today() - timedelta(days=9)
    habit = make_habit(viewer, start_date=str(monday))
    keep(viewer, habit.id, [monday + timedelta(days=offset) for offset in range(7)])
    page = CommunityState()
    await page.load()
    assert (page.places, page.takes_part, page.me.me) == ([], False, False)

    with unit_of_work() as session:
        change = ProfilePatch(display_name="Ada", leaderboard_opt_in=True)
        profiles.change_profile(session, viewer=viewer, change=change)
    runs.refresh_scores()
    await page.load()
    assert (page.takes_part, page.places, page.lacking) == (True, [], 3)
    await page.choose("yes")
    assert page.last_week is False
    await page.choose(True)

    assert [(one.rank, one.name, one.score) for one in page.places] == [(1, "Ada", "100")]
    assert page.me.rank == 1


@pytest.mark.parametrize(
    ("module", "state"), [(badges_page, BadgesState), (community_page, CommunityState)]
)
async def test_a_page_that_cannot_be_read_says_so_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, module: Any, state: Callable[[], Any]
) -> None:
    page = state()

    async def away(*_arguments: Any, **_named: Any) -> None:
        raise Unavailable("The database is away.")

    with monkeypatch.context() as broken:
        broken.setattr(module, "look", away)
        await page.load()
    assert page.phase == "failed"
    await page.load()
    assert page.phase == "ready"


async def test_a_celebration_that_cannot_be_read_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def away(*_arguments: Any, **_named: Any) -> None:
        raise Unavailable("The database is away.")

    monkeypatch.setattr(celebration, "look", away)
    page = CelebrationState()

    await page.look()

    assert page.title == ""
