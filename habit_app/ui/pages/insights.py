"""A week looked back at: what was kept, by day and by habit, and what may be missed next."""

import reflex as rx

from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.frame.states import empty, failed, once_loaded, waiting
from habit_app.ui.components.insights.prediction_record import prediction_record
from habit_app.ui.components.insights.week_report import at_risk, by_day, by_habit, changes
from habit_app.ui.look import routes
from habit_app.ui.look.texts import t
from habit_app.ui.states.insights.insights import InsightsState


def insights() -> rx.Component:
    return shell(
        once_loaded(
            InsightsState.phase,
            _ready(),
            failed(t("insights.failed"), InsightsState.load),
            _skeleton(),
        ),
        title=t("insights.title"),
    )


def _skeleton() -> rx.Component:
    """The page's own shape, while it is read."""
    return waiting(
        rx.el.div(class_name="sh-skeleton sh-bone-head"),
        rx.el.div(class_name="sh-skeleton sh-bone-head"),
        rx.el.div(
            *(rx.el.div(class_name="sh-skeleton sh-bone-chart") for _ in range(2)),
            class_name="sh-columns",
        ),
    )


def _ready() -> rx.Component:
    return rx.el.div(
        _header(),
        rx.cond(
            InsightsState.week["due"].to(int) > 0,
            rx.fragment(
                _summary(),
                rx.el.div(
                    rx.el.div(by_day(), at_risk(), class_name="sh-pile"),
                    rx.el.div(by_habit(), changes(), class_name="sh-pile"),
                    class_name="sh-columns",
                ),
            ),
            _nothing(),
        ),
        prediction_record(),
        class_name="sh-stack",
    )


def _header() -> rx.Component:
    week = InsightsState.week
    return rx.el.header(
        rx.el.p(t("insights.title"), class_name="sh-greeting"),
        rx.el.div(
            _turn("insights.earlier", "chevron-left", 1),
            rx.el.p(
                week["begin"].to(str),
                " – ",
                week["end"].to(str),
                aria_live="polite",
                class_name="sh-strong sh-span",
            ),
            _turn("insights.later", "chevron-right", -1, is_last=~week["has_later"].to(bool)),
            role="group",
            aria_label=t("insights.week"),
            class_name="sh-turner",
        ),
        class_name="sh-header",
    )


def _turn(
    label: str, icon: str, back: int, *, is_last: rx.Var[bool] | bool = False
) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=20, aria_hidden="true"),
        on_click=InsightsState.turn(back),
        disabled=is_last,
        aria_label=t(label),
        type="button",
        class_name="sh-act",
    )


def _nothing() -> rx.Component:
    coming = InsightsState.week["coming"].to(str)
    return rx.cond(
        coming != "",
        empty(
            "calendar-clock",
            t("insights.begun_title"),
            coming,
            rx.el.a(t("insights.begun_action"), href=routes.TODAY, class_name="sh-primary"),
        ),
        _empty(),
    )


def _empty() -> rx.Component:
    return empty(
        "calendar-range",
        t("insights.empty_title"),
        t("insights.empty_text"),
        rx.el.a(t("insights.empty_action"), href=routes.HABITS, class_name="sh-primary"),
    )


def _summary() -> rx.Component:
    week = InsightsState.week
    return rx.el.section(
        rx.el.div(
            rx.el.p(week["rate"].to(str), class_name="sh-share"),
            rx.el.div(
                rx.el.p(
                    t("insights.kept_of", kept=week["kept"].to(str), due=week["due"].to(str)),
                    class_name="sh-strong",
                ),
                rx.el.p(week["against"].to(str), class_name="sh-hint"),
                rx.cond(
                    week["running"].to(bool),
                    rx.el.p(t("insights.running"), class_name="sh-hint"),
                ),
                class_name="sh-body",
            ),
            class_name="sh-progress",
        ),
        rx.cond(
            week["running"].to(bool),
            rx.fragment(),
            rx.el.button(
                rx.icon("mail", size=18, aria_hidden="true"),
                t("insights.send"),
                on_click=InsightsState.send,
                type="button",
                class_name="sh-secondary",
            ),
        ),
        aria_label=t("insights.week"),
        class_name="sh-summary",
    )
