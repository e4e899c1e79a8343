"""Over REST: a tick taken back, additions that come late, clocks that are wrong."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from starlette.testclient import TestClient

from habit_app.db.queries.habits import ENTRY
from habit_app.db.session import unit_of_work
from tests.makers import bearer, make_habit, make_user

TODAY = date(2026, 3, 4)


class Day:
    """Today of one habit, as two devices speak about it."""

    def __init__(self, api: TestClient, clock: time_machine.Traveller, **draft: Any) -> None:
        viewer = make_user()
        self.api, self.clock, self.headers = api, clock, bearer(viewer)
        self.path = f"/api/v1/habits/{make_habit(viewer, **draft).id}"

    def say(self, *, status_code: int = 0, **body: Any) -> Any:
        self.clock.shift(timedelta(seconds=1))
        answer = self.api.post(f"{self.path}/checkin", json=body, headers=self.headers)
        assert answer.status_code in ([status_code] if status_code else [200, 201]), answer.text
        return answer.json()

    def add(self, amount: float, **more: Any) -> Any:
        return self.say(add=amount, op_id=str(uuid4()), **more)

    def held(self) -> tuple[str, float | None, str | None] | None:
        found = self.api.get(f"{self.path}/entries", headers=self.headers).json()["items"]
        return (found[0]["status"], found[0]["value"], found[0]["note"]) if found else None


@pytest.fixture
def glasses(api: TestClient, stopped_clock: time_machine.Traveller) -> Day:
    return Day(api, stopped_clock, kind="numeric", target=8, unit="glasses")


@pytest.fixture
def tick(api: TestClient, stopped_clock: time_machine.Traveller) -> Day:
    return Day(api, stopped_clock)


def test_a_tick_taken_back_and_set_again_keeps_its_note(tick: Day) -> None:
    tick.say(status="done", note="felt great")

    off = tick.say(status="undo", was="done")

    assert (off["entry"]["state"], off["habit"]["streak"]) == ("pending", 0)
    assert tick.held() == ("note", None, "felt great")
    assert tick.say(status="done")["habit"]["streak"] == 1
    assert tick.held() == ("done", None, "felt great")


def test_more_than_the_target_comes_back_with_its_note(glasses: Day) -> None:
    glasses.say(value=11, note="hot")
    glasses.say(status="undo", was="done")
    assert glasses.held() == ("note", None, "hot")

    glasses.say(status="done")

    assert glasses.held() == ("done", 11, "hot")


def test_what_was_there_before_the_tick_comes_back(glasses: Day) -> None:
    glasses.say(value=3)
    glasses.say(status="done")
    glasses.say(status="undo", was="done")
    assert glasses.held() == ("done", 3, None)

    glasses.say(status="skip")
    glasses.say(status="done")
    glasses.say(status="undo", was="done")
    assert glasses.held() == ("skip", None, None)


def test_taking_back_is_repeated_without_harm(glasses: Day) -> None:
    """By the same name, and by a second device that has not heard of the first."""
    name = str(uuid4())
    glasses.say(value=3)
    glasses.say(status="done")

    for _ in range(2):
        glasses.say(status="undo", was="done", op_id=name)
    glasses.say(status="undo", was="done")

    assert glasses.held() == ("done", 3, None)
    glasses.say(status="done")
    glasses.say(status="undo", was="done", op_id=name)
    assert glasses.held() == ("done", 8, None)


def test_an_entry_without_a_log_is_taken_back(glasses: Day) -> None:
    glasses.say(value=11, note="hot")
    with unit_of_work() as session:
        session.execute(ENTRY.update().values(value=9000))

    glasses.say(status="undo")

    assert glasses.held() == ("note", None, "hot")


def test_done_lowers_no_amount_and_clear_removes_all(glasses: Day) -> None:
    glasses.say(value=11, note="hot")
    glasses.say(status="done")
    assert glasses.held() == ("done", 11, "hot")

    glasses.say(status="clear")

    assert glasses.held() is None
    glasses.say(status="done")
    assert glasses.held() == ("done", 8, None)


def test_open_empties_the_day_but_for_its_note(glasses: Day) -> None:
    glasses.say(value=11, note="hot")

    assert glasses.say(status="open")["entry"]["state"] == "pending"

    assert glasses.held() == ("note", None, "hot")


def test_additions_are_never_too_late(glasses: Day) -> None:
    """Three on a phone without connection, one at the desk: four."""
    names = [str(uuid4()) for _ in range(3)]
    glasses.add(1)

    for age, name in zip((90, 80, 70), names, strict=True):
        assert glasses.say(add=1, op_id=name, age_s=age)["applied"]
    glasses.say(add=1, op_id=names[0], age_s=95)

    assert glasses.held() == ("done", 4, None)


@pytest.mark.parametrize("meanwhile", [{"status": "skip"}, {"status": "clear"}, {"value": 0}])
def test_an_addition_counts_whatever_was_said_meanwhile(
    glasses: Day, meanwhile: dict[str, Any]
) -> None:
    glasses.say(value=5, note="first")
    glasses.say(**meanwhile)

    answer = glasses.add(2, made_at="2026-03-04T11:00:00Z", note="older")

    assert answer["applied"]
    assert answer["entry"]["value"] == 2
    assert answer["entry"]["note"] != "older"


def test_a_queued_word_that_sets_something_loses_against_a_newer_one(glasses: Day) -> None:
    glasses.say(value=5)

    late: list[dict[str, Any]] = [{"value": 2}, {"status": "skip"}, {"status": "undo"}]
    for body in (*late, {"note": "late"}):
        answer = glasses.say(**body, age_s=60)
        assert (answer["applied"], answer["entry"]["value"]) == (False, 5)

    assert glasses.say(value=6, age_s=0)["applied"]


def test_what_is_sent_at_once_is_said_now(tick: Day) -> None:
    """A phone whose clock is slow, online, takes back what the desk has just ticked."""
    tick.say(status="done")
    tick.clock.shift(timedelta(seconds=10))

    assert tick.say(status="undo", was="done")["applied"]

    assert tick.held() is None


@pytest.mark.parametrize(
    "body",
    [
        {"age_s": -1},
        {"age_s": 366 * 86400 + 1},
        {"age_s": "60"},
        {"age_s": True},
        {"age_s": 60, "made_at": "2026-03-04T11:00:00Z"},
        {"status": "done", "was": "done"},
        {"status": "undo", "was": "clear"},
        {"status": "undo", "value": 3},
    ],
)
def test_what_cannot_be_meant_is_refused(glasses: Day, body: dict[str, Any]) -> None:
    glasses.say(status_code=422, **{"status": "done", **body})

    assert glasses.held() is None


def test_a_batch_decides_alike(glasses: Day) -> None:
    habit_id = glasses.path.rpartition("/")[2]
    glasses.add(1)
    said: list[dict[str, Any]] = [
        {"add": 1, "op_id": str(uuid4()), "age_s": 60},
        {"value": 1, "age_s": 60},
        {"status": "done"},
        {"status": "undo", "was": "done"},
    ]

    answer = glasses.api.post(
        "/api/v1/checkins/batch",
        json={"items": [{"habit_id": habit_id, **one} for one in said]},
        headers=glasses.headers,
    )

    assert {result["status"] for result in answer.json()["results"]} == {200}
    assert glasses.held() == ("done", 2, None)
