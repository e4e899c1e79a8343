"""The schedule builder: a few fields, and the sentence that they come to."""

import reflex as rx

from habit_app.domain.schedules import TYPES, WEEKDAYS
from habit_app.ui.components.habits.sheet_fields import choice, field, is_wrong, problem
from habit_app.ui.look.texts import t
from habit_app.ui.states.habits.habit_sheet import HabitSheet
from habit_app.ui.states.habits.schedule_words import ScheduleWords

FLOATING = {"per_week", "per_month", "rolling"}
"""Kinds of schedules that leave the days open."""


def schedule_builder() -> rx.Component:
    """How often, in fields and in words."""
    return rx.el.section(
        choice("schedule", t("sheet.schedule"), [_type(name) for name in TYPES]),
        rx.match(
            ScheduleWords.schedule,
            ("weekdays", _weekdays()),
            ("every_n_days", _every_n_days()),
            ("month_days", _month_days()),
            ("per_week", _quota("sheet.sum_week")),
            ("per_month", _quota("sheet.sum_month")),
            ("rolling", _rolling()),
            rx.fragment(),
        ),
        rx.el.p(
            rx.cond(
                ScheduleWords.is_wrong,
                rx.icon("pencil-line", size=18, aria_hidden="true"),
                rx.icon("calendar-check", size=18, aria_hidden="true"),
            ),
            rx.el.output(ScheduleWords.words),
            custom_attrs={"data-wrong": ScheduleWords.is_wrong},
            class_name="sh-words",
        ),
        rx.cond(HabitSheet.habit_id != "", _from_when()),
        class_name="sh-part",
    )


def _type(name: str) -> rx.Component:
    """A kind of schedule; what is to be avoided has fixed days."""
    disabled = ScheduleWords.avoids if name in FLOATING else False
    return rx.el.option(t(f"sheet.{name}"), value=name, disabled=disabled)


def _weekdays() -> rx.Component:
    wrong = is_wrong("weekdays")
    return rx.el.fieldset(
        rx.el.legend(t("sheet.weekdays_field")),
        *(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    name="weekdays",
                    value=day,
                    default_checked=HabitSheet.start["weekdays"].contains(day),
                    custom_attrs={"aria-invalid": wrong},
                ),
                rx.el.span(t(f"weekday.{day}")),
            )
            for day in WEEKDAYS
        ),
        problem("weekdays"),
        class_name="sh-weekdays",
    )


def _every_n_days() -> rx.Component:
    return rx.el.div(
        _whole("n", t("sheet.n")),
        field("anchor", t("sheet.anchor"), type="date"),
        class_name="sh-row",
    )


def _month_days() -> rx.Component:
    return field(
        "month_days",
        t("sheet.month_days_field"),
        hint=t("sheet.month_days_hint"),
        input_mode="numeric",
        auto_complete="off",
    )


def _quota(sum_text: str) -> rx.Component:
    """So many times; of an amount it may also be asked what comes together."""
    times = _whole("times", t("sheet.times"))
    days = _whole("times", t("sheet.times_days"))
    return rx.cond(
        ScheduleWords.kind == "binary",
        times,
        rx.el.div(
            choice(
                "quota",
                t("sheet.quota"),
                [("sum", t(sum_text)), ("days", t("sheet.quota_days"))],
            ),
            rx.cond(ScheduleWords.quota == "days", days),
            class_name="sh-row",
        ),
    )


def _rolling() -> rx.Component:
    return rx.el.div(
        rx.cond(ScheduleWords.kind == "binary", _whole("times", t("sheet.times"))),
        _whole("window", t("sheet.window")),
        class_name="sh-row",
    )


def _whole(name: str, label: rx.Var[str]) -> rx.Component:
    """A whole number, typed as text: a browser's own number field drops what it cannot read."""
    return field(name, label, input_mode="numeric", auto_complete="off")


def _from_when() -> rx.Component:
    """From which day on a changed habit asks for what it says now."""
    return rx.el.div(
        field("valid_from", t("sheet.valid_from"), type="date", hint=t("sheet.valid_from_hint")),
        rx.foreach(
            HabitSheet.offer.planned,
            lambda day: rx.el.p(t("sheet.planned", day=day), class_name="sh-notice"),
        ),
        class_name="sh-part",
    )
