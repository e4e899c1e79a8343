"""The day's page."""

from typing import Annotated

from fastapi import APIRouter, Query

from habit_app.api import problems
from habit_app.api.deps import Reader
from habit_app.api.routing import Route
from habit_app.services.today import today
from habit_app.services.today.views import TodayView

router = APIRouter(route_class=Route, tags=["today"])


@router.get("/today", responses=problems.answers(401, 403, 422))
def get_today(
    caller: Reader,
    days: Annotated[int, Query(ge=1, le=14, description="How many days each card shows.")] = 7,
) -> TodayView:
    """Say what is due, grouped by time of day, with the week behind it."""
    return today.today_view(caller.session, viewer=caller.viewer, days=days)
