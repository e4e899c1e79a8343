"""The versions there are, each with the figures that count and what can be done with it."""

from typing import Any

import reflex as rx

from habit_app.ui.components.forms.rest_form import RestButton
from habit_app.ui.components.predictions.standing import ADMIN, TITLE
from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.predictions.models import ModelsState


def versions() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("models.versions"), class_name="sh-group"),
        rx.el.ul(rx.foreach(ModelsState.versions, _version), class_name="sh-versions"),
        rx.cond(
            ModelsState.has_more,
            rx.el.button(
                t("models.more"),
                on_click=ModelsState.show_more,
                type="button",
                class_name="sh-secondary",
            ),
        ),
        class_name="sh-panel",
    )


def _version(version: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(version["name"].to(str)),
            rx.el.span(
                version["status_word"].to(str),
                class_name="sh-chip",
                custom_attrs={"data-status": version["status"].to(str)},
            ),
            rx.cond(
                version["is_damaged"].to(bool),
                rx.el.span(
                    t("models.is_damaged"),
                    class_name="sh-chip",
                    custom_attrs={"data-status": "damaged"},
                ),
            ),
            class_name="sh-version-head",
        ),
        rx.el.p(version["about"].to(str), class_name="sh-hint"),
        rx.el.dl(
            rx.foreach(version["figures"].to(list[dict[str, str]]), _figure),
            class_name="sh-model-figures",
        ),
        _failed(version),
        _acts(version),
        key=version["version"].to(str),
    )


def _figure(found: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(found["name"]),
        rx.el.dd(
            rx.el.span(found["value"], class_name="sh-strong"),
            rx.cond(found["between"] != "", rx.el.span(found["between"], class_name="sh-hint")),
        ),
    )


def _failed(version: rx.Var[dict[str, Any]]) -> rx.Component:
    failed = version["failed"].to(list[str])
    return rx.cond(
        failed.length() > 0,
        rx.el.div(
            rx.el.p(t("models.rejected"), class_name="sh-strong"),
            rx.el.ul(rx.foreach(failed, rx.el.li)),
            class_name="sh-rejected",
        ),
    )


def _acts(version: rx.Var[dict[str, Any]]) -> rx.Component:
    number = version["version"].to(int)
    return rx.el.div(
        rx.el.button(
            t("models.show"),
            rx.el.span(" ", version["name"].to(str), class_name="sh-hidden"),
            on_click=[ModelsState.show(number), rx.scroll_to("models-version")],
            type="button",
            aria_pressed=ModelsState.opened["version"].to(int) == number,
            class_name="sh-small",
        ),
        rx.match(
            version["act"].to(str),
            ("activate", _activate(version, "models.activate")),
            ("roll_back", _activate(version, "models.roll_back")),
            rx.fragment(),
        ),
        class_name="sh-row",
    )


def _activate(version: rx.Var[dict[str, Any]], label: str) -> rx.Component:
    number = version["version"].to(str)
    return RestButton.create(
        method="POST",
        action=f"{ADMIN}/models/{number}/activate",
        label=t(label),
        name=version["name"].to(str),
        sure=t("models.activate_sure", version=number),
        focus=TITLE,
        on_done=ModelsState.load,
        on_refused=Frame.say_refused,
    )
