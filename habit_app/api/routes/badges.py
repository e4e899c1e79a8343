"""Badges, and the leaderboard."""

from typing import Annotated

from fastapi import APIRouter, Query

from habit_app.api import problems
from habit_app.api.deps import Reader
from habit_app.api.routing import Route
from habit_app.services.badges import progress
from habit_app.services.badges.views import BadgeView
from habit_app.services.habits.drafts import Body, Day
from habit_app.services.insights import leaderboard
from habit_app.services.insights.views import LeaderboardView

router = APIRouter(route_class=Route, tags=["badges"])


class Badges(Body):
    items: list[BadgeView]


@router.get("/badges", responses=problems.answers(401, 403))
def list_badges(caller: Reader) -> Badges:
    """List every badge: won with its date, or how far it is."""
    return Badges(items=progress.list_badges(caller.session, viewer=caller.viewer))


@router.get("/leaderboard", responses=problems.answers(401, 403, 422))
def get_leaderboard(
    caller: Reader,
    week: Annotated[
        Day | None, Query(description="Any day of the week; this week without.")
    ] = None,
) -> LeaderboardView:
    """Say who leads a week among those who chose to be shown, and one's own place."""
    return leaderboard.of_week(caller.session, viewer=caller.viewer, day=week)
