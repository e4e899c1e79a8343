"""Where an amount is typed, in whatever way the reader's country writes numbers."""

import reflex as rx

from habit_app.ui.look.texts import t


class FormAmount(rx.Component):
    """A field of a form that sends its amount as 1234.5; what is no amount is sent as typed."""

    library = "$/public/components/amount_field.jsx"
    tag = "FormAmount"

    name: rx.Var[str]
    start: rx.Var[str]
    locale: rx.Var[str]


def amount_limit() -> rx.Var[str]:
    """What is wrong with a text that is no amount; the browser writes the numbers in it."""
    return t("tick.limit", most="{most}", like="{like}")
