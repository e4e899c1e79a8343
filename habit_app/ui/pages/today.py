"""Today: what is due, and one tap to keep it."""

import reflex as rx

from habit_app.services.views import TodayGroup, WeekDay
from habit_app.ui.components.habit_card import habit_card
from habit_app.ui.components.habit_sheet import habit_sheet, new_habit_button
from habit_app.ui.components.shell import shell
from habit_app.ui.components.states import empty, failed, skeleton
from habit_app.ui.components.tick import DayText, DayWatch
from habit_app.ui.states.frame import Frame
from habit_app.ui.states.today import TodayState
from habit_app.ui.texts import t

RING = 2 * 3.14159 * 26


def today() -> rx.Component:
    return shell(
        _header(),
        rx.match(
            TodayState.phase,
            ("ready", _day()),
            ("failed", failed(t("today.failed"), TodayState.load)),
            skeleton(),
        ),
        habit_sheet(),
        DayWatch.create(
            day=TodayState.day, day_start=TodayState.day_start, on_change=TodayState.load
        ),
        title=t("today.title"),
    )


def _header() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.p(
                rx.match(
                    TodayState.period,
                    ("afternoon", t("greeting.afternoon")),
                    ("evening", t("greeting.evening")),
                    ("night", t("greeting.night")),
                    t("greeting.morning"),
                ),
                rx.cond(Frame.name != "", f", {Frame.name}", ""),
                class_name="sh-greeting",
            ),
            rx.el.p(
                DayText.create(day=TodayState.day, locale=Frame.locale, form="long"),
                class_name="sh-quiet",
            ),
        ),
        new_habit_button(),
        class_name="sh-header",
    )


def _day() -> rx.Component:
    return rx.el.div(
        rx.cond(TodayState.has_habits, rx.el.div(_ring(), _week(), class_name="sh-summary")),
        rx.cond(
            TodayState.groups.length() > 0,
            rx.el.div(rx.foreach(TodayState.groups, _group), class_name="sh-stack"),
            rx.cond(
                TodayState.has_habits,
                empty("sun", t("today.nothing_due"), t("today.nothing_due_text")),
                empty("sprout", t("today.empty"), t("today.empty_text"), new_habit_button()),
            ),
        ),
        class_name="sh-stack",
    )


def _ring() -> rx.Component:
    due, kept = TodayState.progress.due, TodayState.progress.kept
    complete = (due > 0) & (kept >= due)
    part = rx.cond(due > 0, kept / due, 0)
    return rx.el.div(
        rx.el.svg(
            rx.el.circle(cx="32", cy="32", r="26", class_name="sh-ring-base"),
            rx.el.circle(
                cx="32",
                cy="32",
                r="26",
                class_name="sh-ring-part",
                style={"strokeDasharray": f"{RING}", "strokeDashoffset": RING * (1 - part)},
            ),
            view_box="0 0 64 64",
            aria_hidden="true",
            class_name="sh-ring",
        ),
        rx.el.div(
            rx.el.p(
                rx.cond(complete, t("today.all_done"), t("today.progress", kept=kept, due=due)),
                class_name="sh-strong",
            ),
            rx.cond(complete, rx.el.p(t("today.all_done_text"), class_name="sh-quiet")),
        ),
        custom_attrs={"data-complete": complete},
        class_name="sh-progress",
    )


def _week() -> rx.Component:
    return rx.el.ol(
        rx.foreach(TodayState.week, _weekday), aria_label=t("today.week"), class_name="sh-week"
    )


def _weekday(day: rx.Var[WeekDay]) -> rx.Component:
    full = (day.due > 0) & (day.kept >= day.due)
    return rx.el.li(
        DayText.create(day=day.day.to_string(use_json=False), locale=Frame.locale, form="short"),
        rx.el.span(
            rx.cond(full, rx.icon("check", size=14, aria_hidden="true"), f"{day.kept}"),
            class_name="sh-dot",
            custom_attrs={"data-full": full, "data-none": day.kept == 0},
        ),
        rx.el.span(t("today.progress", kept=day.kept, due=day.due), class_name="sh-hidden"),
    )


def _group(group: rx.Var[TodayGroup]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(
            rx.match(
                group.time_of_day,
                ("morning", t("today.morning")),
                ("afternoon", t("today.afternoon")),
                ("evening", t("today.evening")),
                t("today.anytime"),
            ),
            class_name="sh-group",
        ),
        rx.el.ul(rx.foreach(group.habits, habit_card), class_name="sh-cards"),
    )
