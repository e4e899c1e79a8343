"""Looking at a job that a 202 named."""

from uuid import uuid4

from starlette.testclient import TestClient

from habit_app import jobs
from habit_app.db.session import unit_of_work
from tests.makers import bearer, make_user

JOB_ID = uuid4()


def test_its_owner_sees_how_far_it_is_and_a_stranger_finds_nothing(api: TestClient) -> None:
    owner, stranger = make_user(), make_user()
    with unit_of_work() as session:
        jobs.ask(session, "reports.email", owner_id=owner.id, job_id=JOB_ID)
    path = f"/api/v1/jobs/{JOB_ID}"

    seen = api.get(path, headers=bearer(owner)).json()

    assert (seen["status"], seen["progress"]) == ("queued", {"done": 0, "of": 0})
    assert api.get(path, headers=bearer(stranger)).status_code == 404
    assert api.get(path).status_code == 401
