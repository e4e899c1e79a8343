"""The list of pages; one not named here does not exist."""

from typing import Any

import reflex as rx

from habit_app.ui.look import routes
from habit_app.ui.pages.account import confirm, forgot, login, reset, signup
from habit_app.ui.pages.badges import badges
from habit_app.ui.pages.community import community
from habit_app.ui.pages.habit import habit
from habit_app.ui.pages.habits import habits
from habit_app.ui.pages.inbox import inbox
from habit_app.ui.pages.insights import insights
from habit_app.ui.pages.models import models
from habit_app.ui.pages.not_found import not_found
from habit_app.ui.pages.settings import settings
from habit_app.ui.pages.today import today
from habit_app.ui.states.badges.badges import BadgesState
from habit_app.ui.states.community.community import CommunityState
from habit_app.ui.states.frame import reloading
from habit_app.ui.states.frame.celebration import CelebrationState
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habit.habit import HabitState
from habit_app.ui.states.habits.habits import HabitsState
from habit_app.ui.states.inbox.inbox import InboxState
from habit_app.ui.states.insights.insights import InsightsState
from habit_app.ui.states.predictions.models import ModelsState
from habit_app.ui.states.today.today import TodayState

PRIVATE = (
    (today, routes.TODAY, "Today", (TodayState.open,)),
    (habits, routes.HABITS, "Habits", (HabitsState.load,)),
    (habit, routes.HABIT, "Habit", (HabitState.load,)),
    (insights, routes.INSIGHTS, "Insights", (InsightsState.open,)),
    (inbox, routes.INBOX, "Inbox", (InboxState.open,)),
    (community, routes.COMMUNITY, "Community", (CommunityState.load,)),
    (models, routes.MODELS, "Models", (ModelsState.load,)),
    (settings, routes.SETTINGS, "Settings", reloading.PAGES[routes.SETTINGS]),
)
"""Pages of those who are signed in: what is drawn, where, its name, and what it loads."""


def add_all(app: rx.App) -> None:
    """Add every page."""
    app.add_page(login, route=routes.LOGIN, title="Sign in · SmartHabit")
    app.add_page(signup, route=routes.SIGNUP, title="Create account · SmartHabit")
    app.add_page(forgot, route=routes.FORGOT, title="Forgotten password · SmartHabit")
    app.add_page(reset, route=routes.RESET, title="New password · SmartHabit")
    app.add_page(confirm, route=routes.CONFIRM, title="Confirm address · SmartHabit")
    app.add_page(not_found, route="404", title="Not found · SmartHabit")
    _add_private(app)


def _add_private(app: rx.App) -> None:
    """Add what only those who are signed in see, each page with what it loads."""
    for page, route, title, own in PRIVATE:
        app.add_page(page, route=route, title=f"{title} · SmartHabit", on_load=_with_frame(*own))
    app.add_page(
        badges,
        route=routes.BADGES,
        title="Badges · SmartHabit",
        on_load=[Frame.load, CelebrationState.leave, BadgesState.load],
    )


def _with_frame(*own: Any) -> list[Any]:
    """What a page loads, between its frame and what was won since the last one."""
    return [Frame.load, *own, CelebrationState.open]
