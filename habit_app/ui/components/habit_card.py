"""A habit on Today: one tap, and what it led to."""

import reflex as rx

from habit_app.services.views import TodayHabit
from habit_app.ui.components.tick import Tick, tick_texts
from habit_app.ui.states.frame import Frame
from habit_app.ui.states.habit_sheet import HabitSheet
from habit_app.ui.states.today import TodayState
from habit_app.ui.texts import counted, t
from habit_app.ui.theme import accent, habit_icon

CHIPS = {
    "skipped": "state.skipped",
    "implied": "state.implied",
    "missed": "menu.no",
    "slipped": "state.slipped",
}
"""States of today that a card says in words."""


def habit_card(habit: rx.Var[TodayHabit]) -> rx.Component:
    """One card of the list."""
    return rx.el.li(
        rx.el.span(habit_icon(habit.icon), class_name="sh-icon"),
        rx.el.div(
            rx.link(habit.title, href=f"/habits/{habit.id}", class_name="sh-title"),
            rx.el.div(
                _streak(habit),
                *(
                    rx.cond(habit.today.state == state, rx.el.span(t(text), class_name="sh-chip"))
                    for state, text in CHIPS.items()
                ),
                class_name="sh-figures",
            ),
            _strength(habit),
            class_name="sh-body",
        ),
        Tick.create(
            habit_id=habit.id.to_string(use_json=False),
            owner=Frame.owner,
            day=TodayState.day,
            kind=habit.kind,
            done=habit.today.state == "done",
            value=habit.today.value,
            target=habit.target,
            unit=rx.cond(habit.unit, habit.unit, ""),
            at_most=habit.direction == "at_most",
            texts=tick_texts(habit.title),
            on_settled=TodayState.load,
            on_refused=Frame.say_refused,
        ),
        _menu(habit),
        custom_attrs={**accent(habit.color), "data-state": habit.today.state},
        key=habit.id.to_string(use_json=False),
        class_name="sh-card",
    )


def _streak(habit: rx.Var[TodayHabit]) -> rx.Component:
    return rx.cond(
        habit.streak > 0,
        rx.el.span(
            rx.icon("flame", size=14, aria_hidden="true"),
            rx.el.span(t("today.streak"), class_name="sh-hidden"),
            counted(habit.streak_unit, habit.streak),
            class_name="sh-streak",
        ),
    )


def _strength(habit: rx.Var[TodayHabit]) -> rx.Component:
    percent = (habit.strength * 100).to(int)
    return rx.el.div(
        rx.el.div(style={"width": f"{percent}%"}),
        custom_attrs={
            "role": "meter",
            "aria-label": t("today.strength"),
            "aria-valuenow": percent,
            "aria-valuemin": 0,
            "aria-valuemax": 100,
        },
        class_name="sh-strength",
    )


def _menu(habit: rx.Var[TodayHabit]) -> rx.Component:
    return rx.menu.root(
        rx.menu.trigger(
            rx.el.button(
                rx.icon("ellipsis-vertical", size=18, aria_hidden="true"),
                aria_label=t("today.more", title=habit.title),
                type="button",
                class_name="sh-more",
            )
        ),
        rx.menu.content(
            rx.menu.item(t("menu.skip"), on_select=TodayState.say(habit.id, "skip")),
            rx.menu.item(t("menu.no"), on_select=TodayState.say(habit.id, "no")),
            rx.menu.item(t("menu.clear"), on_select=TodayState.say(habit.id, "clear")),
            rx.menu.separator(),
            rx.menu.item(t("menu.edit"), on_select=HabitSheet.edit(habit.id)),
            rx.menu.item(t("menu.history"), on_select=rx.redirect(f"/habits/{habit.id}")),
            rx.menu.item(t("menu.archive"), on_select=TodayState.archive(habit.id)),
        ),
    )
