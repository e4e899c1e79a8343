"""The states of a day in words."""

import reflex as rx

from habit_app.ui.look.texts import t
from habit_app.ui.look.theme import DAY_STATES
from habit_app.ui.states.habit.habit import HabitState

AVOIDED = ("done", "slipped", "pending")
"""States that have words of their own where nothing is to be done."""


def state_words(*, avoided: bool = False) -> dict[str, rx.Var[str]]:
    """What each state is called: of a day to do something, or of one to avoid it."""
    return {
        state: t(f"avoided.{state}" if avoided and state in AVOIDED else f"state.{state}")
        for state in DAY_STATES
    }


def habit_words() -> dict[str, rx.Var[str]]:
    """What the states of the habit's days are called; a plain one that is over slipped."""
    plain, avoided = state_words(), state_words(avoided=True)
    is_plain = HabitState.habit["kind"].to(str) == "binary"
    plain["slipped"] = rx.cond(is_plain, avoided["slipped"], plain["slipped"])
    is_avoided = HabitState.habit["avoided"].to(bool)
    return {state: rx.cond(is_avoided, avoided[state], word) for state, word in plain.items()}
