"""A section of the settings page: what it is about, and beside it what can be set."""

from typing import Any

import reflex as rx

from habit_app.ui.components.frame.states import failed, once_loaded, skeleton
from habit_app.ui.look.texts import t


def section(name: str, icon: str, *content: rx.Component) -> rx.Component:
    """A section called `settings.<name>.title`, explained by `settings.<name>.text`."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(
                rx.icon(icon, size=18, aria_hidden="true"),
                t(f"settings.{name}.title"),
                id=f"{name}-title",
                tab_index=-1,
            ),
            rx.el.p(t(f"settings.{name}.text"), class_name="sh-quiet"),
            class_name="sh-section-head",
        ),
        rx.el.div(*content, class_name="sh-panel sh-section-body"),
        id=name,
        aria_labelledby=f"{name}-title",
        class_name="sh-section",
    )


def once_read(phase: rx.Var[str], again: Any, content: rx.Component) -> rx.Component:
    """What is read for the settings, or why it does not come."""
    return once_loaded(phase, content, failed(t("settings.failed"), again), skeleton(2))
