"""Loading, empty and failed: what a page shows when it has nothing else to show."""

from typing import Any

import reflex as rx

from habit_app.ui.components.page_head import Patience
from habit_app.ui.texts import t


def skeleton(count: int = 4) -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name="sh-skeleton") for _ in range(count)),
        patience(),
        aria_busy="true",
        class_name="sh-stack",
    )


def patience() -> rx.Component:
    """What a skeleton says when nothing comes of it."""
    return Patience.create(text=t("app.late"), retry=t("app.retry"))


def empty(icon: str, title: rx.Var[str], text: rx.Var[str], *action: rx.Component) -> rx.Component:
    """Say what to do next."""
    return rx.el.div(
        rx.icon(icon, size=40, aria_hidden="true"),
        rx.el.h2(title),
        rx.el.p(text),
        *action,
        class_name="sh-empty",
    )


def failed(text: rx.Var[str], again: Any) -> rx.Component:
    return rx.el.div(
        rx.icon("cloud-off", size=40, aria_hidden="true"),
        rx.el.h2(text),
        rx.el.button(t("app.retry"), on_click=again, class_name="sh-primary", type="button"),
        role="alert",
        class_name="sh-empty",
    )
