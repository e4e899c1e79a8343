"""The tick: our own small component, because a tap has to show at once."""

from typing import Any

import reflex as rx

from habit_app.ui.components.forms.amount import amount_limit
from habit_app.ui.look.texts import t


class Tick(rx.Component):
    """A check or a stepper that paints first, sends next and believes the state at last."""

    library = "$/public/components/tick.jsx"
    tag = "Tick"

    habit_id: rx.Var[str]
    owner: rx.Var[str]
    day: rx.Var[str]
    kind: rx.Var[str]
    done: rx.Var[bool]
    avoids: rx.Var[bool]
    value: rx.Var[float]
    target: rx.Var[float]
    unit: rx.Var[str]
    at_most: rx.Var[bool]
    is_sum: rx.Var[bool]
    locale: rx.Var[str]
    texts: rx.Var[dict[str, Any]]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class DayText(rx.Component):
    """A day in words."""

    library = "$/public/components/tick.jsx"
    tag = "DayText"

    day: rx.Var[str]
    locale: rx.Var[str]
    form: rx.Var[str]


def tick_texts(title: rx.Var[str]) -> dict[str, Any]:
    """What the tick says to those who do not see it, and the words on its buttons."""
    return {
        **slip_texts(title),
        "slip": t("tick.slip"),
        "take_back": t("tick.take_back"),
        "do": t("tick.do", title=title),
        "more": t("tick.more", title=title),
        "less": t("tick.less", title=title),
        "amount": title,
        "typed": t("tick.typed", title=title),
        "waiting": t("tick.waiting"),
        "limit": amount_limit(),
        "done": t("tick.done", title=title),
        "open": t("tick.open", title=title),
        "at_most": t("tick.at_most", amount="{amount}"),
    }


def slip_texts(title: rx.Var[str]) -> dict[str, Any]:
    """What is said aloud of something to avoid."""
    return {
        "slipped": t("tick.slipped", title=title),
        "taken_back": t("tick.taken_back", title=title),
    }
