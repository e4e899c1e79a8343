"""The forms of the signed-out pages."""

from typing import Any

import reflex as rx

from habit_app.text import LANGUAGES, catalogue

SHARED = (
    "email",
    "password",
    "full_name",
    "password_hint",
    "demo",
    "forgot_link",
    "sent",
    "reset_done",
    "confirmed",
    "deleted",
)


class AccountForm(rx.Component):
    """A form that the browser submits itself."""

    library = "$/public/components/account_form.jsx"
    tag = "AccountForm"

    action: rx.Var[str]
    mode: rx.Var[str]
    texts: rx.Var[dict[str, Any]]
    other_path: rx.Var[str]
    forgot_path: rx.Var[str]
    demo: rx.Var[bool]


def account_texts(mode: str) -> dict[str, Any]:
    """All that the form can say, in every language: it knows its reader only in the browser."""
    own = {name: f"auth.{mode}.{name}" for name in ("title", "text", "submit", "other")}
    wanted = own | {name: f"auth.{name}" for name in SHARED} | {"training": "auth.signup.training"}
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
