"""The sheet that makes a new habit, with a schedule builder in words."""

from typing import Any

import reflex as rx

from habit_app.domain.schedules import TYPES, WEEKDAYS
from habit_app.services.drafts import TimeOfDay
from habit_app.ui.states.new_habit import NewHabit
from habit_app.ui.texts import t
from habit_app.ui.theme import COLORS, accent


def new_habit_button() -> rx.Component:
    return rx.el.button(
        rx.icon("plus", size=18, aria_hidden="true"),
        t("today.new"),
        on_click=NewHabit.show,
        type="button",
        class_name="sh-primary",
    )


def new_habit_sheet() -> rx.Component:
    """The sheet beside the page."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(t("sheet.title")),
            rx.form(
                _field("title", t("sheet.name"), placeholder=t("sheet.name_hint"), required=True),
                _choice("kind", t("sheet.kind"), NewHabit.kind, NewHabit.choose_kind, _kinds()),
                rx.cond(NewHabit.kind == "numeric", _amount()),
                _choice(
                    "schedule_type",
                    t("sheet.schedule"),
                    NewHabit.schedule,
                    NewHabit.choose_schedule,
                    [(name, t(f"sheet.{name}")) for name in TYPES],
                ),
                _schedule_fields(),
                _select(
                    "time_of_day",
                    t("sheet.time_of_day"),
                    [(str(time), t(f"today.{time}")) for time in reversed(TimeOfDay)],
                ),
                _colors(),
                rx.el.div(
                    rx.dialog.close(
                        rx.el.button(t("sheet.cancel"), type="button", class_name="sh-secondary")
                    ),
                    rx.el.button(t("sheet.create"), type="submit", class_name="sh-primary"),
                    class_name="sh-actions",
                ),
                on_submit=NewHabit.create,
                class_name="sh-form",
            ),
            class_name="sh-sheet",
            aria_describedby=None,
        ),
        open=NewHabit.is_open,
        on_open_change=NewHabit.set_open,
    )


def _kinds() -> list[tuple[str, rx.Var[str]]]:
    return [("binary", t("sheet.binary")), ("numeric", t("sheet.numeric"))]


def _field(name: str, label: rx.Var[str], **rest: Any) -> rx.Component:
    problem = NewHabit.problems[name]
    wrong = NewHabit.problems.contains(name)
    return rx.el.div(
        rx.el.label(label, html_for=f"new-{name}"),
        rx.el.input(
            id=f"new-{name}",
            name=name,
            custom_attrs={"aria-invalid": wrong, "aria-describedby": f"new-{name}-problem"},
            **rest,
        ),
        rx.cond(
            wrong,
            rx.el.p(problem, id=f"new-{name}-problem", role="alert", class_name="sh-problem"),
        ),
        class_name="sh-field",
    )


def _select(
    name: str, label: rx.Var[str], options: list[tuple[str, Any]], **rest: Any
) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"new-{name}"),
        rx.el.select(
            *(rx.el.option(text, value=value) for value, text in options),
            id=f"new-{name}",
            name=name,
            **rest,
        ),
        class_name="sh-field",
    )


def _choice(
    name: str, label: rx.Var[str], value: Any, choose: Any, options: list[tuple[str, Any]]
) -> rx.Component:
    return _select(name, label, options, value=value, on_change=choose)


def _amount() -> rx.Component:
    return rx.el.div(
        _field("target", t("sheet.target"), type="number", min="0", step="any", default_value="1"),
        _field("unit", t("sheet.unit"), placeholder=t("sheet.unit_hint")),
        _select(
            "direction",
            t("sheet.direction"),
            [("at_least", t("sheet.at_least")), ("at_most", t("sheet.at_most"))],
        ),
        class_name="sh-row",
    )


def _schedule_fields() -> rx.Component:
    """What the chosen schedule has to know."""
    times = _number("times", t("sheet.times"), "3")
    return rx.el.div(
        rx.match(
            NewHabit.schedule,
            ("weekdays", _weekdays()),
            ("every_n_days", _number("n", t("sheet.n"), "2")),
            (
                "month_days",
                _field(
                    "month_days",
                    t("sheet.month_days_field"),
                    placeholder=t("sheet.month_days_hint"),
                ),
            ),
            ("per_week", times),
            ("per_month", times),
            (
                "rolling",
                rx.el.div(times, _number("days", t("sheet.days"), "7"), class_name="sh-row"),
            ),
            rx.fragment(),
        ),
        rx.foreach(
            NewHabit.problems,
            lambda item: rx.cond(
                item[0].startswith("schedule"),
                rx.el.p(item[1], role="alert", class_name="sh-problem"),
            ),
        ),
    )


def _number(name: str, label: rx.Var[str], start: str) -> rx.Component:
    return _field(name, label, type="number", min="1", max="365", default_value=start)


def _weekdays() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("sheet.weekdays")),
        *(
            rx.el.label(
                rx.el.input(
                    type="checkbox", name=f"day_{day}", default_checked=day in {"mon", "wed", "fri"}
                ),
                rx.el.span(t(f"weekday.{day}")),
            )
            for day in WEEKDAYS
        ),
        class_name="sh-weekdays",
    )


def _colors() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("sheet.color")),
        *(
            rx.el.button(
                rx.cond(NewHabit.color == color, rx.icon("check", size=16), rx.fragment()),
                type="button",
                aria_label=color,
                aria_pressed=NewHabit.color == color,
                on_click=NewHabit.choose_color(color),
                custom_attrs=accent(color),
                class_name="sh-color",
            )
            for color in COLORS
        ),
        class_name="sh-colors",
    )
