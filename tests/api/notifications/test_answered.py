"""A reminder after the fact: once its day is kept, nothing says any more that it is open."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import update
from starlette.testclient import TestClient

from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import unit_of_work
from habit_app.services.shared.announcements import Announcement, announce
from tests.makers import bearer, make_habit, make_user

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TODAY = date(2026, 3, 4)
V1 = "/api/v1"
PAYLOAD = {"habit": "Read"}


class Reminded:
    """A habit of which its owner was reminded twice for today, and for the day before."""

    def __init__(self, api: TestClient, clock: time_machine.Traveller, **draft: Any) -> None:
        viewer = make_user()
        self.api, self.clock, self.viewer = api, clock, viewer
        self.habit = make_habit(viewer, start_date="2026-03-01", **draft)
        self.told = [
            (TODAY, "a"),
            (TODAY, "b"),
            (TODAY - timedelta(days=1), "c"),
        ]
        with unit_of_work() as session:
            announce(
                session,
                [
                    Announcement(
                        viewer.id,
                        "reminder",
                        name,
                        NOON,
                        self.habit.id,
                        day,
                        payload={"habit": "x"},
                    )
                    for day, name in self.told
                ],
            )
            session.execute(update(NOTIFICATION).values(status="sent", sent_at=NOON))

    @property
    def headers(self) -> dict[str, str]:
        return bearer(self.viewer)  # good for a quarter of an hour

    def say(self, **body: Any) -> None:
        self.clock.shift(timedelta(minutes=1))
        path = f"{V1}/habits/{self.habit.id}/checkin"
        assert self.api.post(path, json=body, headers=self.headers).status_code < 300

    def unread(self) -> int:
        inbox = self.api.get(f"{V1}/notifications", headers=self.headers).json()
        open_ = [one for one in inbox["items"] if one["acts"]]
        assert len(inbox["items"]) == len(self.told)
        assert all("open" in one["body"] or "to go" in one["body"] for one in open_)
        others = [one for one in inbox["items"] if not one["acts"]]
        assert {one["body"] for one in others} <= {"It is not open any more."}
        assert all(one["seen"] for one in others)
        unread: int = inbox["unread"]
        assert len(open_) == unread
        return unread


@pytest.fixture
def read(api: TestClient, stopped_clock: time_machine.Traveller) -> Reminded:
    return Reminded(api, stopped_clock)


@pytest.fixture
def water(api: TestClient, stopped_clock: time_machine.Traveller) -> Reminded:
    return Reminded(api, stopped_clock, kind="numeric", target=8)


@pytest.mark.parametrize("status", ["done", "skip", "no"])
def test_what_was_answered_elsewhere_is_not_open_any_more(read: Reminded, status: str) -> None:
    assert read.unread() == 3

    read.say(status=status)

    assert read.unread() == 1
    read.clock.shift(timedelta(days=1))
    assert read.unread() == 1


def test_what_is_taken_back_is_open_again(read: Reminded) -> None:
    read.say(status="done", note="late")
    read.say(status="undo")

    assert read.unread() == 3


def test_another_day_is_answered_by_itself(read: Reminded) -> None:
    read.say(status="done", day="2026-03-03")

    assert read.unread() == 2


def test_a_part_is_not_enough(water: Reminded) -> None:
    water.say(value=7.5)
    assert water.unread() == 3

    water.say(value=11)

    assert water.unread() == 1


def test_the_target_of_its_own_day_decides(water: Reminded) -> None:
    water.say(value=8)
    path = f"{V1}/habits/{water.habit.id}"
    body = {"target": 20, "valid_from": "2026-03-05"}
    assert water.api.patch(path, json=body, headers=water.headers).status_code == 200
    water.clock.shift(timedelta(days=1))

    assert water.unread() == 1


def test_a_week_that_was_gone_on_with_asks_no_more(
    api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    run = Reminded(api, stopped_clock, schedule={"type": "per_week", "times": 1})
    run.clock.shift(timedelta(days=1))

    run.say(status="done")

    assert run.unread() == 0
    run.clock.shift(timedelta(days=9))
    assert run.unread() == 0


def test_an_archived_habit_asks_for_nothing(read: Reminded) -> None:
    read.api.post(f"{V1}/habits/{read.habit.id}/archive", headers=read.headers)

    assert read.unread() == 0


def test_a_checkin_after_reminders_takes_no_more_statements(
    read: Reminded, statements: Callable[[], Any]
) -> None:
    read.say(status="done", day="2026-03-02")  # the first one wins a badge

    path, headers = f"{V1}/habits/{read.habit.id}/checkin", read.headers
    with statements() as seen:
        assert read.api.post(path, json={"status": "done"}, headers=headers).status_code == 201

    assert len(seen) <= 6
