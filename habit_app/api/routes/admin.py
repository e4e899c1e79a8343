"""What operators see and do: how the background stands, jobs that failed. For admins only."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from habit_app.api import deps, problems
from habit_app.api.deps import AdminReader, AdminWriter, Id, Paged
from habit_app.api.routing import Route
from habit_app.services.jobs import admin
from habit_app.services.jobs.admin import AdminJob, HealthReport
from habit_app.services.jobs.views import JobStatus, JobView
from habit_app.services.predictions import registry
from habit_app.services.predictions import report as predictions
from habit_app.services.predictions.admin_views import ModelView, PredictionReport
from habit_app.services.shared.paging import Page

Version = Annotated[int, Path(ge=1, le=2**31 - 1)]

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


@router.get("/predictions", responses=problems.answers(401, 403))
def get_prediction_report(caller: AdminReader) -> PredictionReport:
    """Say how good predictions are here, whether they have drifted, and what nudges do."""
    return predictions.report(caller.session)


@router.get("/models", responses=problems.answers(401, 403, 422))
def list_models(caller: AdminReader, paging: Paged) -> Page[ModelView]:
    """List the versions that were trained, the newest first."""
    return registry.list_models(caller.session, skip=paging.skip, limit=paging.limit)


@router.post("/train-model", status_code=202, responses=problems.answers(401, 403))
def train_model(request: Request, caller: AdminWriter) -> JobView:
    """Ask for a version to be trained now; it foretells if it passes the gate."""
    origin = deps.origin_of(request)
    return registry.ask_training(caller.session, viewer=caller.viewer, origin=origin)


@router.post("/reload-model", status_code=202, responses=problems.answers(401, 403))
def reload_model(request: Request, caller: AdminWriter) -> JobView:
    """Let workers look at the version in use again, and foretell everybody anew."""
    origin = deps.origin_of(request)
    return registry.ask_reload(caller.session, viewer=caller.viewer, origin=origin)


@router.post("/models/none/activate", status_code=204, responses=problems.answers(401, 403))
def deactivate_models(request: Request, caller: AdminWriter) -> None:
    """Let no version foretell: the rules do as they come."""
    registry.go_without(caller.session, viewer=caller.viewer, origin=deps.origin_of(request))


@router.post("/models/{version}/activate", responses=problems.answers(401, 403, 404, 409, 422))
def activate_model(request: Request, caller: AdminWriter, version: Version) -> ModelView:
    """Let another version foretell: a newer one, or an earlier one again."""
    origin = deps.origin_of(request)
    return registry.activate(caller.session, viewer=caller.viewer, version=version, origin=origin)
