"""The pages of people who are not signed in, and those that links in mails lead to."""

import reflex as rx

from habit_app.ui.components.account.account_form import AccountForm, account_texts
from habit_app.ui.look import routes

FORMS = "/api/v1/auth/form"


def login() -> rx.Component:
    return _door("login", f"{FORMS}/login", other=routes.SIGNUP, demo=True)


def signup() -> rx.Component:
    return _door("signup", f"{FORMS}/signup", other=routes.LOGIN)


def forgot() -> rx.Component:
    return _door("forgot", f"{FORMS}/forgot", other=routes.LOGIN)


def reset() -> rx.Component:
    return _door("reset", f"{FORMS}/reset", other=routes.FORGOT)


def confirm() -> rx.Component:
    return _door("confirm", "/api/v1/auth/verify", other=routes.TODAY)


def _door(mode: str, action: str, *, other: str, demo: bool = False) -> rx.Component:
    return rx.el.main(
        rx.el.div(
            rx.el.div(
                rx.icon("sprout", size=28, aria_hidden="true"),
                rx.el.span("SmartHabit"),
                class_name="sh-brand sh-door-brand",
            ),
            AccountForm.create(
                action=action,
                mode=mode,
                texts=account_texts(mode),
                other_path=other,
                forgot_path=routes.FORGOT,
                demo=demo,
            ),
            class_name="sh-door",
        ),
        class_name="sh-doorway",
    )
