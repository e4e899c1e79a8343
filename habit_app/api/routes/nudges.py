"""Nudges: words about habits that are likely to be missed."""

from fastapi import APIRouter

from habit_app.api import problems
from habit_app.api.deps import Id, Paged, Reader, Writer
from habit_app.api.routing import Route
from habit_app.services.nudges import nudges
from habit_app.services.nudges.nudges import Status
from habit_app.services.nudges.views import NudgeView
from habit_app.services.shared.paging import Page

router = APIRouter(route_class=Route, prefix="/nudges", tags=["nudges"])
ACT_ANSWERS = problems.answers(401, 403, 404, 422)


@router.get("", responses=problems.answers(401, 403, 422))
def list_nudges(
    caller: Reader,
    paging: Paged,
    status: Status | None = None,
) -> Page[NudgeView]:
    """List the nudges that were planned or said, newest first."""
    return nudges.list_nudges(
        caller.session, viewer=caller.viewer, status=status, skip=paging.skip, limit=paging.limit
    )


@router.post("/{nudge_id:uuid}/dismiss", responses=ACT_ANSWERS)
def dismiss_nudge(caller: Writer, nudge_id: Id) -> NudgeView:
    """Put a nudge away; one that was not said yet is not said at all."""
    return nudges.dismiss(caller.session, viewer=caller.viewer, nudge_id=nudge_id)


@router.post("/{nudge_id:uuid}/acted", responses=ACT_ANSWERS)
def mark_nudge_acted(caller: Writer, nudge_id: Id) -> NudgeView:
    """Say that a nudge did its work; a check-in on its day says so by itself."""
    return nudges.mark_acted(caller.session, viewer=caller.viewer, nudge_id=nudge_id)
