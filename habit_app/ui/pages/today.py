"""Today: what is due, and one tap to keep it."""

import reflex as rx

from habit_app.services.today.views import WeekDay
from habit_app.ui.components.frame.page_watch import PageWatch
from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.frame.states import empty, failed, once_loaded
from habit_app.ui.components.habit.day_editor import day_editor
from habit_app.ui.components.habits.habit_sheet import habit_sheet, new_habit_button
from habit_app.ui.components.today.day_grid import day_grid, grid_hint
from habit_app.ui.components.today.habit_card import habit_card
from habit_app.ui.components.today.onboarding import onboarding
from habit_app.ui.components.today.tick import DayText
from habit_app.ui.components.today.zone_offer import zone_offer
from habit_app.ui.look import routes
from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.today.day_page import CardGroup
from habit_app.ui.states.today.today import TodayState

RING = 2 * 3.14159 * 26
PAGE = TodayState.page
IS_PAST = PAGE.day != PAGE.today


def today() -> rx.Component:
    return shell(
        _header(),
        rx.cond(PAGE.asks_zone, zone_offer()),
        once_loaded(
            TodayState.phase,
            _day(),
            failed(t("today.failed"), TodayState.load),
        ),
        habit_sheet(),
        day_editor(TodayState.load),
        PageWatch.create(
            today=PAGE.today,
            day_start=PAGE.day_start,
            timezone=PAGE.timezone,
            on_change=[TodayState.load, Frame.load],
        ),
        title=t("today.title"),
        day=PAGE.day,
    )


def _header() -> rx.Component:
    named = {
        period: rx.cond(
            Frame.name != "",
            t(f"greeting.{period}_named", name=Frame.name),
            t(f"greeting.{period}"),
        )
        for period in ("morning", "afternoon", "evening", "night")
    }
    others = [(period, greeting) for period, greeting in named.items() if period != "morning"]
    return rx.el.header(
        rx.el.div(
            rx.el.p(
                rx.match(PAGE.period, *others, named["morning"]),
                class_name="sh-greeting sh-hello",
            ),
            rx.el.p(
                DayText.create(day=PAGE.day, locale=Frame.locale, form="long"),
                class_name="sh-quiet",
            ),
        ),
        rx.el.div(
            rx.cond(TodayState.has_habits, _layouts()), new_habit_button(), class_name="sh-tools"
        ),
        class_name="sh-header",
    )


def _layouts() -> rx.Component:
    """Cards or rows; the browser remembers which."""
    return rx.el.div(
        *(
            rx.el.button(
                rx.icon(icon, size=18, aria_hidden="true"),
                type="button",
                aria_label=t(f"today.{name}"),
                title=t(f"today.{name}"),
                aria_pressed=TodayState.layout == name,
                on_click=TodayState.arrange(name),
            )
            for name, icon in (("list", "layout-list"), ("grid", "grid-3x3"))
        ),
        role="group",
        aria_label=t("today.layout"),
        class_name="sh-layouts",
    )


def _day() -> rx.Component:
    return rx.el.div(
        rx.cond(TodayState.has_habits, rx.el.div(_ring(), _week(), class_name="sh-summary")),
        rx.cond(IS_PAST, _looking_back()),
        rx.cond(
            TodayState.has_habits,
            rx.cond(TodayState.layout == "grid", rx.fragment(day_grid(), grid_hint()), _list()),
            onboarding(),
        ),
        class_name="sh-stack",
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.cond(
            PAGE.groups.length() > 0,
            rx.foreach(PAGE.groups, _group),
            empty("sun", t("today.nothing_due"), t("today.nothing_due_text")),
        ),
        rx.cond(
            PAGE.resting.length() > 0,
            rx.el.details(
                rx.el.summary(t("today.resting", count=PAGE.resting.length())),
                rx.el.ul(rx.foreach(PAGE.resting, habit_card), class_name="sh-cards"),
                class_name="sh-resting",
            ),
        ),
        class_name="sh-stack",
    )


def _looking_back() -> rx.Component:
    return rx.el.div(
        rx.icon("history", size=18, aria_hidden="true"),
        rx.el.span(t("today.looking_back")),
        rx.link(t("today.back"), href=routes.TODAY, underline="none", class_name="sh-secondary"),
        role="status",
        class_name="sh-past",
    )


def _ring() -> rx.Component:
    due, kept = PAGE.progress.due, PAGE.progress.kept
    complete = (due > 0) & (kept >= due)
    celebrates = complete & ~IS_PAST
    ahead = rx.cond(
        PAGE.tomorrow_first != "",
        t("today.tomorrow", title=PAGE.tomorrow_first),
        t("today.all_done_text"),
    )
    return rx.el.div(
        _circle(rx.cond(due > 0, kept / due, 0), complete),
        rx.el.div(
            rx.el.p(
                rx.cond(celebrates, t("today.all_done"), t("today.progress", kept=kept, due=due)),
                class_name="sh-strong",
            ),
            rx.cond(celebrates, rx.el.p(ahead, class_name="sh-quiet")),
        ),
        custom_attrs={"data-complete": complete},
        class_name="sh-progress",
    )


def _circle(part: rx.Var[float], complete: rx.Var[bool]) -> rx.Component:
    base = {"cx": "32", "cy": "32", "r": "26"}
    return rx.el.svg(
        rx.el.circle(**base, class_name="sh-ring-base"),
        rx.el.circle(
            **base,
            class_name="sh-ring-part",
            style={"strokeDasharray": f"{RING}", "strokeDashoffset": RING * (1 - part)},
        ),
        rx.cond(complete, rx.el.path(d="M21 33l8 8 14-16", class_name="sh-ring-check")),
        view_box="0 0 64 64",
        aria_hidden="true",
        class_name="sh-ring",
    )


def _week() -> rx.Component:
    return rx.el.ol(
        rx.foreach(PAGE.week, _weekday), aria_label=t("today.week"), class_name="sh-week"
    )


def _weekday(day: rx.Var[WeekDay]) -> rx.Component:
    """One of the last seven days: how it went, and the way to it."""
    full = (day.due > 0) & (day.kept >= day.due)
    name = day.day.to_string(use_json=False)
    return rx.el.li(
        rx.link(
            rx.el.span(
                DayText.create(day=name, locale=Frame.locale, form="short"), aria_hidden="true"
            ),
            rx.el.span(
                rx.cond(
                    full,
                    rx.icon("check", size=14, aria_hidden="true"),
                    rx.cond(day.due + day.kept > 0, f"{day.kept}", ""),
                ),
                class_name="sh-dot",
                aria_hidden="true",
                custom_attrs={"data-full": full, "data-none": day.kept == 0},
            ),
            rx.el.span(
                DayText.create(day=name, locale=Frame.locale, form="long"),
                ": ",
                rx.cond(
                    day.due > 0,
                    t("today.progress", kept=day.kept, due=day.due),
                    t("today.was_free"),
                ),
                class_name="sh-hidden",
            ),
            href=rx.cond(name == PAGE.today, routes.TODAY, f"{routes.TODAY}?day={name}"),
            underline="none",
            custom_attrs={"data-home": name == PAGE.day},
            aria_current=rx.cond(name == PAGE.day, "date", "false"),
        )
    )


def _group(group: rx.Var[CardGroup]) -> rx.Component:
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
        rx.el.ul(rx.foreach(group.cards, habit_card), class_name="sh-cards"),
    )
