"""Which event reads the open page again, for acts that several pages offer."""

from typing import Any

from habit_app.ui import routes
from habit_app.ui.states.badges import BadgesState
from habit_app.ui.states.community import CommunityState
from habit_app.ui.states.habit import HabitState
from habit_app.ui.states.habits import HabitsState
from habit_app.ui.states.insights import InsightsState
from habit_app.ui.states.today import TodayState


def here(path: str) -> Any:
    """The event that reads the page at this path."""
    path = str(path).rstrip("/")
    if path == routes.HABITS:
        return HabitsState.load
    if path == routes.BADGES:
        return BadgesState.load
    if path == routes.COMMUNITY:
        return CommunityState.load
    if path == routes.INSIGHTS:
        return InsightsState.load
    return HabitState.load if routes.is_habit(path) else TodayState.load
