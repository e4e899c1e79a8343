"""Imports over REST: at once, planned and carried out, and what is refused."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from tests.loop_exports import LoopHabit, zip_of
from tests.makers import bearer, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY = date(2026, 3, 4)
FILE = {"file": ("loop.zip", zip_of([LoopHabit("Read", marks={TODAY: 2})], TODAY))}


def test_a_dry_run_and_its_commit(api: TestClient) -> None:
    headers = bearer(make_user())
    stranger = bearer(make_user())

    planned = api.post("/api/v1/imports?dry_run=true", files=FILE, headers=headers)
    where = planned.headers["location"]
    done = api.post(f"{where}/commit", headers=headers)
    again = api.post(f"{where}/commit", headers=headers)

    assert (planned.status_code, planned.json()["status"]) == (201, "dry_run")
    assert (done.status_code, done.json()["status"]) == (200, "imported")
    assert again.status_code == 409
    assert api.get(where, headers=headers).json()["report"] == done.json()["report"]
    assert api.get(where, headers=stranger).status_code == 404
    assert api.get("/api/v1/habits", headers=headers).json()["items"][0]["streak"] == 1


def test_a_file_of_nobody_is_refused_with_a_word(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    answer = sqlite_api.post("/api/v1/imports", files={"file": ("x", b"hello")}, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/unreadable-import"
