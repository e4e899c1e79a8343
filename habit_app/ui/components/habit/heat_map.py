"""The year of a habit: 53 weeks of days, each to be opened."""

from typing import Any

import reflex as rx

from habit_app.ui.components.today.day_words import habit_words
from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habit.day_editor import DayEditorState
from habit_app.ui.states.habit.habit import HabitState
from habit_app.ui.states.habit.year import YearState


class HeatMap(rx.Component):
    """Our own grid of days, with arrow keys, words for each day, and tables of the same."""

    library = "$/public/components/heat_map.jsx"
    tag = "HeatMap"

    days: rx.Var[dict[str, Any]]
    back: rx.Var[int]
    oldest: rx.Var[int]
    locale: rx.Var[str]
    kind: rx.Var[str]
    unit: rx.Var[str]
    texts: rx.Var[dict[str, Any]]
    states: rx.Var[dict[str, Any]]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_turn: rx.EventHandler[rx.event.passthrough_event_spec(int)]


def heat_map() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("year.title"), class_name="sh-group"),
        HeatMap.create(
            days=YearState.days,
            back=YearState.back,
            oldest=YearState.oldest,
            locale=Frame.locale,
            kind=HabitState.habit["kind"].to(str),
            unit=HabitState.habit["unit"].to(str),
            texts=_texts(),
            states={
                **habit_words(),
                "kept": t("avoided.done"),
                "before": t("year.before"),
            },
            on_open=DayEditorState.open,
            on_turn=YearState.turn,
        ),
        _legend(),
        class_name="sh-panel",
    )


def _texts() -> dict[str, Any]:
    """What the map says; the gaps are filled in the browser."""
    return {
        "label": t("year.label"),
        "earlier": t("year.earlier"),
        "later": t("year.later"),
        "hint": t("year.hint"),
        "note": t("year.note", note="{note}"),
        "summary": t("year.summary", counts="{counts}"),
        "table": t("year.table"),
        "day": t("day.day"),
        "state": t("year.state"),
        "amount": t("day.amount"),
        "noted": t("day.note"),
    }


def _legend() -> rx.Component:
    return rx.el.ul(
        *(
            rx.el.li(
                rx.el.span(class_name="sh-cell", custom_attrs={"data-state": state}),
                word,
            )
            for state, word in habit_words().items()
        ),
        class_name="sh-legend",
        aria_hidden="true",
    )
