"""How right everything was that was said in this installation, and what nudges do."""

from typing import Any

import reflex as rx

from habit_app.ui.components.predictions.reliability import reliability
from habit_app.ui.look.texts import t
from habit_app.ui.states.predictions.models import ModelsState


def installation() -> rx.Component:
    said = ModelsState.said
    return rx.el.div(
        rx.el.section(
            rx.el.h2(t("models.here"), class_name="sh-group"),
            rx.el.p(t("models.here_hint"), class_name="sh-hint"),
            rx.cond(
                said["said"].to(int) > 0,
                rx.fragment(_bands(), reliability(said["reliability"].to(list[dict[str, float]]))),
                rx.el.p(t("models.nothing_said")),
            ),
            class_name="sh-panel",
        ),
        rx.el.section(
            rx.el.h2(t("models.nudging"), class_name="sh-group"),
            rx.foreach(said["nudges"].to(list[str]), rx.el.p),
            class_name="sh-panel",
        ),
        class_name="sh-columns",
    )


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
