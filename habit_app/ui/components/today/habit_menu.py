"""What else can be done with a habit of the day: on its card, and in its row of the grid."""

import reflex as rx

from habit_app.ui.components.frame.menu_opener import menu_opener
from habit_app.ui.look.texts import t
from habit_app.ui.states.habit.day_editor import DayEditorState
from habit_app.ui.states.habits.habit_sheet import HabitSheet
from habit_app.ui.states.today.today import TodayState


def habit_menu(habit_id: rx.Var[str], title: rx.Var[str], avoids: rx.Var[bool]) -> rx.Component:
    """Of what is to be avoided nobody says that it was not done."""
    return rx.menu.root(
        menu_opener(title),
        rx.menu.content(
            rx.menu.item(t("menu.skip"), on_select=TodayState.say(habit_id, "skip")),
            rx.cond(
                avoids,
                rx.fragment(),
                rx.menu.item(t("menu.no"), on_select=TodayState.say(habit_id, "no")),
            ),
            rx.menu.item(t("menu.clear"), on_select=TodayState.say(habit_id, "undo")),
            rx.menu.item(
                t("menu.note"), on_select=DayEditorState.open_of(habit_id, TodayState.page.day)
            ),
            rx.menu.item(t("menu.other_day"), on_select=DayEditorState.add(habit_id)),
            rx.menu.separator(),
            rx.menu.item(t("menu.edit"), on_select=HabitSheet.edit(habit_id)),
            rx.menu.item(t("menu.history"), on_select=rx.redirect(f"/habits/{habit_id}")),
            rx.menu.item(t("menu.archive"), on_select=TodayState.archive(habit_id)),
        ),
    )
