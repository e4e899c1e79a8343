"""Work that was asked for, and how far it is."""

from fastapi import APIRouter

from habit_app.api import problems
from habit_app.api.deps import Id, Reader
from habit_app.api.routing import Route
from habit_app.services.jobs import runner
from habit_app.services.jobs.views import JobView

router = APIRouter(route_class=Route, prefix="/jobs", tags=["jobs"])


@router.get("/{job_id}", responses=problems.answers(401, 403, 404))
def get_job(caller: Reader, job_id: Id) -> JobView:
    """Say how far a job is that a 202 named, and what came of it."""
    return runner.find(caller.session, viewer=caller.viewer, job_id=job_id)
