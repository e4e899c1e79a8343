"""Pauses: days on which nothing is asked, of this habit or of all."""

import reflex as rx

from habit_app.ui.components.habit.day_editor import Popup
from habit_app.ui.components.habit.habit_history import from_to, icon_button
from habit_app.ui.look.texts import t
from habit_app.ui.states.habit.habit import HabitState
from habit_app.ui.states.habit.pauses import NEW, PauseRow, PausesState


def pauses() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("pauses.title"), class_name="sh-group"),
            rx.el.button(
                rx.icon("plus", size=16, aria_hidden="true"),
                t("pauses.add"),
                on_click=PausesState.begin,
                type="button",
                class_name="sh-small",
            ),
            class_name="sh-panel-head",
        ),
        rx.el.p(t("pauses.help"), class_name="sh-hint"),
        rx.cond(
            PausesState.rows.length() > 0,
            rx.el.ul(rx.foreach(PausesState.rows, _pause), class_name="sh-list"),
            rx.el.p(t("pauses.none"), class_name="sh-quiet"),
        ),
        _form(),
        class_name="sh-panel",
    )


def _pause(pause: rx.Var[PauseRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                from_to(pause.first, pause.last),
                rx.cond(pause.everywhere, rx.el.span(t("pauses.everywhere"), class_name="sh-chip")),
                rx.match(
                    pause.when,
                    ("now", rx.el.span(t("pauses.now"), class_name="sh-chip")),
                    ("coming", rx.el.span(t("pauses.coming"), class_name="sh-chip")),
                    rx.fragment(),
                ),
                class_name="sh-line",
            ),
            rx.cond(pause.reason != "", rx.el.p(pause.reason, class_name="sh-note")),
            class_name="sh-body",
        ),
        _acts(pause),
        key=pause.id,
    )


def _acts(pause: rx.Var[PauseRow]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            pause.when == "now",
            rx.el.button(
                t("pauses.end"),
                on_click=[PausesState.end(pause.id), HabitState.load],
                type="button",
                class_name="sh-small",
            ),
        ),
        icon_button(
            "pencil",
            t("pauses.edit"),
            PausesState.edit(pause.id),
            from_to(pause.first, pause.last),
        ),
        icon_button(
            "trash-2",
            t("pauses.remove"),
            [PausesState.remove(pause.id), HabitState.load],
            from_to(pause.first, pause.last),
        ),
        class_name="sh-acts",
    )


def _form() -> rx.Component:
    return Popup.create(
        rx.el.form(
            rx.el.div(
                _field("first", t("pauses.first"), "date", required=True),
                _field("last", t("pauses.last"), "date", hint=t("pauses.last_hint")),
                class_name="sh-row",
            ),
            _field("reason", t("pauses.reason"), "text", max_length=200),
            rx.cond(
                PausesState.edited == NEW,
                rx.el.label(
                    rx.el.input(type="checkbox", name="everywhere", value="yes"),
                    rx.el.span(t("pauses.for_all")),
                    class_name="sh-check-line",
                ),
            ),
            rx.cond(
                PausesState.problem != "",
                rx.el.p(PausesState.problem, role="alert", class_name="sh-problem"),
            ),
            rx.el.div(
                rx.el.button(
                    t("sheet.cancel"),
                    on_click=PausesState.cancel,
                    type="button",
                    class_name="sh-secondary",
                ),
                rx.el.button(t("day.save"), type="submit", class_name="sh-primary"),
                class_name="sh-actions",
            ),
            on_submit=[PausesState.save, HabitState.load],
            key=PausesState.edited,
            class_name="sh-form",
        ),
        open=PausesState.edited != "",
        label=rx.cond(PausesState.edited == NEW, t("pauses.add"), t("pauses.edit")),
        close=t("app.close"),
        on_dismiss=PausesState.cancel,
    )


def _field(
    name: str, label: rx.Var[str], kind: str, *, hint: rx.Var[str] | None = None, **more: object
) -> rx.Component:
    described = {"aria_describedby": f"pause-{name}-hint"} if hint is not None else {}
    return rx.el.div(
        rx.el.label(label, html_for=f"pause-{name}"),
        rx.el.input(
            id=f"pause-{name}",
            name=name,
            type=kind,
            default_value=PausesState.draft[name],
            on_change=rx.cond(PausesState.problem != "", PausesState.correct, rx.noop()),
            **described,
            **more,
        ),
        rx.el.p(hint, id=f"pause-{name}-hint", class_name="sh-hint") if hint is not None else "",
        class_name="sh-field",
    )
