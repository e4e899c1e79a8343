"""How well what was said agrees with what happened, as a drawing with its table."""

from typing import Any

import reflex as rx

from habit_app.ui.look.texts import texts_under
from habit_app.ui.states.frame.frame import Frame


class Reliability(rx.Component):
    """Groups of predictions: `{predicted, observed, n}` of each."""

    library = "$/public/components/reliability.jsx"
    tag = "Reliability"

    bins: rx.Var[list[dict[str, float]]]
    locale: rx.Var[str]
    texts: rx.Var[dict[str, Any]]


def reliability(bins: rx.Var[list[dict[str, float]]]) -> rx.Component:
    return Reliability.create(
        bins=bins, locale=Frame.locale, texts=texts_under("models.reliability_chart")
    )
