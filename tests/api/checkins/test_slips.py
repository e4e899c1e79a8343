"""Over REST: habits to avoid, yes or no: a day without an entry is kept, a slip breaks the run."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from starlette.testclient import TestClient

from tests.makers import bearer, make_habit, make_user

TODAY = date(2026, 3, 4)
RUN = 13
"""Days before today on which nothing happened."""


class Avoided:
    """A habit to avoid that was begun `RUN` days ago, and what is said of it."""

    def __init__(self, api: TestClient, clock: time_machine.Traveller, **draft: Any) -> None:
        self.viewer = make_user()
        self.api, self.clock, self.headers = api, clock, bearer(self.viewer)
        asked = {"direction": "at_most", "start_date": str(TODAY - timedelta(days=RUN))}
        self.id = str(make_habit(self.viewer, title="Smoke", **asked | draft).id)
        self.path = f"/api/v1/habits/{self.id}"

    def say(self, *, status_code: int = 0, **body: Any) -> Any:
        self.clock.shift(timedelta(seconds=1))
        answer = self.api.post(f"{self.path}/checkin", json=body, headers=self.headers)
        assert answer.status_code in ([status_code] if status_code else [200, 201]), answer.text
        return answer.json()

    def get(self, path: str = "") -> Any:
        answer = self.api.get(path or self.path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def change(self, *, status_code: int = 200, **body: Any) -> Any:
        answer = self.api.patch(self.path, json=body, headers=self.headers)
        assert answer.status_code == status_code, answer.text
        return answer.json()

    def sleep(self, days: int) -> None:
        self.clock.shift(timedelta(days=days))
        self.headers = bearer(self.viewer)

    def stands(self) -> tuple[str, int]:
        habit = self.get()
        return habit["today"]["state"], habit["streak"]


@pytest.fixture
def avoided(api: TestClient, stopped_clock: time_machine.Traveller) -> Avoided:
    return Avoided(api, stopped_clock)


def test_doing_nothing_keeps_each_day_once_it_is_over(avoided: Avoided) -> None:
    habit = avoided.get()

    assert (habit["kind"], habit["target"], habit["direction"]) == ("binary", 1, "at_most")
    assert avoided.stands() == ("pending", RUN)
    avoided.sleep(1)
    assert avoided.stands() == ("pending", RUN + 1)


def test_a_tap_says_that_it_happened_and_breaks_the_run(avoided: Avoided) -> None:
    told = avoided.say(status_code=201)

    entry, habit = told["entry"], told["habit"]
    assert (entry["status"], entry["value"], entry["state"]) == ("slip", None, "slipped")
    assert (habit["streak"], habit["longest_streak"]["length"]) == (0, RUN)
    today = habit["today"]
    assert (today["state"], today["due"], today["value"]) == ("slipped", True, 0)
    assert (today["completed"], today["paused"]) == (False, False)
    assert (habit["last_completed"], habit["last_day"]) == (None, None)
    assert told["badges"] == []


def test_a_slip_taken_back_leaves_the_run_and_the_note_as_they_were(avoided: Avoided) -> None:
    avoided.say(note="a hard day")
    avoided.say(status="slip")
    assert avoided.stands() == ("slipped", 0)

    told = avoided.say(status="undo", was="slip")

    assert (told["entry"]["status"], told["entry"]["note"]) == ("note", "a hard day")
    assert avoided.stands() == ("pending", RUN)


def test_a_slip_of_yesterday_that_is_told_late_breaks_the_run_there(avoided: Avoided) -> None:
    three_ago = str(TODAY - timedelta(days=3))

    told = avoided.say(day=three_ago, status="slip", note="a party")

    assert (told["entry"]["state"], told["habit"]["streak"]) == ("slipped", 2)
    avoided.say(day=three_ago, status="open")
    assert avoided.stands() == ("pending", RUN)
    avoided.say(day=three_ago, status="slip")
    gone = avoided.api.delete(f"{avoided.path}/entries/{three_ago}", headers=avoided.headers)
    assert gone.status_code == 204
    assert avoided.stands() == ("pending", RUN)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "done"}, "avoided-not-done"),
        ({"value": 1}, "binary-has-no-value"),
        ({"status": "slip", "value": 1}, "binary-has-no-value"),
        ({"status": "undo", "was": "nothing"}, "enum"),
        ({"status": "slipped"}, "enum"),
    ],
)
def test_what_is_to_be_avoided_is_neither_done_nor_measured(
    avoided: Avoided, body: dict[str, Any], code: str
) -> None:
    told = avoided.say(status_code=422, **body)

    assert told["errors"][0]["code"] == code
    assert avoided.get(f"{avoided.path}/entries")["total"] == 0


def test_nothing_else_can_slip(api: TestClient, stopped_clock: time_machine.Traveller) -> None:
    for draft in (
        {"direction": "at_least"},
        {"kind": "numeric", "target": 2, "direction": "at_most"},
    ):
        told = Avoided(api, stopped_clock, **draft).say(status_code=422, status="slip")
        assert told["errors"][0]["code"] == "no-slip"


@pytest.mark.parametrize(
    "often",
    [
        {"frequency": "weekly"},
        {"schedule": {"type": "per_month", "times": 2}},
        {"schedule": {"type": "rolling", "times": 2, "days": 7}},
    ],
)
def test_what_is_asked_so_many_times_cannot_be_avoided(
    api: TestClient, often: dict[str, Any]
) -> None:
    draft = {"title": "Smoke", "direction": "at_most", **often}
    answer = api.post("/api/v1/habits", json=draft, headers=bearer(make_user()))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "avoid-fixed-days"


def test_a_replay_and_a_late_slip_change_nothing(avoided: Avoided) -> None:
    op_id = str(uuid4())
    first = avoided.say(status="slip", op_id=op_id)
    avoided.say(status="undo", was="slip")

    again = avoided.say(status="slip", op_id=op_id)
    late = avoided.say(status="slip", op_id=str(uuid4()), age_s=600)

    assert again["entry"]["status"] == first["entry"]["status"] == "slip"
    assert (late["applied"], late["entry"]) == (False, None)
    assert avoided.stands() == ("pending", RUN)


def test_a_batch_slips_and_takes_back(avoided: Avoided) -> None:
    days = [str(TODAY - timedelta(days=back)) for back in (5, 2)]
    slips = [{"day": day, "status": "slip", "note": "late"} for day in days]
    undone = {"day": days[1], "status": "undo", "was": "slip"}
    items = [{"habit_id": avoided.id} | item for item in [*slips, {"status": "done"}, undone]]

    answer = avoided.api.post(
        "/api/v1/checkins/batch", json={"items": items}, headers=avoided.headers
    )

    told = answer.json()["results"]
    assert [one["status"] for one in told] == [201, 201, 422, 200]
    assert told[0]["entry"]["state"] == "slipped"
    assert told[3]["entry"]["status"] == "note"
    assert avoided.stands() == ("pending", 4)


def test_pauses_and_skips_are_passed_over(avoided: Avoided) -> None:
    away = {"from": str(TODAY - timedelta(days=5)), "to": str(TODAY - timedelta(days=4))}
    avoided.say(day=away["from"], status="slip")
    avoided.api.post(f"{avoided.path}/pauses", json=away, headers=avoided.headers)
    avoided.say(day=str(TODAY - timedelta(days=2)), status="skip")

    assert avoided.stands() == ("pending", RUN - 3)
    avoided.say(day=str(TODAY - timedelta(days=2)), status="slip")
    assert avoided.stands() == ("pending", 1)


def test_list_stats_week_and_entries_say_the_same(avoided: Avoided) -> None:
    avoided.say(day=str(TODAY - timedelta(days=4)), status="slip")
    avoided.say(status="slip")

    (listed,) = avoided.get("/api/v1/habits")["items"]
    stats = avoided.get(f"{avoided.path}/stats")
    week = avoided.get(f"/api/v1/insights/weekly?week={TODAY}")
    slips = avoided.get(f"{avoided.path}/entries?status=slip")
    cards = avoided.get("/api/v1/today")

    assert listed["streak"] == stats["streak"] == 0
    assert listed["longest_streak"] == stats["longest_streak"]
    assert stats["longest_streak"]["length"] == RUN - 4
    assert stats["totals"] == {"entries": 2, "kept": RUN - 1, "value": 0}
    assert stats["rate_7d"] == pytest.approx(5 / 7)
    assert (week["kept"], week["due"]) == (2, 3)
    assert [one["day"] for one in slips["items"]] == ["2026-03-04", "2026-02-28"]
    assert cards["progress"] == {"due": 1, "kept": 0}


def test_a_day_within_is_no_progress_and_a_slip_is_told(avoided: Avoided) -> None:
    assert avoided.get("/api/v1/today")["progress"] == {"due": 0, "kept": 0}

    avoided.say()

    assert avoided.get("/api/v1/today")["progress"] == {"due": 1, "kept": 0}


def test_a_run_wins_its_badge_and_a_slip_none(avoided: Avoided) -> None:
    told = avoided.say(day=str(TODAY - timedelta(days=12)), status="slip")

    unlocked = {
        badge["code"]
        for badge in avoided.get("/api/v1/badges")["items"]
        if badge["unlocked_at"] is not None
    }
    assert told["habit"]["streak"] == 11
    assert not unlocked & {"first_step", "logs_30", "perfect_week"}


def test_what_was_done_before_is_no_slip_after_the_change_and_back(
    api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    habit = Avoided(api, stopped_clock, direction="at_least")
    for back in (2, 1, 0):
        habit.say(day=str(TODAY - timedelta(days=back)), status="done")

    assert habit.change(direction="at_most")["direction"] == "at_most"
    assert habit.stands() == ("pending", 2)
    habit.sleep(2)
    assert habit.stands() == ("pending", 4)
    habit.say()
    assert habit.stands() == ("slipped", 0)
    habit.say(day=str(TODAY - timedelta(days=1)), status="slip", status_code=422)

    habit.change(direction="at_least")
    assert habit.stands() == ("missed", 4)
    assert habit.say(status="done")["habit"]["streak"] == 5
    days = {one["day"]: one["state"] for one in habit.get(f"{habit.path}/entries")["items"]}
    assert days["2026-03-04"] == "done"


def test_a_change_to_avoid_says_which_schedule_it_wants(
    api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    habit = Avoided(api, stopped_clock, direction="at_least", frequency="weekly", target=3)

    refused = habit.change(direction="at_most", status_code=422)
    assert refused["errors"][0]["code"] == "avoid-fixed-days"
    changed = habit.change(direction="at_most", schedule={"type": "weekdays", "days": ["sat"]})
    assert changed["streak_unit"] == "day"


def test_an_export_tells_a_slip_as_a_slip(avoided: Avoided) -> None:
    avoided.say(status="slip", note="one cigarette")

    (entry,) = avoided.get("/api/v1/users/me/export")["entries"]
    answer = avoided.api.get("/api/v1/users/me/export?format=zip", headers=avoided.headers)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        rows = archive.read("entries.csv").decode()

    assert (entry["status"], entry["value"], entry["note"]) == ("slip", None, "one cigarette")
    assert ",slip,," in rows


def test_another_account_gets_the_same_from_the_export(avoided: Avoided) -> None:
    avoided.say(day=str(TODAY - timedelta(days=4)), status="slip", note="one cigarette")
    file = avoided.api.get("/api/v1/users/me/export?format=zip", headers=avoided.headers).content
    headers = bearer(make_user())

    answer = avoided.api.post(
        "/api/v1/imports?dry_run=false", files={"file": ("export.zip", file)}, headers=headers
    )

    assert answer.status_code == 201, answer.text
    (habit,) = avoided.api.get("/api/v1/habits", headers=headers).json()["items"]
    own = avoided.get()
    for name in ("kind", "direction", "streak", "longest_streak", "strength", "today"):
        assert habit[name] == own[name], name
    path = f"/api/v1/habits/{habit['id']}/entries"
    (entry,) = avoided.api.get(path, headers=headers).json()["items"]
    told = (entry["status"], entry["state"], entry["note"])
    assert told == ("slip", "slipped", "one cigarette")
