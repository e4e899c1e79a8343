"""How right everything was that was said in this installation, and what nudges do."""

from typing import Any

import reflex as rx

from habit_app.ui.components.predictions.reliability import reliability
from habit_app.ui.look.texts import t
from habit_app.ui.states.predictions.models import ModelsState


def installation() -> rx.Component:
    """The chart stands beside the rest; without one, nudges do."""
    return rx.cond(
        ModelsState.said["said"].to(int) > 0,
        rx.el.div(
            rx.el.div(_here(_bands()), _nudges(), class_name="sh-pile"),
            _section("models.reliability", reliability(_bins())),
            class_name="sh-columns",
        ),
        rx.el.div(
            _here(rx.el.p(t("models.nothing_said"))),
            _nudges(),
            class_name="sh-columns",
        ),
    )


def _section(title: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(t(title), class_name="sh-group"), *content, class_name="sh-panel")


def _here(content: rx.Component) -> rx.Component:
    return _section("models.here", rx.el.p(t("models.here_hint"), class_name="sh-hint"), content)


def _nudges() -> rx.Component:
    told = ModelsState.said["nudges"].to(list[str])
    return _section("models.nudging", rx.foreach(told, rx.el.p))


def _bins() -> rx.Var[list[dict[str, float]]]:
    return ModelsState.said["reliability"].to(list[dict[str, float]])


def _bands() -> rx.Component:
    names = ("band_name", "band_count", "band_missed", "band_share")
    return rx.el.table(
        rx.el.thead(rx.el.tr(*(rx.el.th(t(f"models.{name}"), scope="col") for name in names))),
        rx.el.tbody(rx.foreach(ModelsState.said["bands"].to(list[dict[str, Any]]), _band)),
        class_name="sh-table sh-figures-table",
    )


def _band(row: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["name"].to(str), scope="row"),
        *(rx.el.td(row[name].to(str)) for name in ("said", "missed", "share")),
    )
