"""What speaks for and against a habit's next unit: a share, reasons as bars, what would help."""

import reflex as rx

from habit_app.ui.components.frame.states import failed_part, once_loaded
from habit_app.ui.look.texts import t
from habit_app.ui.states.habit.forecast import Bar, ForecastState

SHOWN = ForecastState.forecast


def forecast() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("risk.forecast.title"), class_name="sh-group"),
        once_loaded(
            ForecastState.phase,
            _ready(),
            failed_part(t("risk.forecast.failed"), ForecastState.load),
            _skeleton(),
        ),
        class_name="sh-panel sh-forecast",
    )


def _ready() -> rx.Component:
    return rx.cond(
        SHOWN.share != "",
        rx.el.div(
            _share(),
            rx.cond(ForecastState.bars.length() > 0, _reasons()),
            rx.cond(ForecastState.steps.length() > 0, _steps()),
            class_name="sh-forecast-parts",
        ),
        rx.cond(
            SHOWN.soon != "",
            rx.fragment(
                rx.el.p(t("risk.forecast.soon"), class_name="sh-strong"),
                rx.el.p(SHOWN.soon, class_name="sh-hint"),
            ),
            rx.el.p(t("risk.forecast.none"), class_name="sh-hint"),
        ),
    )


def _share() -> rx.Component:
    """The number, how much that is, and who says it."""
    bands = [(band, t(f"risk.forecast.{band}")) for band in ("medium", "high")]
    return rx.el.div(
        rx.el.p(SHOWN.share, class_name="sh-share"),
        rx.el.div(
            rx.el.p(SHOWN.unit, class_name="sh-strong"),
            rx.el.span(
                rx.match(SHOWN.band, *bands, t("risk.forecast.low")),
                class_name="sh-chip",
                custom_attrs={"data-band": SHOWN.band},
            ),
            class_name="sh-forecast-band",
        ),
        rx.el.p(SHOWN.source, class_name="sh-hint"),
        class_name="sh-forecast-share",
    )


def _reasons() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(t("risk.forecast.for_kept")),
            rx.el.span(t("risk.forecast.for_missed")),
            aria_hidden="true",
            class_name="sh-sides",
        ),
        rx.el.ul(rx.foreach(ForecastState.bars, _bar), class_name="sh-reasons"),
    )


def _bar(bar: rx.Var[Bar]) -> rx.Component:
    """A bar to the left speaks for keeping it, one to the right for missing it."""
    return rx.el.li(
        rx.el.span(
            rx.cond(
                bar.speaks_for == "missed",
                t("risk.forecast.for_missed"),
                t("risk.forecast.for_kept"),
            ),
            ": ",
            class_name="sh-hidden",
        ),
        rx.el.span(bar.text),
        rx.el.span(
            rx.el.span(style={"width": f"{bar.width / 2}%"}),
            aria_hidden="true",
            class_name="sh-side-bar",
        ),
        custom_attrs={"data-for": bar.speaks_for},
    )


def _steps() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("risk.forecast.steps"), class_name="sh-group"),
        rx.el.ul(rx.foreach(ForecastState.steps, _step), class_name="sh-steps"),
    )


def _step(step: rx.Var[str]) -> rx.Component:
    return rx.el.li(rx.icon("lightbulb", size=16, aria_hidden="true"), rx.el.span(step))


def _skeleton() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name="sh-skeleton sh-bone-line") for _ in range(3)),
        aria_busy="true",
        class_name="sh-stack",
    )
