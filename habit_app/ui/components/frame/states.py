"""Loading, empty and failed: what a page shows when it has nothing else to show."""

from typing import Any

import reflex as rx

from habit_app.ui.components.frame.page_head import Patience
from habit_app.ui.look.texts import t


def once_loaded(
    phase: rx.Var[str],
    content: rx.Component,
    failure: rx.Component,
    place: rx.Component | None = None,
    **others: rx.Component,
) -> rx.Component:
    """The content; what stands in its place until it is there; or why it does not come.

    `others` stand for phases of a page's own.
    """
    return rx.match(
        phase,
        ("ready", content),
        ("failed", failure),
        *others.items(),
        skeleton() if place is None else place,
    )


def skeleton(count: int = 4) -> rx.Component:
    """Lines, in the place of a list."""
    return waiting(*(rx.el.div(class_name="sh-skeleton") for _ in range(count)))


def waiting(*bones: rx.Component) -> rx.Component:
    """The shape of what is being read; says so when nothing comes of it."""
    return rx.el.div(
        *bones,
        Patience.create(text=t("app.late"), retry=t("app.retry")),
        aria_busy="true",
        class_name="sh-stack",
    )


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


def failed_part(text: rx.Var[str], again: Any) -> rx.Component:
    """The same for a part of a page that is loaded by itself; the rest of the page stands."""
    return rx.el.div(
        rx.el.p(text),
        rx.el.button(t("app.retry"), on_click=again, type="button", class_name="sh-secondary"),
        role="alert",
    )
