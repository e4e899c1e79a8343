"""Whether somebody is asked where they live: only until they answered or recorded something."""

from datetime import date

import pytest

from habit_app.db.session import read_only, unit_of_work
from habit_app.services.accounts import profiles, registration
from habit_app.services.accounts.profiles import ProfilePatch
from habit_app.services.accounts.registration import SignUp
from habit_app.services.habits import drafts
from habit_app.services.shared import viewers
from habit_app.services.shared.viewers import Viewer
from tests.makers import PASSWORD, keep, make_habit, make_user, sign_in

pytestmark = pytest.mark.usefixtures("database", "stopped_clock")


def without_zone() -> Viewer:
    with unit_of_work() as session:
        wanted = SignUp("ada@example.com", PASSWORD, "Ada")
        return viewers.of_user(registration.create_user(session, wanted=wanted))


def is_asked(viewer: Viewer) -> bool:
    token = sign_in(viewer).access_token
    with read_only() as session:
        again = viewers.of_bearer(session, token)
        assert again is not None
        return profiles.asks_zone(session, viewer=again)


def test_who_named_a_zone_is_not_asked() -> None:
    assert not is_asked(make_user(timezone="UTC"))
    assert is_asked(without_zone())


@pytest.mark.parametrize("zone", ["UTC", "Asia/Calcutta"])
def test_either_answer_is_the_last(zone: str) -> None:
    viewer = without_zone()
    with unit_of_work() as session:
        change = ProfilePatch(timezone=zone)
        profiles.change_profile(session, viewer=viewer, change=change)
    assert not is_asked(viewer)


def test_another_change_answers_nothing() -> None:
    viewer = without_zone()
    with unit_of_work() as session:
        profiles.change_profile(session, viewer=viewer, change=ProfilePatch(locale="de"))
    assert is_asked(viewer)


def test_who_recorded_something_lives_in_the_zone_that_is() -> None:
    viewer = without_zone()
    keep(viewer, make_habit(viewer).id, [date(2026, 3, 4)])
    assert not is_asked(viewer)


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "posix/UTC", "right/UTC"])
def test_a_file_beside_those_of_zones_is_no_zone(
    name: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(drafts, "available_timezones", lambda: {name, "UTC"})
    drafts.zones.cache_clear()
    request.addfinalizer(drafts.zones.cache_clear)

    assert drafts.known_zone("UTC") == "UTC"
    with pytest.raises(ValueError, match="IANA"):
        drafts.known_zone(name)
