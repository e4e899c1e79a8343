"""Which events read the open page again: for acts that several pages offer, and for live pages."""

from typing import Any

from habit_app.ui.look import routes
from habit_app.ui.reflex import internals
from habit_app.ui.states.badges.badges import BadgesState
from habit_app.ui.states.community.community import CommunityState
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habit.habit import HabitState
from habit_app.ui.states.habits.habits import HabitsState
from habit_app.ui.states.inbox.inbox import InboxState
from habit_app.ui.states.insights.insights import InsightsState
from habit_app.ui.states.predictions.models import ModelsState
from habit_app.ui.states.settings.channels import ChannelsState
from habit_app.ui.states.settings.sessions import SessionsState
from habit_app.ui.states.settings.settings import SettingsState
from habit_app.ui.states.settings.tokens import TokensState
from habit_app.ui.states.today.today import TodayState

PAGES: dict[str, tuple[Any, ...]] = {
    routes.TODAY: (TodayState.load,),
    routes.HABITS: (HabitsState.load,),
    routes.HABIT: (HabitState.load,),
    routes.INSIGHTS: (InsightsState.load,),
    routes.BADGES: (BadgesState.load,),
    routes.COMMUNITY: (CommunityState.load,),
    routes.INBOX: (InboxState.load,),
    routes.MODELS: (ModelsState.load,),
    routes.SETTINGS: (
        SettingsState.load,
        ChannelsState.load,
        SessionsState.load,
        TokensState.load,
    ),
}
"""What each page shows of its person's data; they change nothing that is open or being typed."""


def here(path: str) -> Any:
    """The event that reads the page at this path."""
    return PAGES.get(_route(path), PAGES[routes.TODAY])[0]


def all_of(path: str) -> tuple[Any, ...]:
    """The events that read everything at this path, the frame included; none where none is live."""
    found = PAGES.get(_route(path), ())
    return (Frame.load, *found) if found else ()


def reads_page(event_name: str) -> bool:
    """Whether after this event its page shows what was stored before it."""
    return event_name in _NAMES


def _route(path: str) -> str:
    path = str(path).rstrip("/") or routes.TODAY
    return routes.HABIT if routes.is_habit(path) else path


_NAMES = frozenset(internals.name_of(found[0]) for found in (*PAGES.values(), (TodayState.open,)))
