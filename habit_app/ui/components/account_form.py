"""The forms of the signed-out pages."""

from typing import Any

import reflex as rx

from habit_app.text import LANGUAGES, catalogue


class AccountForm(rx.Component):
    """A form that the browser submits itself."""

    library = "$/public/account_form.jsx"
    tag = "AccountForm"

    action: rx.Var[str]
    mode: rx.Var[str]
    texts: rx.Var[dict[str, Any]]
    other: rx.Var[str]
    demo: rx.Var[bool]


def account_texts(mode: str) -> dict[str, Any]:
    """All that the form can say, in every language: it knows its reader only in the browser."""
    signing_in = mode == "login"
    wanted = {
        "title": "auth.welcome" if signing_in else "auth.begin",
        "text": "auth.welcome_text" if signing_in else "auth.begin_text",
        "submit": "auth.sign_in" if signing_in else "auth.sign_up",
        "other": "auth.to_sign_up" if signing_in else "auth.to_sign_in",
        "email": "auth.email",
        "password": "auth.password",
        "full_name": "auth.full_name",
        "password_hint": "auth.password_hint",
        "demo": "auth.demo",
    }
    return {
        language: {name: catalogue(language)[key] for name, key in wanted.items()}
        | {
            "errors": {
                key.removeprefix("errors."): text
                for key, text in catalogue(language).items()
                if key.startswith("errors.")
            }
        }
        for language in LANGUAGES
    }
