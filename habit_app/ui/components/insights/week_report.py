"""The parts of a week: its days as bars with their table, habits, what is at risk, what changed."""

from typing import Any

import reflex as rx

from habit_app.ui.look.texts import plural, t
from habit_app.ui.look.theme import accent, habit_icon
from habit_app.ui.states.insights.insights import InsightsState


def _section(title: str, *content: rx.Component) -> rx.Component:
    return rx.el.section(rx.el.h2(t(title), class_name="sh-group"), *content, class_name="sh-panel")


def by_day() -> rx.Component:
    return _section(
        "insights.days",
        rx.el.ul(rx.foreach(InsightsState.days, _bar), class_name="sh-bars"),
        rx.foreach(InsightsState.week["days"].to(list[str]), rx.el.p),
        rx.el.p(t("insights.days_hint"), class_name="sh-hint"),
        rx.el.details(
            rx.el.summary(t("insights.table")),
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        *(
                            rx.el.th(t(f"insights.{name}"), scope="col")
                            for name in ("day", "kept", "due", "share")
                        )
                    )
                ),
                rx.el.tbody(rx.foreach(InsightsState.days, _row)),
                class_name="sh-table",
            ),
            class_name="sh-as-table",
        ),
    )


def _bar(day: rx.Var[dict[str, Any]]) -> rx.Component:
    due = day["due"].to(int)
    return rx.el.li(
        rx.el.span(
            rx.cond(due > 0, f"{day['kept'].to(str)}/{day['due'].to(str)}", "–"),
            aria_hidden="true",
            class_name="sh-hint",
        ),
        rx.el.span(
            rx.el.span(style={"height": f"{day['percent'].to(str)}%"}),
            aria_hidden="true",
            class_name="sh-bar",
            custom_attrs={"data-none": due == 0},
        ),
        rx.el.span(day["short"].to(str), aria_hidden="true"),
        rx.el.span(
            day["name"].to(str),
            ": ",
            rx.cond(
                due > 0,
                t("insights.kept_of", kept=day["kept"].to(str), due=day["due"].to(str)),
                t("insights.no_due"),
            ),
            class_name="sh-hidden",
        ),
        custom_attrs={"data-today": day["today"].to(bool)},
    )


def _row(day: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(day["name"].to(str), scope="row"),
        *(rx.el.td(day[name].to(str)) for name in ("kept", "due", "share")),
    )


def by_habit() -> rx.Component:
    return _section(
        "insights.habits",
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    *(
                        rx.el.th(t(f"insights.{name}"), scope="col")
                        for name in ("habit", "week", "before")
                    )
                )
            ),
            rx.el.tbody(rx.foreach(InsightsState.habits, _habit)),
            rx.el.tfoot(
                rx.el.tr(
                    rx.el.th(t("insights.together"), scope="row"),
                    rx.el.td(InsightsState.week["share"].to(str)),
                    rx.el.td(InsightsState.week["before"].to(str), class_name="sh-quiet"),
                )
            ),
            class_name="sh-table sh-shares",
        ),
    )


def _habit(habit: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            _name(habit),
            rx.el.span(
                rx.el.span(style={"width": f"{habit['percent'].to(str)}%"}),
                aria_hidden="true",
                class_name="sh-strength",
            ),
            scope="row",
        ),
        rx.el.td(
            rx.match(
                habit["trend"].to(str),
                ("up", rx.icon("trending-up", size=16, aria_hidden="true")),
                ("down", rx.icon("trending-down", size=16, aria_hidden="true")),
                rx.fragment(),
            ),
            habit["share"].to(str),
        ),
        rx.el.td(habit["before"].to(str), class_name="sh-quiet"),
        custom_attrs=accent(habit["color"].to(str)),
    )


def _name(habit: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.link(
        habit["title"].to(str),
        href=f"/habits/{habit['id'].to(str)}",
        class_name="sh-title",
    )


def at_risk() -> rx.Component:
    return _section(
        "insights.at_risk",
        rx.cond(
            InsightsState.at_risk.length() > 0,
            rx.fragment(
                rx.el.p(t("insights.at_risk_hint"), class_name="sh-hint"),
                rx.el.ul(rx.foreach(InsightsState.at_risk, _risk), class_name="sh-risks"),
            ),
            rx.el.p(t("insights.no_risk"), class_name="sh-hint"),
        ),
    )


def _risk(habit: rx.Var[dict[str, Any]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(habit_icon(habit["icon"].to(str)), class_name="sh-icon"),
        rx.el.div(
            _name(habit),
            rx.el.p(habit["reason"].to(str), class_name="sh-hint"),
            rx.el.p(habit["suggestion"].to(str)),
            class_name="sh-body",
        ),
        rx.el.span(
            t("insights.risk_share", share=habit["share"].to(str)),
            class_name="sh-chip",
            custom_attrs={"data-band": habit["band"].to(str)},
        ),
        custom_attrs=accent(habit["color"].to(str)),
    )


def changes() -> rx.Component:
    badges = InsightsState.week["badges"].to(int)
    return rx.fragment(
        _section(
            "insights.streaks",
            rx.cond(
                InsightsState.streaks.length() > 0,
                rx.el.ul(
                    rx.foreach(InsightsState.streaks, rx.el.li),
                    class_name="sh-list",
                ),
                rx.el.p(t("insights.no_streaks"), class_name="sh-hint"),
            ),
        ),
        _section(
            "insights.badges",
            rx.cond(
                badges > 0,
                rx.el.p(plural("insights.badges_new", badges)),
                rx.el.p(t("insights.no_badges"), class_name="sh-hint"),
            ),
        ),
    )
