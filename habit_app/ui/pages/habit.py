"""One habit: its figures with what they mean, its last weeks, its best streaks."""

import reflex as rx

from habit_app.services.views import DayCell, EntryView, StreakView
from habit_app.ui import routes
from habit_app.ui.components.habit_sheet import habit_sheet
from habit_app.ui.components.shell import shell
from habit_app.ui.components.states import empty, skeleton
from habit_app.ui.states.habit import HabitState
from habit_app.ui.states.habit_sheet import HabitSheet
from habit_app.ui.texts import counted, t
from habit_app.ui.theme import accent, habit_icon

STATES = (
    "done",
    "partial",
    "missed",
    "slipped",
    "skipped",
    "paused",
    "pending",
    "implied",
)


def habit() -> rx.Component:
    return shell(
        rx.match(
            HabitState.phase,
            ("ready", _habit()),
            (
                "missing",
                empty(
                    "compass",
                    t("errors.habit-not-found"),
                    t("app.not_found_text"),
                    rx.el.a(t("app.home"), href=routes.TODAY, class_name="sh-primary"),
                ),
            ),
            skeleton(),
        ),
        habit_sheet(),
        title=HabitState.habit["title"].to(str),
    )


def _habit() -> rx.Component:
    return rx.el.div(
        _header(),
        _figures(),
        rx.el.section(
            rx.el.h2(t("habit.history"), class_name="sh-group"),
            rx.el.div(rx.foreach(HabitState.weeks, _week), class_name="sh-heat", role="list"),
            _legend(),
            class_name="sh-panel",
        ),
        rx.el.div(_best(), _entries(), class_name="sh-columns"),
        custom_attrs=accent(HabitState.habit["color"].to(str)),
        class_name="sh-stack",
    )


def _header() -> rx.Component:
    return rx.el.header(
        rx.link(
            rx.icon("arrow-left", size=20, aria_hidden="true"),
            rx.el.span(t("habit.back"), class_name="sh-hidden"),
            href=routes.TODAY,
            class_name="sh-back",
        ),
        rx.el.span(habit_icon(HabitState.habit["icon"].to(str), 24), class_name="sh-icon"),
        rx.el.div(
            rx.el.p(HabitState.habit["title"].to(str), class_name="sh-greeting"),
            rx.cond(
                HabitState.habit["description"].to(str) != "",
                rx.el.p(HabitState.habit["description"].to(str), class_name="sh-quiet"),
            ),
            class_name="sh-body",
        ),
        rx.el.button(
            t("menu.edit"),
            on_click=HabitSheet.edit(HabitState.habit["id"].to(str)),
            type="button",
            class_name="sh-secondary",
        ),
        rx.el.button(
            rx.cond(HabitState.habit["archived"].to(bool), t("habit.unarchive"), t("menu.archive")),
            on_click=HabitState.archive,
            type="button",
            class_name="sh-secondary",
        ),
        rx.el.button(
            t("menu.delete"), on_click=HabitState.delete, type="button", class_name="sh-secondary"
        ),
        class_name="sh-header",
    )


def _figures() -> rx.Component:
    figures = HabitState.figures
    return rx.el.dl(
        _figure(
            t("habit.streak"),
            counted(figures["streak_unit"].to(str), figures["streak"].to(int)),
        ),
        _figure(
            t("habit.longest"),
            counted(figures["longest_unit"].to(str), figures["longest"].to(int)),
            rx.cond(
                figures["longest_from"].to(str) != "",
                t("habit.dates", first=figures["longest_from"], last=figures["longest_to"]),
                "",
            ),
        ),
        _figure(t("habit.strength"), f"{figures['strength']}%", t("habit.strength_help")),
        _figure(t("habit.rate_7d"), figures["rate_7d"].to(str)),
        _figure(t("habit.rate_30d"), figures["rate_30d"].to(str)),
        _figure(t("habit.total"), figures["kept"].to(str)),
        class_name="sh-tiles",
    )


def _figure(
    name: rx.Var[str], value: rx.Var[str] | str, note: rx.Var[str] | str = ""
) -> rx.Component:
    return rx.el.div(
        rx.el.dt(name),
        rx.el.dd(value),
        rx.el.dd(note, class_name="sh-hint"),
        class_name="sh-tile",
    )


def _week(cells: rx.Var[list[DayCell]]) -> rx.Component:
    return rx.el.div(rx.foreach(cells, _cell), class_name="sh-heat-week")


def _cell(cell: rx.Var[DayCell]) -> rx.Component:
    words = f"{cell.day}: {_state(cell.state)}"
    return rx.el.div(
        role="listitem",
        title=words,
        aria_label=words,
        custom_attrs={"data-state": cell.state},
        class_name="sh-cell",
    )


def _state(state: rx.Var[str]) -> rx.Var[str]:
    return rx.match(state, *((name, t(f"state.{name}")) for name in STATES), t("state.rest"))


def _legend() -> rx.Component:
    return rx.el.ul(
        *(
            rx.el.li(
                rx.el.span(class_name="sh-cell", custom_attrs={"data-state": name}),
                t(f"state.{name}"),
            )
            for name in (*STATES, "rest")
        ),
        class_name="sh-legend",
        aria_hidden="true",
    )


def _best() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("habit.best"), class_name="sh-group"),
        rx.el.ul(rx.foreach(HabitState.best, _run), class_name="sh-list"),
        class_name="sh-panel",
    )


def _run(run: rx.Var[StreakView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(counted(run["unit"].to(str), run["length"].to(int)), class_name="sh-strong"),
        rx.el.span(t("habit.dates", first=run["from_"], last=run["to"]), class_name="sh-quiet"),
    )


def _entries() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("habit.entries"), class_name="sh-group"),
        rx.cond(
            HabitState.history.length() > 0,
            rx.el.ul(rx.foreach(HabitState.history, _entry), class_name="sh-list"),
            rx.el.p(t("habit.no_entries"), class_name="sh-quiet"),
        ),
        class_name="sh-panel",
    )


def _entry(entry: rx.Var[EntryView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(class_name="sh-cell", custom_attrs={"data-state": entry.state}),
        rx.el.span(f"{entry.day}"),
        rx.el.span(_state(entry.state), class_name="sh-quiet"),
        rx.cond(
            entry.value,
            rx.el.span(f"{entry.value} {HabitState.habit['unit']}", class_name="sh-strong"),
        ),
        rx.cond(entry.note, rx.el.span(f"{entry.note}", class_name="sh-note")),
    )
