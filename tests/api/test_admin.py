"""What operators see and do by REST, and that nobody else can."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from habit_app import jobs
from habit_app.db.session import unit_of_work
from habit_app.services.jobs import health
from habit_app.services.jobs import runner as work
from habit_app.services.jobs.runner import Job
from tests.makers import bearer, make_user

BASE = "/api/v1/admin"


@pytest.fixture
def failed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A job that fails until it is mended."""
    state = {"broken": True, "done": 0}

    def body(_job: Job) -> None:
        if state["broken"]:
            raise ValueError("broken")
        state["done"] += 1

    monkeypatch.setitem(work.WORK, "test.work", body)
    return state


def ask() -> None:
    with unit_of_work() as session:
        jobs.ask(session, "test.work", secret="somebody's")
    work.run_due()


def test_a_job_that_failed_is_listed_and_tried_again(
    api: TestClient, failed: dict[str, Any]
) -> None:
    headers = bearer(make_user(role="admin"))
    ask()

    (job,) = api.get(f"{BASE}/jobs?status=failed", headers=headers).json()["items"]
    assert (job["name"], job["attempts"], job["problem"]) == (
        "test.work",
        1,
        {"title": "ValueError"},
    )
    assert "somebody" not in str(job)

    failed["broken"] = False
    again = api.post(f"{BASE}/jobs/{job['id']}/retry", headers=headers).json()
    assert (again["status"], again["attempts"]) == ("queued", 0)
    work.run_due()

    assert failed["done"] == 1
    refused = api.post(f"{BASE}/jobs/{job['id']}/retry", headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/job-not-failed")


def test_how_the_background_stands(api: TestClient, failed: dict[str, Any]) -> None:
    ask()
    health.note_alive("worker:here:1")

    told = api.get(f"{BASE}/health", headers=bearer(make_user(role="admin"))).json()

    assert told["away"] == ["beat"]
    assert [process["name"] for process in told["processes"]] == ["worker:here:1"]
    assert told["jobs"]["failed"] == 1


@pytest.mark.parametrize("path", ["health", "jobs"])
def test_a_user_is_no_admin(sqlite_api: TestClient, path: str) -> None:
    answer = sqlite_api.get(f"{BASE}/{path}", headers=bearer(make_user()))

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/admins-only")
    assert sqlite_api.get(f"{BASE}/{path}").status_code == 401


def test_the_list_takes_the_same_statements_however_long(
    api: TestClient, failed: dict[str, Any], statements: Any
) -> None:
    headers = bearer(make_user(role="admin"))
    for _ in range(12):
        ask()

    with statements() as seen:
        api.get(f"{BASE}/jobs?limit=100", headers=headers)

    assert len(seen) <= 3
