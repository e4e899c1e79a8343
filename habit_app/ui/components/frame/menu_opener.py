"""The button with three dots that opens what else can be done with a habit."""

import reflex as rx

from habit_app.ui.look.texts import t


def menu_opener(title: rx.Var[str]) -> rx.Component:
    return rx.menu.trigger(
        rx.el.button(
            rx.icon("ellipsis-vertical", size=18, aria_hidden="true"),
            aria_label=t("today.more", title=title),
            type="button",
            class_name="sh-more",
        )
    )
