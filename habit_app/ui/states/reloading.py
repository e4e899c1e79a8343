"""Which event reads the open page again, for acts that several pages offer."""

from typing import Any

from habit_app.ui import routes
from habit_app.ui.states.habit import HabitState
from habit_app.ui.states.today import TodayState


def here(path: str) -> Any:
    """The event that reads the page at this path."""
    return HabitState.load if routes.is_habit(str(path).rstrip("/")) else TodayState.load
