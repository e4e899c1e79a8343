"""A sheet beside the page and what its forms are made of."""

from typing import Any

import reflex as rx


class Sheet(rx.Component):
    """A modal sheet: from the right on a desk, from the bottom on a phone."""

    library = "$/public/components/sheet.jsx"
    tag = "Sheet"

    open: rx.Var[bool]
    label: rx.Var[str]
    close: rx.Var[str]
    owner: rx.Var[str]
    habit_id: rx.Var[str]
    kept: rx.Var[dict[str, str]]
    on_dismiss: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]
    on_resume: rx.EventHandler[rx.event.passthrough_event_spec(str, dict[str, str])]


class SheetForm(rx.Component):
    """A form that says what it holds while it is filled in, and when it is sent."""

    library = "$/public/components/sheet.jsx"
    tag = "SheetForm"

    problems: rx.Var[dict[str, str]]
    on_listen: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]


class ReminderTimes(rx.Component):
    """Times of day, to be added and removed."""

    library = "$/public/components/sheet.jsx"
    tag = "ReminderTimes"

    start: rx.Var[str]
    days: rx.Var[str]
    most: rx.Var[int]
    texts: rx.Var[dict[str, Any]]
    problem: rx.Var[str]
