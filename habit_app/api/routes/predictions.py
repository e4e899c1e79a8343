"""Predictions: what is likely to be skipped next, why, and how often that was right."""

from fastapi import APIRouter

from habit_app.api import problems
from habit_app.api.deps import Id, Paged, Reader, Writer
from habit_app.api.routing import Route
from habit_app.services.jobs.views import JobView
from habit_app.services.predictions import predictions, record
from habit_app.services.predictions.predictions import BandName
from habit_app.services.predictions.views import PredictionRecord, PredictionView
from habit_app.services.shared.paging import Page

router = APIRouter(route_class=Route, prefix="/predictions", tags=["predictions"])


@router.get("", responses=problems.answers(401, 403, 422))
def list_predictions(
    caller: Reader,
    paging: Paged,
    band: BandName | None = None,
) -> Page[PredictionView]:
    """List how likely each active habit is to be skipped next, the likeliest first."""
    return predictions.list_predictions(
        caller.session, viewer=caller.viewer, band=band, skip=paging.skip, limit=paging.limit
    )


@router.get("/record", responses=problems.answers(401, 403))
def get_prediction_record(caller: Reader) -> PredictionRecord:
    """Read how often predictions were right; at first those that the rules would have made."""
    return record.of_person(caller.session, viewer=caller.viewer)


@router.get("/habits/{habit_id:uuid}", responses=problems.answers(401, 403, 404, 422))
def get_prediction(caller: Reader, habit_id: Id) -> PredictionView:
    """Read how likely one habit is to be skipped next, and why."""
    return predictions.of_habit(caller.session, viewer=caller.viewer, habit_id=habit_id)


@router.post("/batch", status_code=202, responses=problems.answers(401, 403))
def refresh_predictions(caller: Writer) -> JobView:
    """Ask for all of your habits to be foretold anew; the job says how far it is."""
    return predictions.ask_batch(caller.session, viewer=caller.viewer)
