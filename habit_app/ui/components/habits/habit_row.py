"""A habit as a row of the list: what it asks, how it stands, and what can be done with it."""

import reflex as rx

from habit_app.ui.components.frame.menu_opener import menu_opener
from habit_app.ui.look.texts import t
from habit_app.ui.look.theme import accent, habit_icon
from habit_app.ui.states.habits.habit_sheet import HabitSheet
from habit_app.ui.states.habits.habits import HabitRow, HabitsState


def habit_row(row: rx.Var[HabitRow], place: rx.Var[int]) -> rx.Component:
    """One row; `place` is where it stands, from 0."""
    return rx.el.li(
        rx.cond(HabitsState.may_order, _handle(row)),
        rx.el.span(habit_icon(row.icon), class_name="sh-icon"),
        rx.el.div(
            rx.cond(
                HabitsState.asked["status"] == "deleted",
                rx.el.span(row.title, class_name="sh-title"),
                rx.link(row.title, href=f"/habits/{row.id}", class_name="sh-title"),
            ),
            rx.el.span(row.words, class_name="sh-asks"),
            class_name="sh-body",
        ),
        rx.el.div(
            _strength(row),
            _streak(row),
            rx.el.span(
                rx.cond(row.category != "", rx.el.span(row.category, class_name="sh-chip")),
                class_name="sh-habit-category",
            ),
            class_name="sh-habit-figures",
        ),
        rx.el.div(_acts(row, place), class_name="sh-acts"),
        custom_attrs={**accent(row.color), "data-id": row.id},
        key=row.id,
        class_name="sh-habit",
    )


def _handle(row: rx.Var[HabitRow]) -> rx.Component:
    return rx.el.button(
        rx.icon("grip-vertical", size=18, aria_hidden="true"),
        type="button",
        aria_label=t("habits.handle", title=row.title),
        aria_describedby="habits-how",
        custom_attrs={"data-handle": ""},
        class_name="sh-handle",
    )


def _streak(row: rx.Var[HabitRow]) -> rx.Component:
    return rx.el.span(
        rx.cond(
            row.streak != "",
            rx.el.span(
                rx.icon("flame", size=14, aria_hidden="true"),
                rx.el.span(t("today.streak"), class_name="sh-hidden"),
                rx.el.span(row.streak),
                class_name="sh-streak",
            ),
        ),
        class_name="sh-habit-streak",
    )


def _strength(row: rx.Var[HabitRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(style={"width": f"{row.strength}%"}),
            custom_attrs={
                "role": "meter",
                "aria-label": t("today.strength"),
                "aria-valuenow": row.strength,
                "aria-valuemin": 0,
                "aria-valuemax": 100,
            },
            class_name="sh-strength",
        ),
        rx.el.span(row.share, aria_hidden="true"),
        class_name="sh-habit-strength",
    )


def _acts(row: rx.Var[HabitRow], place: rx.Var[int]) -> rx.Component:
    return rx.cond(
        HabitsState.asked["status"] == "deleted",
        rx.el.button(
            t("habits.restore"),
            rx.el.span(row.title, class_name="sh-hidden"),
            on_click=HabitsState.restore(row.id),
            type="button",
            class_name="sh-secondary",
        ),
        rx.fragment(
            rx.el.button(
                rx.icon("pencil", size=16, aria_hidden="true"),
                aria_label=t("habits.edit", title=row.title),
                on_click=HabitSheet.edit(row.id),
                type="button",
                class_name="sh-more",
            ),
            _menu(row, place),
        ),
    )


def _menu(row: rx.Var[HabitRow], place: rx.Var[int]) -> rx.Component:
    return rx.menu.root(
        menu_opener(row.title),
        rx.menu.content(
            rx.cond(
                HabitsState.may_order,
                rx.fragment(
                    rx.menu.item(
                        t("habits.up"),
                        disabled=place == 0,
                        on_select=HabitsState.move(row.id, place - 1),
                    ),
                    rx.menu.item(
                        t("habits.down"),
                        disabled=place == HabitsState.rows.length() - 1,
                        on_select=HabitsState.move(row.id, place + 1),
                    ),
                    rx.menu.separator(),
                ),
            ),
            rx.cond(
                HabitsState.asked["status"] == "archived",
                rx.menu.item(t("habit.unarchive"), on_select=HabitsState.unarchive(row.id)),
                rx.menu.item(t("menu.archive"), on_select=HabitsState.archive(row.id)),
            ),
            rx.menu.item(t("menu.delete"), on_select=HabitsState.delete(row.id)),
        ),
    )
