"""Fields of the habit sheet: labelled, explained, and with what is wrong beside them."""

from typing import Any

import reflex as rx

from habit_app.ui.components.forms.amount import FormAmount
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habits.habit_sheet import HabitSheet


def field(
    name: str, label: rx.Var[str], *, hint: rx.Var[str] | None = None, **rest: Any
) -> rx.Component:
    """An input that begins with what the sheet holds."""
    rest.setdefault("default_value", HabitSheet.start[name])
    control = rx.el.input(id=_id(name), name=name, custom_attrs=_described(name, hint), **rest)
    return labelled(name, label, control, hint)


def amount_field(name: str, label: rx.Var[str]) -> rx.Component:
    """An amount, typed as the reader's country writes it."""
    control = FormAmount.create(
        id=_id(name),
        name=name,
        start=HabitSheet.start[name],
        locale=Frame.locale,
        custom_attrs=_described(name, None),
    )
    return labelled(name, label, control, None)


def text_field(name: str, label: rx.Var[str], **rest: Any) -> rx.Component:
    """A field of several lines."""
    control = rx.el.textarea(
        id=_id(name),
        name=name,
        rows=3,
        default_value=HabitSheet.start[name],
        custom_attrs=_described(name, None),
        **rest,
    )
    return labelled(name, label, control, None)


def choice(
    name: str,
    label: rx.Var[str],
    options: list[Any],
    *,
    hint: rx.Var[str] | None = None,
    **rest: Any,
) -> rx.Component:
    """One of several; an option is its value and its text, or a component."""
    control = rx.el.select(
        *(
            rx.el.option(option[1], value=option[0]) if isinstance(option, tuple) else option
            for option in options
        ),
        id=_id(name),
        name=name,
        default_value=HabitSheet.start[name],
        custom_attrs=_described(name, hint),
        **rest,
    )
    return labelled(name, label, control, hint)


def labelled(
    name: str, label: rx.Var[str], control: rx.Component, hint: rx.Var[str] | None
) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=_id(name)),
        control,
        *(
            [rx.el.p(hint, id=f"{_id(name)}-hint", class_name="sh-hint")]
            if hint is not None
            else []
        ),
        problem(name),
        class_name="sh-field",
    )


def problem(name: str) -> rx.Component:
    """What is wrong with a field, where something is."""
    return rx.cond(
        is_wrong(name),
        rx.el.p(
            HabitSheet.problems[name],
            id=f"{_id(name)}-problem",
            role="alert",
            tab_index=-1,
            class_name="sh-problem",
        ),
    )


def is_wrong(name: str) -> rx.Var[bool]:
    return HabitSheet.problems.contains(name)


def _id(name: str) -> str:
    return f"habit-{name}"


def _described(name: str, hint: rx.Var[str] | None) -> dict[str, Any]:
    """Say to assistive technology what is said beside the field."""
    first = f"{_id(name)}-hint " if hint is not None else ""
    return {
        "aria-invalid": is_wrong(name),
        "aria-describedby": rx.cond(is_wrong(name), f"{first}{_id(name)}-problem", first.strip()),
    }
