"""All habits: found, filtered, put into order, put away and brought back."""

from typing import Any

import reflex as rx

from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.frame.states import empty, failed, once_loaded, skeleton
from habit_app.ui.components.habits.habit_row import habit_row
from habit_app.ui.components.habits.habit_sheet import habit_sheet, new_habit_button
from habit_app.ui.components.habits.sortable import Sortable
from habit_app.ui.look.texts import t
from habit_app.ui.states.habits.habits import HabitsState

SEARCH_DELAY = 250
"""Milliseconds: without a key, before a search begins."""
SORTS = {
    "position": "habits.by_position",
    "title": "habits.by_title",
    "-created_at": "habits.by_age",
    "-streak": "habits.by_streak",
    "-strength": "habits.by_strength",
}


def habits() -> rx.Component:
    return shell(
        rx.el.header(
            rx.el.p(t("habits.title"), class_name="sh-greeting"),
            new_habit_button(),
            class_name="sh-header",
        ),
        rx.el.div(_status(), _filters(), class_name="sh-finder", role="search"),
        once_loaded(
            HabitsState.phase,
            _list(),
            failed(t("habits.failed"), HabitsState.load),
            skeleton(6),
        ),
        rx.el.div(HabitsState.said, aria_live="polite", id="habits-said", class_name="sh-hidden"),
        habit_sheet(),
        title=t("habits.title"),
    )


def _status() -> rx.Component:
    """Active, archived or deleted ones."""
    return rx.el.div(
        *(
            rx.el.button(
                t(f"habits.{status}"),
                type="button",
                aria_pressed=HabitsState.asked["status"] == status,
                on_click=HabitsState.choose("status", status),
            )
            for status in ("active", "archived", "deleted")
        ),
        role="group",
        aria_label=t("habits.status"),
        class_name="sh-tabs",
    )


def _filters() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.icon("search", size=18, aria_hidden="true"),
            rx.el.input(
                type="search",
                custom_attrs={"data-shortcut": "search"},
                aria_label=t("habits.search"),
                placeholder=t("habits.search"),
                max_length=120,
                default_value=HabitsState.asked["q"],
                key=HabitsState.cleared.to_string(),
                on_change=lambda value: HabitsState.choose("q", value).debounce(SEARCH_DELAY),
            ),
            class_name="sh-search",
        ),
        _pick(
            "category",
            t("sheet.category"),
            rx.el.option(t("habits.any_category"), value=""),
            rx.foreach(HabitsState.categories, lambda name: rx.el.option(name, value=name)),
        ),
        _pick(
            "frequency",
            t("habits.frequency"),
            rx.el.option(t("habits.any_frequency"), value=""),
            *(
                rx.el.option(t(f"habits.{name}"), value=name)
                for name in ("daily", "weekly", "monthly", "other")
            ),
        ),
        _pick(
            "sort",
            t("habits.sort"),
            *(rx.el.option(t(key), value=sort) for sort, key in SORTS.items()),
        ),
        class_name="sh-filters",
    )


def _pick(name: str, label: rx.Var[str], *options: Any) -> rx.Component:
    return rx.el.select(
        *options,
        aria_label=label,
        value=HabitsState.asked[name],
        on_change=lambda value: HabitsState.choose(name, value),
    )


def _list() -> rx.Component:
    return rx.cond(
        HabitsState.rows.length() > 0,
        rx.el.div(
            rx.el.p(_count(), role="status", class_name="sh-hint"),
            rx.el.p(t("habits.how"), id="habits-how", class_name="sh-hidden"),
            Sortable.create(
                rx.foreach(HabitsState.rows, habit_row),
                enabled=HabitsState.may_order,
                label=t("habits.title"),
                on_move=HabitsState.move,
            ),
            class_name="sh-listing",
        ),
        _nothing(),
    )


def _count() -> rx.Var[str]:
    count = HabitsState.rows.length()
    return rx.cond(
        HabitsState.asked["status"] == "deleted",
        t("habits.kept_for"),
        rx.cond(count == 1, t("habits.count.one"), t("habits.count.other", count=count)),
    )


def _nothing() -> rx.Component:
    """Why there is nothing to see, and what to do next."""
    return rx.cond(
        HabitsState.is_filtered,
        empty(
            "search-x",
            t("habits.not_found"),
            t("habits.not_found_text"),
            rx.el.button(
                t("habits.clear"),
                on_click=HabitsState.clear,
                type="button",
                class_name="sh-secondary",
            ),
        ),
        rx.match(
            HabitsState.asked["status"],
            ("archived", empty("archive", t("habits.no_archived"), t("habits.no_archived_text"))),
            ("deleted", empty("trash-2", t("habits.no_deleted"), t("habits.no_deleted_text"))),
            empty("sprout", t("today.empty"), t("today.empty_text"), new_habit_button()),
        ),
    )
