"""One habit: its figures with what they mean, its year, its charts, its history."""

from typing import Any

import reflex as rx

from habit_app.ui.components.frame.page_head import BackLink
from habit_app.ui.components.frame.page_watch import PageWatch
from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.frame.states import empty, failed, once_loaded, waiting
from habit_app.ui.components.habit.day_editor import day_editor
from habit_app.ui.components.habit.forecast import forecast
from habit_app.ui.components.habit.habit_charts import habit_charts
from habit_app.ui.components.habit.habit_history import (
    best_streaks,
    from_to,
    habit_history,
    long_text,
    versions,
)
from habit_app.ui.components.habit.heat_map import heat_map
from habit_app.ui.components.habit.pauses import pauses
from habit_app.ui.components.habits.habit_sheet import habit_sheet
from habit_app.ui.look import routes
from habit_app.ui.look.texts import counted, t
from habit_app.ui.look.theme import accent, habit_icon
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habit.habit import HabitState
from habit_app.ui.states.habits.habit_sheet import HabitSheet


def habit() -> rx.Component:
    return shell(
        once_loaded(
            HabitState.phase,
            _habit(),
            failed(t("habit.failed"), HabitState.load),
            _skeleton(),
            missing=empty(
                "compass",
                t("errors.habit-not-found"),
                t("app.not_found_text"),
                rx.el.a(t("app.home"), href=routes.TODAY, class_name="sh-primary"),
            ),
        ),
        habit_sheet(),
        title=rx.cond(
            HabitState.habit["title"].to(str), HabitState.habit["title"].to(str), t("habit.title")
        ),
    )


def _skeleton() -> rx.Component:
    """The page's own shape, while it is read."""
    return waiting(
        rx.el.div(class_name="sh-skeleton sh-bone-head"),
        rx.el.div(
            *(rx.el.div(class_name="sh-skeleton sh-bone-tile") for _ in range(6)),
            class_name="sh-tiles",
        ),
        rx.el.div(class_name="sh-skeleton sh-bone-year"),
        rx.el.div(
            *(rx.el.div(class_name="sh-skeleton sh-bone-chart") for _ in range(2)),
            class_name="sh-columns",
        ),
    )


def _habit() -> rx.Component:
    return rx.el.div(
        _header(),
        rx.cond(HabitState.habit["archived"].to(bool), _archived()),
        _figures(),
        forecast(),
        heat_map(),
        habit_charts(),
        rx.el.div(
            habit_history(),
            rx.el.div(best_streaks(), versions(), pauses(), class_name="sh-pile"),
            class_name="sh-columns",
        ),
        day_editor(HabitState.load),
        PageWatch.create(
            today=HabitState.habit["today"].to(str),
            day_start=HabitState.habit["day_start"].to(int),
            timezone=HabitState.habit["timezone"].to(str),
            on_change=[HabitState.load, Frame.load],
        ),
        custom_attrs=accent(HabitState.habit["color"].to(str)),
        class_name="sh-stack",
    )


def _header() -> rx.Component:
    habit = HabitState.habit
    return rx.el.header(
        BackLink.create(
            rx.icon("arrow-left", size=20, aria_hidden="true"),
            places=[[routes.TODAY, t("app.home")], [routes.HABITS, t("habit.back_to_list")]],
            class_name="sh-back",
        ),
        rx.el.span(habit_icon(habit["icon"].to(str), 24), class_name="sh-icon"),
        rx.el.div(
            rx.el.p(habit["title"].to(str), class_name="sh-greeting"),
            rx.el.p(habit["words"].to(str), class_name="sh-quiet"),
            class_name="sh-body",
        ),
        _acts(),
        long_text(habit["description"].to(str), "sh-about"),
        class_name="sh-header sh-habit-head",
    )


def _acts() -> rx.Component:
    habit = HabitState.habit
    return rx.el.div(
        _act("menu.edit", HabitSheet.edit(habit["id"].to(str))),
        rx.cond(
            habit["archived"].to(bool), rx.fragment(), _act("menu.archive", HabitState.archive)
        ),
        _act("menu.delete", HabitState.delete),
        class_name="sh-row",
    )


def _act(text: str, event: Any) -> rx.Component:
    return rx.el.button(t(text), on_click=event, type="button", class_name="sh-secondary")


def _archived() -> rx.Component:
    return rx.el.div(
        rx.icon("archive", size=20, aria_hidden="true"),
        rx.el.p(
            rx.el.span(t("habit.archived"), class_name="sh-strong"), " ", t("habit.archived_help")
        ),
        rx.el.button(
            t("habit.unarchive"),
            on_click=HabitState.archive,
            type="button",
            class_name="sh-primary",
        ),
        class_name="sh-panel sh-away",
    )


def _figures() -> rx.Component:
    figures = HabitState.figures
    longest = rx.cond(
        figures["longest_from"].to(str) != "",
        from_to(figures["longest_from"].to(str), figures["longest_to"].to(str), "brief"),
    )
    return rx.el.dl(
        _figure(
            t("habit.streak"),
            counted(figures["streak_unit"].to(str), figures["streak"].to(int)),
            t("habit.streak_help"),
            *(
                rx.cond(figures[name].to(str) != "", rx.el.span(figures[name].to(str)))
                for name in ("before", "quota")
            ),
        ),
        _figure(
            t("habit.longest"),
            counted(figures["longest_unit"].to(str), figures["longest"].to(int)),
            t("habit.longest_help"),
            longest,
        ),
        _figure(t("habit.strength"), figures["strength"].to(str), t("habit.strength_help")),
        _figure(t("habit.rate_7d"), figures["rate_7d"].to(str), t("habit.rate_help")),
        _figure(t("habit.rate_30d"), figures["rate_30d"].to(str), t("habit.rate_help")),
        _figure(t("habit.total"), figures["kept"].to(str), t("habit.total_help")),
        class_name="sh-tiles",
    )


def _figure(
    name: rx.Var[str], value: rx.Var[str], why: rx.Var[str], *more: rx.Component
) -> rx.Component:
    return rx.el.div(
        rx.el.dt(name),
        rx.el.dd(value, class_name="sh-figure"),
        *(rx.el.dd(note, class_name="sh-hint") for note in more),
        rx.el.dd(
            rx.el.details(
                rx.el.summary(
                    rx.el.span("?", aria_hidden="true"),
                    aria_label=t("habit.why", name=name),
                ),
                rx.el.p(why),
            ),
            class_name="sh-why",
        ),
        class_name="sh-tile",
    )
