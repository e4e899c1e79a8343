"""The charts of a habit. Plotly's basic bundle is fetched when a chart comes into sight.

The components are our own, so that the page hands over plain numbers: Plotly's Python package
(70 MB, for two templates) is needed nowhere, and the colours are those of the theme in force.
"""

from typing import Any

import reflex as rx

from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habit.habit import HabitState


class Chart(rx.Component):
    """What both charts share."""

    library = "$/public/components/chart.jsx"
    lib_dependencies: list[str] = ["plotly.js-basic-dist-min@3.7.0"]  # noqa: RUF012 - Reflex's way

    locale: rx.Var[str]
    texts: rx.Var[dict[str, Any]]


class StrengthChart(Chart):
    """Strength by day, with a choice of how far back."""

    tag = "StrengthChart"

    trend: rx.Var[dict[str, Any]]


class WeekdayChart(Chart):
    """The share kept of each weekday."""

    tag = "WeekdayChart"

    weekdays: rx.Var[list[dict[str, int]]]


def habit_charts() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.h2(t("chart.strength_title"), class_name="sh-group"),
            StrengthChart.create(trend=HabitState.trend, locale=Frame.locale, texts=_texts()),
            class_name="sh-panel",
        ),
        rx.el.section(
            rx.el.h2(t("chart.weekday_title"), class_name="sh-group"),
            WeekdayChart.create(weekdays=HabitState.weekdays, locale=Frame.locale, texts=_texts()),
            class_name="sh-panel",
        ),
        class_name="sh-columns",
    )


def _texts() -> dict[str, Any]:
    """What the charts say; the gaps are filled in the browser."""
    return {
        "range": t("chart.range"),
        "months": t("chart.months"),
        "year": t("chart.year"),
        "all": t("chart.all"),
        "table": t("chart.table"),
        "failed": t("chart.failed"),
        "day": t("day.day"),
        "strength": t("habit.strength"),
        "strength_words": t(
            "chart.strength_words", begin="{begin}", end="{end}", **{"from": "{from}", "to": "{to}"}
        ),
        "weekday": t("chart.weekday"),
        "weekday_words": t("chart.weekday_words", name="{name}", share="{share}"),
        "of_due": t("chart.of_due", name="{name}", kept="{kept}", due="{due}"),
        "kept": t("chart.kept"),
        "due": t("chart.due"),
        "share": t("chart.share"),
        "nothing_due": t("chart.nothing_due"),
    }
