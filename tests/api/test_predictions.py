"""Predictions by REST: one's own only, in few statements, and what admins alone may do."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from habit_app.services.jobs import runner
from habit_app.services.shared.viewers import Viewer
from tests.makers import bearer, keep, make_habit, make_user

BASE = "/api/v1/predictions"
TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _on_a_wednesday(stopped_clock: time_machine.Traveller) -> None:
    """Noon in UTC."""


def make_past(viewer: Viewer, pattern: str, **draft: Any) -> str:
    start = TODAY - timedelta(days=len(pattern))
    habit = make_habit(viewer, start_date=start.isoformat(), **draft)
    kept = [start + timedelta(days=day) for day, sign in enumerate(pattern) if sign == "x"]
    keep(viewer, habit.id, kept)
    return str(habit.id)


def test_a_prediction_says_how_likely_of_what_by_whom_and_why(api: TestClient) -> None:
    viewer = make_user()
    habit = make_past(viewer, "xx..x.." * 5)

    found = api.get(f"{BASE}/habits/{habit}", headers=bearer(viewer)).json()

    assert found["habit_id"] == habit
    assert found["unit"] == {"from": "2026-03-04", "to": "2026-03-04"}
    assert found["band"] in {"medium", "high"}
    assert (found["source"], found["model_version"]) == ("rules", None)
    assert all(reason["text"] and reason["factor"] for reason in found["reasons"])
    assert found["reasons"]
    assert found["made_at"].endswith("Z")


def test_the_list_has_the_likeliest_first_and_can_be_of_one_band(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    make_past(viewer, "x" * 30, title="Safe")
    shaky = make_past(viewer, "x..." * 8, title="Shaky")
    make_habit(viewer, title="New")

    page = api.get(BASE, headers=headers).json()
    assert (page["total"], page["items"][0]["habit_id"]) == (2, shaky)
    assert api.get(f"{BASE}?band=low", headers=headers).json()["total"] == 1
    assert api.get(f"{BASE}?band=none", headers=headers).status_code == 422
    assert len(api.get(f"{BASE}?limit=1&skip=1", headers=headers).json()["items"]) == 1


def test_the_list_takes_as_many_statements_for_forty_habits_as_for_two(
    api: TestClient, statements: Callable[[], Any]
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    counts = []
    for habits in (2, 38):
        for _ in range(habits):
            make_past(viewer, "x.x")
        with statements() as seen:
            assert api.get(BASE, headers=headers).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 6


def test_nothing_is_known_of_a_new_habit(api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer)

    refused = api.get(f"{BASE}/habits/{habit.id}", headers=bearer(viewer))

    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/prediction-not-found")


def test_a_stranger_finds_nothing_and_nobody_is_let_in(api: TestClient) -> None:
    habit = make_past(make_user(), "x." * 20)
    stranger = bearer(make_user())

    assert api.get(f"{BASE}/habits/{habit}", headers=stranger).status_code == 404
    assert api.get(BASE, headers=stranger).json()["items"] == []
    assert api.get(f"{BASE}/record", headers=stranger).json()["habits"] == []
    for path in ("", "/record", f"/habits/{habit}"):
        assert api.get(f"{BASE}{path}").status_code == 401
    assert api.post(f"{BASE}/batch").status_code == 401


def test_all_are_foretold_anew_by_a_job_that_says_how_far_it_is(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    make_past(viewer, "x." * 20)

    asked = api.post(f"{BASE}/batch", headers=headers)
    assert asked.status_code == 202
    runner.run_due()

    job = api.get(f"/api/v1/jobs/{asked.json()['id']}", headers=headers).json()
    assert (job["status"], job["progress"], job["result"]) == (
        "succeeded",
        {"done": 1, "of": 1},
        {"foretold": 1},
    )
    (group,) = api.get("/api/v1/today", headers=headers).json()["groups"]
    assert group["habits"][0]["risk"]["reason"]


def test_what_waits_already_is_not_asked_for_again(api: TestClient) -> None:
    headers = bearer(make_user())

    first = api.post(f"{BASE}/batch", headers=headers).json()
    assert api.post(f"{BASE}/batch", headers=headers).json()["id"] == first["id"]
    runner.run_due()
    assert api.post(f"{BASE}/batch", headers=headers).json()["id"] != first["id"]


def test_the_record_is_told_with_bands_and_reliability(api: TestClient) -> None:
    viewer = make_user()
    make_past(viewer, "xxxxx.." * 8)

    found = api.get(f"{BASE}/record", headers=bearer(viewer)).json()

    assert found["source"] == "backtest"
    assert found["from"] == "2026-01-07"
    assert [band["band"] for band in found["bands"]] == ["low", "medium", "high"]
    assert 0 < found["brier"] < 0.3
    assert found["habits"][0]["skill"] > 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/predictions"),
        ("GET", "/models"),
        ("POST", "/train-model"),
        ("POST", "/reload-model"),
        ("POST", "/models/1/activate"),
        ("POST", "/models/none/activate"),
    ],
)
def test_models_are_for_admins_only(api: TestClient, method: str, path: str) -> None:
    whole = f"/api/v1/admin{path}"

    assert api.request(method, whole).status_code == 401
    assert api.request(method, whole, headers=bearer(make_user())).status_code == 403


def test_admins_see_what_foretells_and_that_nothing_was_trained(api: TestClient) -> None:
    headers = bearer(make_user(role="admin"))

    report = api.get("/api/v1/admin/predictions", headers=headers).json()
    assert (report["source"], report["version"]) == ("rules", None)
    assert report["nudges"]["difference"] is None
    assert api.get("/api/v1/admin/models", headers=headers).json()["total"] == 0
    missing = api.post("/api/v1/admin/models/1/activate", headers=headers)
    assert missing.status_code == 404
    assert api.post("/api/v1/admin/models/none/activate", headers=headers).status_code == 204
