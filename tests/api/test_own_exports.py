"""Our own export in another account: the same habits, days and numbers, once and not twice."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient
from time_machine import Traveller

from habit_app.services.viewers import Viewer
from tests.api.test_imports import post
from tests.makers import bearer, make_user
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
