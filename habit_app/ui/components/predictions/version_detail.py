"""One version whole: against what is simpler, how reliable, by parts, and what it looks at."""

from typing import Any

import reflex as rx

from habit_app.ui.components.predictions.reliability import reliability
from habit_app.ui.look.texts import t
from habit_app.ui.states.predictions.model_words import COLUMNS
from habit_app.ui.states.predictions.models import ModelsState

SHOWN = "models-version"
Rows = list[dict[str, Any]]


def version_detail() -> rx.Component:
    opened = ModelsState.opened
    return rx.el.section(
        rx.el.div(
            rx.el.h2(opened["name"].to(str), id=SHOWN, tab_index=-1, class_name="sh-predicts"),
            *(
                rx.cond(opened[name].to(str) != "", rx.el.p(opened[name].to(str)))
                for name in ("trained", "judged")
            ),
            rx.el.p(t("models.fingerprint", sha256=opened["sha256"].to(str)), class_name="sh-hint"),
            _rivals("rivals", "rivals_hint"),
            _rivals("newcomers", ""),
            class_name="sh-panel",
        ),
        rx.el.div(
            rx.el.div(
                _panel(
                    "reliability", "", reliability(opened["reliability"].to(list[dict[str, float]]))
                ),
                _panel("importance", "importance_hint", _importance()),
                class_name="sh-pile",
            ),
            rx.el.div(
                _panel("history", "history_hint", _slices("history", "part")),
                _panel("schedules", "", _slices("schedules", "rhythm")),
                class_name="sh-pile",
            ),
            class_name="sh-columns",
        ),
        aria_labelledby=SHOWN,
        class_name="sh-stack",
    )


def _has(name: str) -> rx.Var[bool]:
    return ModelsState.opened[name].to(Rows).length() > 0


def _panel(name: str, hint: str, content: rx.Component) -> rx.Component:
    """A panel of what a card may lack."""
    return rx.cond(
        _has(name),
        rx.el.section(
            rx.el.h3(t(f"models.{name}"), class_name="sh-group"),
            rx.el.p(t(f"models.{hint}"), class_name="sh-hint") if hint else rx.fragment(),
            content,
            class_name="sh-panel",
        ),
    )


def _rivals(name: str, hint: str) -> rx.Component:
    return rx.cond(
        _has(name),
        rx.fragment(
            rx.el.h3(t(f"models.{name}"), class_name="sh-group"),
            rx.el.p(t(f"models.{hint}"), class_name="sh-hint") if hint else rx.fragment(),
            rx.el.div(
                rx.el.table(
                    _head("predicted_by", *(f"figure.{column}" for column in COLUMNS)),
                    rx.el.tbody(rx.foreach(ModelsState.opened[name].to(Rows), _rival)),
                    class_name="sh-table sh-figures-table",
                ),
                role="region",
                tab_index=0,
                aria_label=t(f"models.{name}"),
                class_name="sh-wide",
            ),
        ),
    )


def _head(*names: str) -> rx.Component:
    return rx.el.thead(rx.el.tr(*(rx.el.th(t(f"models.{name}"), scope="col") for name in names)))


def _rival(row: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["name"].to(str), scope="row"),
        *(rx.el.td(row[column].to(str)) for column in COLUMNS),
        custom_attrs={"data-own": row["is_own"].to(bool)},
    )


def _slices(name: str, first: str) -> rx.Component:
    return rx.el.table(
        _head(first, "number", "figure.log_loss", "figure.auc"),
        rx.el.tbody(rx.foreach(ModelsState.opened[name].to(Rows), _slice)),
        class_name="sh-table sh-figures-table",
    )


def _slice(row: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["name"].to(str), _bar(row["width"].to(str)), scope="row"),
        *(rx.el.td(row[column].to(str)) for column in ("units", "log_loss", "auc")),
    )


def _importance() -> rx.Component:
    return rx.el.table(
        _head("feature_name", "share"),
        rx.el.tbody(rx.foreach(ModelsState.opened["importance"].to(Rows), _feature)),
        class_name="sh-table sh-figures-table",
    )


def _feature(row: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row["name"].to(str), _bar(row["width"].to(str)), scope="row"),
        rx.el.td(row["share"].to(str)),
    )


def _bar(width: rx.Var[str]) -> rx.Component:
    return rx.el.span(
        rx.el.span(style={"width": f"{width}%"}), aria_hidden="true", class_name="sh-level"
    )
