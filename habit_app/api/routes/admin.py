"""What operators see and do: how the background stands, jobs that failed. For admins only."""

from fastapi import APIRouter, Request

from habit_app.api import deps, problems
from habit_app.api.deps import AdminReader, AdminWriter, Id, Paged
from habit_app.api.routing import Route
from habit_app.services.jobs import admin
from habit_app.services.jobs.admin import AdminJob, HealthReport
from habit_app.services.jobs.views import JobStatus
from habit_app.services.shared.paging import Page

router = APIRouter(route_class=Route, prefix="/admin", tags=["admin"])


@router.get("/health", responses=problems.answers(401, 403))
def get_admin_health(caller: AdminReader) -> HealthReport:
    """Say which parts are missing, who is alive, and how much work waits or failed."""
    return admin.report(caller.session)


@router.get("/jobs", responses=problems.answers(401, 403, 422))
def list_jobs(
    caller: AdminReader,
    paging: Paged,
    status: JobStatus | None = None,
) -> Page[AdminJob]:
    """List jobs, the newest first."""
    return admin.list_jobs(caller.session, status=status, skip=paging.skip, limit=paging.limit)


@router.post("/jobs/{job_id:uuid}/retry", responses=problems.answers(401, 403, 404, 409, 422))
def retry_job(request: Request, caller: AdminWriter, job_id: Id) -> AdminJob:
    """Let a job that failed be done again."""
    origin = deps.origin_of(request)
    return admin.retry(caller.session, viewer=caller.viewer, job_id=job_id, origin=origin)
