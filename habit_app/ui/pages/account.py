"""Sign in, sign up."""

import reflex as rx

from habit_app.ui import routes
from habit_app.ui.components.account_form import AccountForm, account_texts


def login() -> rx.Component:
    return _door("login", other=routes.SIGNUP, demo=True)


def signup() -> rx.Component:
    return _door("signup", other=routes.LOGIN, demo=False)


def _door(mode: str, *, other: str, demo: bool) -> rx.Component:
    return rx.el.main(
        rx.el.div(
            rx.el.div(
                rx.icon("sprout", size=28, aria_hidden="true"),
                rx.el.span("SmartHabit"),
                class_name="sh-brand sh-door-brand",
            ),
            AccountForm.create(
                action=f"/api/v1/auth/form/{mode}",
                mode=mode,
                texts=account_texts(mode),
                other=other,
                demo=demo,
            ),
            class_name="sh-door",
        ),
        class_name="sh-doorway",
    )
