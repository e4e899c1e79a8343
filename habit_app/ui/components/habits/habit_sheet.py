"""The sheet that makes and edits habits."""

import reflex as rx

from habit_app.domain.schedules import WEEKDAYS
from habit_app.services.habits.drafts import CATEGORIES, TimeOfDay
from habit_app.ui.components.habits.schedule_builder import schedule_builder
from habit_app.ui.components.habits.sheet import ReminderTimes, Sheet, SheetForm
from habit_app.ui.components.habits.sheet_fields import (
    amount_field,
    choice,
    field,
    problem,
    text_field,
)
from habit_app.ui.look.templates import TEMPLATES, Template
from habit_app.ui.look.texts import t
from habit_app.ui.look.theme import ICONS, OFFERED_COLORS, accent
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habits.habit_sheet import HabitSheet
from habit_app.ui.states.habits.schedule_words import ScheduleWords

MOST_REMINDERS = 10


def new_habit_button() -> rx.Component:
    return rx.el.button(
        rx.icon("plus", size=18, aria_hidden="true"),
        t("today.new"),
        on_click=HabitSheet.show,
        type="button",
        custom_attrs={"data-shortcut": "new"},
        class_name="sh-primary",
    )


def habit_sheet() -> rx.Component:
    """One sheet for a new habit and for one that is edited."""
    is_new = HabitSheet.habit_id == ""
    return Sheet.create(
        rx.cond(is_new, _templates()),
        SheetForm.create(
            problem("form"),
            field("title", t("sheet.name"), placeholder=t("sheet.name_hint"), auto_complete="off"),
            _what(),
            schedule_builder(),
            _when(),
            _looks(),
            _more(),
            _foot(is_new),
            key=HabitSheet.turn.to_string(),
            problems=HabitSheet.problems,
            on_listen=ScheduleWords.listen,
            on_send=HabitSheet.save,
        ),
        open=HabitSheet.is_open,
        label=rx.cond(is_new, t("sheet.title"), t("sheet.edit_title")),
        close=t("app.close"),
        owner=Frame.owner,
        habit_id=HabitSheet.habit_id,
        kept=_kept(),
        on_dismiss=HabitSheet.dismiss,
        on_resume=HabitSheet.resume,
    )


def _foot(is_new: rx.Var[bool]) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            t("sheet.cancel"),
            type="button",
            on_click=HabitSheet.dismiss({}),
            class_name="sh-secondary",
        ),
        rx.el.button(
            rx.cond(is_new, t("sheet.create"), t("sheet.save")),
            type="submit",
            class_name="sh-primary",
        ),
        class_name="sh-actions sh-sheet-foot",
    )


def _kept() -> dict[str, rx.Var[str]]:
    """What is said of a sheet that was filled in and lost."""
    return {
        "said": t("sheet.kept.said", title="{title}"),
        **{name: t(f"sheet.kept.{name}") for name in ("untitled", "resume", "forget")},
    }


def _templates() -> rx.Component:
    return rx.el.section(
        rx.el.h3(t("sheet.templates"), id="sheet-templates", class_name="sh-group"),
        rx.el.ul(*(_template(template) for template in TEMPLATES)),
        aria_labelledby="sheet-templates",
        class_name="sh-templates",
    )


def _template(template: Template) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.icon(template.icon, size=16, aria_hidden="true"),
            t(f"template.{template.name}.name", target=template.target),
            type="button",
            on_click=HabitSheet.fill(template.name),
            custom_attrs=accent(template.color),
        )
    )


def _looks() -> rx.Component:
    """Colour and icon."""
    return rx.el.div(
        rx.el.fieldset(
            rx.el.legend(t("sheet.color")),
            *(
                rx.el.label(
                    _radio("color", color),
                    rx.el.span(
                        rx.icon("check", size=16, aria_hidden="true"), custom_attrs=accent(color)
                    ),
                    rx.el.span(t(f"color.{color}"), class_name="sh-hidden"),
                    title=t(f"color.{color}"),
                )
                for color in OFFERED_COLORS
            ),
            class_name="sh-colors",
        ),
        rx.el.fieldset(
            rx.el.legend(t("sheet.icon")),
            *(
                rx.el.label(
                    _radio("icon", icon),
                    rx.el.span(rx.icon(icon, size=20, aria_hidden="true")),
                    rx.el.span(t(f"icon.{icon}"), class_name="sh-hidden"),
                    title=t(f"icon.{icon}"),
                )
                for icon in ICONS
            ),
            class_name="sh-icons",
        ),
        class_name="sh-part",
    )


def _radio(name: str, value: str) -> rx.Component:
    return rx.el.input(
        type="radio", name=name, value=value, default_checked=HabitSheet.start[name] == value
    )


def _what() -> rx.Component:
    """Done or not, or how much; what has entries keeps its kind and unit."""
    locked = HabitSheet.locked
    return rx.el.div(
        choice(
            "kind",
            t("sheet.kind"),
            [("binary", t("sheet.binary")), ("numeric", t("sheet.numeric"))],
            disabled=locked,
        ),
        rx.cond(
            ScheduleWords.kind == "numeric",
            rx.el.div(
                amount_field("target", t("sheet.target")),
                field("unit", t("sheet.unit"), placeholder=t("sheet.unit_hint"), disabled=locked),
                choice(
                    "direction",
                    t("sheet.direction"),
                    [("at_least", t("sheet.at_least")), ("at_most", t("sheet.at_most"))],
                ),
                class_name="sh-row",
            ),
            choice(
                "aim",
                t("sheet.aim"),
                [("at_least", t("sheet.do")), ("at_most", t("sheet.avoid"))],
                hint=t("sheet.avoid_hint"),
            ),
        ),
        rx.cond(locked, rx.el.p(t("sheet.locked"), class_name="sh-hint")),
        class_name="sh-part",
    )


def _when() -> rx.Component:
    return rx.el.div(
        choice(
            "time_of_day",
            t("sheet.time_of_day"),
            [(str(time), t(f"today.{time}")) for time in reversed(TimeOfDay)],
        ),
        ReminderTimes.create(
            start=HabitSheet.start["reminder_times"],
            days=HabitSheet.start["reminder_days"],
            most=MOST_REMINDERS,
            problem=rx.cond(
                HabitSheet.problems.contains("reminder_times"),
                HabitSheet.problems["reminder_times"],
                "",
            ),
            texts={
                "legend": t("sheet.reminders"),
                "add": t("sheet.add_reminder"),
                "time": t("sheet.reminder", number="#"),
                "remove": t("sheet.remove_reminder", number="#"),
                "days": t("sheet.reminder_days"),
                "hint": t("sheet.reminder_days_hint"),
                **{day: t(f"weekday.{day}") for day in WEEKDAYS},
            },
        ),
        class_name="sh-part",
    )


def _more() -> rx.Component:
    return rx.el.div(
        _category(),
        rx.cond(HabitSheet.may_chain & (HabitSheet.offer.others.length() > 0), _after()),
        rx.el.div(
            field("start_date", t("sheet.start"), type="date"),
            field("end_date", t("sheet.end"), type="date"),
            class_name="sh-row",
        ),
        text_field("description", t("sheet.description")),
        class_name="sh-part",
    )


def _category() -> rx.Component:
    return rx.fragment(
        field("category", t("sheet.category"), list="habit-categories", auto_complete="off"),
        rx.el.datalist(
            rx.foreach(HabitSheet.offer.categories, lambda name: rx.el.option(value=name)),
            *(rx.el.option(value=t(f"category.{name.lower()}")) for name in CATEGORIES),
            id="habit-categories",
        ),
    )


def _after() -> rx.Component:
    return choice(
        "after",
        t("sheet.after"),
        [
            ("", t("sheet.after_none")),
            rx.foreach(
                HabitSheet.offer.others,
                lambda other: rx.el.option(other.title, value=other.id),
            ),
        ],
        hint=t("sheet.after_hint"),
    )
