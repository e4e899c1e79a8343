"""What was recorded of a habit, newest first, and what it asked for when."""

import reflex as rx

from habit_app.services.habits.views import StreakView
from habit_app.ui.components.today.day_words import habit_words
from habit_app.ui.components.today.tick import DayText
from habit_app.ui.look.texts import counted, t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habit.day_editor import DayEditorState
from habit_app.ui.states.habit.habit import HabitState
from habit_app.ui.states.habit.history import HistoryRow, HistoryState
from habit_app.ui.states.habit.versions import VersionRow, VersionsState

SHORT = 240
"""Letters: up to which a text is shown whole."""


def day_text(day: rx.Var[str], form: str) -> rx.Component:
    """A day in the reader's language."""
    return DayText.create(day=day, locale=Frame.locale, form=form)


def long_text(text: rx.Var[str], look: str) -> rx.Component:
    """What somebody wrote; of a long text its beginning, until it is opened."""
    return rx.cond(
        text.length() > SHORT,
        rx.el.details(rx.el.summary(text), class_name=f"{look} sh-long"),
        rx.cond(text != "", rx.el.p(text, class_name=look)),
    )


def from_to(first: rx.Var[str], last: rx.Var[str], form: str = "date") -> rx.Component:
    """The days from one to another, or the only one; without a last one until further notice."""
    return rx.el.span(
        day_text(first, form),
        rx.match(
            last,
            ("", rx.fragment(", ", t("habit.open_end"))),
            (first, rx.fragment()),
            rx.fragment(" – ", day_text(last, form)),
        ),
    )


def icon_button(icon: str, label: rx.Var[str], act: object, what: rx.Component) -> rx.Component:
    """A small act on a row: its name says on which one."""
    return rx.el.button(
        rx.icon(icon, size=16, aria_hidden="true"),
        rx.el.span(label, " ", what, class_name="sh-hidden"),
        on_click=act,
        type="button",
        class_name="sh-act",
    )


def habit_history() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("habit.entries"), class_name="sh-group"),
            rx.cond(
                HabitState.habit["archived"].to(bool),
                rx.fragment(),
                rx.el.button(
                    rx.icon("plus", size=16, aria_hidden="true"),
                    t("history.add"),
                    on_click=DayEditorState.add(""),
                    type="button",
                    class_name="sh-small",
                ),
            ),
            class_name="sh-panel-head",
        ),
        rx.cond(
            HistoryState.rows.length() > 0,
            rx.el.ul(rx.foreach(HistoryState.rows, _entry), class_name="sh-list"),
            rx.el.p(t("habit.no_entries"), class_name="sh-quiet"),
        ),
        rx.cond(
            HistoryState.rows.length() < HistoryState.total,
            rx.el.button(
                t("history.more"),
                on_click=HistoryState.more,
                type="button",
                class_name="sh-secondary",
            ),
        ),
        class_name="sh-panel",
    )


def _entry(entry: rx.Var[HistoryRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(class_name="sh-cell", custom_attrs={"data-state": entry.state}),
        rx.el.div(
            rx.el.div(
                day_text(entry.day, "full"),
                rx.el.span(_state(entry.state), class_name="sh-chip"),
                rx.cond(
                    (entry.amount != "") & (HabitState.habit["kind"].to(str) == "numeric"),
                    rx.el.span(entry.amount, class_name="sh-strong"),
                ),
                class_name="sh-line",
            ),
            long_text(entry.note, "sh-note"),
            class_name="sh-body",
        ),
        icon_button(
            "pencil",
            t("history.edit"),
            DayEditorState.open(entry.day),
            day_text(entry.day, "full"),
        ),
        icon_button(
            "trash-2",
            t("history.remove"),
            [HistoryState.remove(entry.day), HabitState.load],
            day_text(entry.day, "full"),
        ),
        key=entry.day,
    )


def _state(state: rx.Var[str]) -> rx.Var[str]:
    return rx.match(state, *habit_words().items(), t("state.rest"))


def best_streaks() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("habit.best"), class_name="sh-group"),
        rx.cond(
            HabitState.best.length() > 0,
            rx.el.ul(rx.foreach(HabitState.best, _run), class_name="sh-list"),
            rx.el.p(t("habit.no_streaks"), class_name="sh-quiet"),
        ),
        class_name="sh-panel",
    )


def _run(run: rx.Var[StreakView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(counted(run["unit"].to(str), run["length"].to(int)), class_name="sh-strong"),
        rx.el.span(from_to(run["from_"].to(str), run["to"].to(str)), class_name="sh-quiet"),
    )


def versions() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("versions.title"), class_name="sh-group"),
        rx.el.p(t("versions.help"), class_name="sh-hint"),
        rx.el.ul(rx.foreach(VersionsState.rows, _version), class_name="sh-list"),
        class_name="sh-panel",
    )


def _version(version: rx.Var[VersionRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.span(version.words, class_name="sh-strong"),
                rx.cond(version.is_coming, rx.el.span(t("versions.coming"), class_name="sh-chip")),
                class_name="sh-line",
            ),
            rx.el.p(
                rx.cond(
                    version.day != "",
                    rx.fragment(t("versions.since"), " ", day_text(version.day, "date")),
                    t("versions.from_start"),
                ),
                class_name="sh-quiet",
            ),
            class_name="sh-body",
        ),
        rx.cond(
            version.is_coming,
            icon_button(
                "trash-2",
                t("versions.remove"),
                [VersionsState.remove(version.id), HabitState.load],
                rx.el.span(version.words),
            ),
        ),
        key=version.id,
    )
