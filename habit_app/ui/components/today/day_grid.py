"""Today as a grid: habits by days, one tap a cell."""

from typing import Any

import reflex as rx

from habit_app.ui.components.forms.amount import amount_limit
from habit_app.ui.components.today.day_words import state_words
from habit_app.ui.components.today.habit_menu import habit_menu
from habit_app.ui.components.today.risk_chip import risk_chip
from habit_app.ui.components.today.tick import DayText, slip_texts
from habit_app.ui.look.texts import t
from habit_app.ui.look.theme import accent, habit_icon
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habit.day_editor import DayEditorState
from habit_app.ui.states.today.day_page import Row
from habit_app.ui.states.today.today import TodayState


class Grid(rx.Component):
    """A table whose cells the arrow keys go through."""

    library = "$/public/components/grid.jsx"
    tag = "Grid"


class Cells(rx.Component):
    """The days of one habit, each ticked like a card."""

    library = "$/public/components/grid.jsx"
    tag = "Cells"

    row: rx.Var[Row]
    owner: rx.Var[str]
    locale: rx.Var[str]
    texts: rx.Var[dict[str, Any]]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_more: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]


def day_grid() -> rx.Component:
    return rx.el.div(
        Grid.create(
            rx.el.caption(t("today.grid_caption"), class_name="sh-hidden"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(t("today.habit"), scope="col"),
                    rx.foreach(TodayState.page.days, _day),
                )
            ),
            rx.el.tbody(rx.foreach(TodayState.page.rows, _row)),
            class_name="sh-grid",
        ),
        class_name="sh-grid-frame",
    )


def grid_hint() -> rx.Component:
    return rx.el.p(t("today.grid_hint"), class_name="sh-hint sh-grid-hint")


def _day(day: rx.Var[str]) -> rx.Component:
    return rx.el.th(
        DayText.create(day=day, locale=Frame.locale, form="short"),
        DayText.create(day=day, locale=Frame.locale, form="number"),
        scope="col",
        custom_attrs={"data-today": day == TodayState.page.today},
    )


def _row(row: rx.Var[Row]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.span(habit_icon(row.icon, 16), class_name="sh-icon"),
            rx.el.div(
                _name(row),
                habit_menu(row.id, row.title, row.avoids),
                class_name="sh-grid-habit",
            ),
            scope="row",
        ),
        Cells.create(
            row=row,
            owner=Frame.owner,
            locale=Frame.locale,
            texts={
                "done": t("tick.done", title=row.title),
                "open": t("tick.open", title=row.title),
                **slip_texts(row.title),
                "waiting": t("tick.waiting"),
                "limit": amount_limit(),
                "noted": t("today.noted"),
                "at_most": t("tick.at_most", amount="{amount}"),
                "states": state_words(),
                "avoided": state_words(avoided=True),
            },
            on_refused=Frame.say_refused,
            on_more=DayEditorState.open_of,
        ),
        key=row.id,
        custom_attrs={**accent(row.color), "data-card": row.id},
    )


def _name(row: rx.Var[Row]) -> rx.Component:
    """The title, and how much of its week, month or window is kept."""
    return rx.el.div(
        rx.link(row.title, href=f"/habits/{row.id}", title=row.title, class_name="sh-title"),
        rx.cond(row.quota != "", rx.el.span(row.quota, title=row.quota, class_name="sh-quota")),
        risk_chip(row),
        class_name="sh-body",
    )
