"""What is kept of a page goes from process to process: pickled, whole, and without secrets."""

from datetime import date
from uuid import uuid4

import pytest

from habit_app.services.checkins import entries
from habit_app.services.habits import habits, pauses
from habit_app.services.habits.drafts import HabitPatch
from habit_app.services.habits.pauses import PauseDraft
from habit_app.settings import Settings
from habit_app.ui.states.frame.frame import Frame, WayBack
from tests.makers import make_user


@pytest.mark.usefixtures("sqlite_database")
def test_the_frame_is_kept_with_its_way_back() -> None:
    draft = PauseDraft(date(2026, 3, 4), None, "ill")
    ways = [
        WayBack(pauses.create, {"habit_id": uuid4(), "draft": draft}),
        WayBack(habits.edit, {"habit_id": uuid4(), "change": HabitPatch(title="Read")}),
        WayBack(entries.put_back, {"habit_id": uuid4(), "entry": None}),
    ]
    for way in ways:
        frame = Frame()
        frame._way_back, frame._viewer = way, make_user()
        found = Frame._deserialize(data=frame._serialize())

        assert found._way_back == way
        assert found._viewer == frame._viewer


def test_several_processes_without_a_place_for_pages_are_refused() -> None:
    with pytest.raises(ValueError, match="HABIT_REDIS_URL"):
        Settings(web_workers=2)


@pytest.mark.parametrize(
    ("redis", "pages"),
    [
        ("", ""),
        ("redis://redis:6379/0", "redis://redis:6379/1"),
        ("redis://redis", "redis://redis/1"),
        (
            "rediss://user:a%2Fb@redis:6380/4?ssl_cert_reqs=none",
            "rediss://user:a%2Fb@redis:6380/5?ssl_cert_reqs=none",
        ),
        ("unix:///run/redis.sock?db=2", "unix:///run/redis.sock?db=3"),
    ],
)
def test_pages_have_the_next_database_of_redis(redis: str, pages: str) -> None:
    assert Settings(web_workers=1, redis_url=redis).pages_redis_url == pages


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(ValueError, match="redis://"):
        Settings(redis_url="memcached://here")
