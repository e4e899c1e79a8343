"""Our own export in another account: the same habits, days and numbers, once and not twice."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient
from time_machine import Traveller

from habit_app.domain.checkins import Said
from habit_app.services.shared.viewers import Viewer
from tests.api.imports.test_imports import post
from tests.imports import TODAY, ago, say, ticked
from tests.loop_exports import database_of
from tests.makers import bearer, keep, make_habit, make_user
from tests.own_exports import content_of, fill, named

LATER = {"id", "created_at", "updated_at", "archived_at", "position", "source"}
"""What an import says of itself."""


def taken_out(api: TestClient, viewer: Viewer, form: str) -> bytes:
    answer = api.get(f"/api/v1/users/me/export?format={form}", headers=bearer(viewer))
    assert answer.status_code == 200
    return bytes(answer.content)


def document(api: TestClient, viewer: Viewer) -> Any:
    return json.loads(taken_out(api, viewer, "json"))


def numbers(api: TestClient, viewer: Viewer, export: dict[str, Any]) -> dict[str, Any]:
    """All that pages and REST say of habits, by their titles."""
    headers = bearer(viewer)
    paths = ["/today", "/insights/weekly"]
    for habit in export["habits"]:
        paths += [f"/habits/{habit['id']}/stats", f"/habits/{habit['id']}"]
    found = {}
    for path in paths:
        answer = api.get(f"/api/v1{path}", headers=headers)
        assert answer.status_code == 200, path
        found[str(named(path, export))] = _lasting(named(answer.json(), export))
    return found


def _lasting(body: Any) -> Any:
    if isinstance(body, list):
        return [_lasting(part) for part in body]
    if isinstance(body, dict):
        return {key: _lasting(part) for key, part in body.items() if key not in LATER}
    return body


@pytest.mark.parametrize(("form", "seed"), [("zip", 1), ("zip", 2), ("json", 3)])
def test_an_export_is_the_same_in_another_account(
    api: TestClient, stopped_clock: Traveller, form: str, seed: int
) -> None:
    here, there = make_user(), make_user()
    fill(here, stopped_clock, seed)
    file, before = taken_out(api, here, form), document(api, here)

    report = post(api, bearer(there), file).json()["report"]

    after = document(api, there)
    assert report["errors"] == []
    assert {habit["action"] for habit in report["habits"]} == {"create"}
    assert content_of(after) == content_of(before)
    told, wanted = numbers(api, there, after), numbers(api, here, before)
    for path, body in wanted.items():
        assert told[path] == body, path


@pytest.mark.parametrize("form", ["zip", "json"])
def test_an_export_that_comes_twice_changes_nothing(
    api: TestClient, stopped_clock: Traveller, form: str
) -> None:
    here, there = make_user(), make_user()
    fill(here, stopped_clock, 4)
    file = taken_out(api, here, form)
    post(api, bearer(there), file)
    once, own = document(api, there), document(api, here)

    for viewer in (there, here):
        report = post(api, bearer(viewer), file).json()["report"]
        assert {habit["action"] for habit in report["habits"]} == {"skip"}

    for viewer, before in ((there, once), (here, own)):
        after = document(api, viewer)
        for name in ("habits", "versions", "pauses", "entries", "log"):
            assert after[name] == before[name], name


def test_a_habit_is_known_again_wherever_it_came_from(api: TestClient) -> None:
    here, there = make_user(), make_user()
    loop = database_of([ticked("Read", *range(9), uuid="ab" * 16)])
    post(api, bearer(here), loop)
    make_habit(here, title="Mine")
    post(api, bearer(there), taken_out(api, here, "zip"))

    back = post(api, bearer(here), taken_out(api, there, "zip")).json()["report"]["habits"]
    again = post(api, bearer(there), loop).json()["report"]["habits"]

    assert {habit["action"] for habit in (*back, *again)} == {"skip"}
    assert len(document(api, here)["habits"]) == len(document(api, there)["habits"]) == 2


def test_a_newer_export_brings_its_news_and_leaves_what_was_done_here(
    api: TestClient, stopped_clock: Traveller
) -> None:
    here, there = make_user(), make_user()
    headers = bearer(here)
    habit = make_habit(here, title="Read", start_date=TODAY - timedelta(days=30))
    keep(here, habit.id, ago(3, 4, 5))
    span = {"from": str(TODAY - timedelta(days=20))}
    path = f"/api/v1/habits/{habit.id}/pauses"
    pause = api.post(path, json=span, headers=headers).json()["id"]
    post(api, bearer(there), taken_out(api, here, "json"))
    (copy,) = document(api, there)["habits"]
    keep(there, UUID(copy["id"]), ago(1))
    stopped_clock.shift(timedelta(minutes=5))
    news = {"title": "Read more", "schedule": {"type": "per_week", "times": 2}}
    assert api.patch(f"/api/v1/habits/{habit.id}", json=news, headers=headers).status_code == 200
    ended = {"to": str(TODAY - timedelta(days=10))}
    api.patch(f"/api/v1/pauses/{pause}", json=ended, headers=headers)
    say(here, habit.id, Said.NO, ago(1)[0])
    say(here, habit.id, Said.SKIP, ago(2)[0])

    report = post(api, bearer(there), taken_out(api, here, "json")).json()["report"]["habits"]

    told, wanted = document(api, there), document(api, here)
    assert [(one["action"], one["entries"], one["kept"]) for one in report] == [("update", 1, 1)]
    assert content_of(told)["versions"] == content_of(wanted)["versions"]
    assert content_of(told)["pauses"] == content_of(wanted)["pauses"]
    assert [habit["title"] for habit in told["habits"]] == ["Read more"]
    assert [entry["status"] for entry in told["entries"]] == ["done"] * 3 + ["skip", "done"]
