"""The page for addresses that lead nowhere."""

import reflex as rx

from habit_app.ui.components.frame.states import empty
from habit_app.ui.look import routes
from habit_app.ui.look.texts import t


def not_found() -> rx.Component:
    return rx.el.main(
        empty(
            "compass",
            t("app.not_found"),
            t("app.not_found_text"),
            rx.el.a(t("app.home"), href=routes.TODAY, class_name="sh-primary"),
        ),
        class_name="sh-doorway",
    )
