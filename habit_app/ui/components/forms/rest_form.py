"""Forms and buttons that speak to the REST API, with refusals beside their fields."""

from typing import Any

import reflex as rx

from habit_app.ui.look.texts import t, texts_under

API = "/api/v1"
FORMS = "$/public/components/rest_form.jsx"


class RestTexts(rx.Component):
    """What the forms inside can say of refusals."""

    library = FORMS
    tag = "RestTexts"

    texts: rx.Var[dict[str, Any]]


class RestForm(rx.Component):
    """A form that sends its fields as JSON. Names with a point make objects within the object.

    `places` says beside which field a refusal stands that names none.
    """

    library = FORMS
    tag = "RestForm"

    method: rx.Var[str]
    action: rx.Var[str]
    submit: rx.Var[str]
    done: rx.Var[str]
    places: rx.Var[dict[str, str]]
    clears: rx.Var[bool]
    leads_to: rx.Var[str]
    danger: rx.Var[bool]
    keeps: rx.Var[str]
    """Whose typing survives a reload on this device; nobody's without. Not for secrets."""
    cancel: rx.Var[rx.Component]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class Field(rx.Component):
    """A labelled field; `reads` names how its text becomes what the API wants, in which `zone`."""

    library = FORMS
    tag = "Field"

    name: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    type: rx.Var[str]
    value: rx.Var[str]
    options: rx.Var[list[Any]]
    reads: rx.Var[str]
    zone: rx.Var[str]
    percent_in: rx.Var[str]
    """The locale in which what is chosen is said as percent."""
    differs_from: rx.Var[str]
    required: rx.Var[bool]
    auto_complete: rx.Var[str]
    input_mode: rx.Var[str]
    max_length: rx.Var[int]
    spell_check: rx.Var[bool]
    placeholder: rx.Var[str]
    min: rx.Var[str]
    max: rx.Var[str]
    step: rx.Var[str]


class Toggle(rx.Component):
    """A field that is on or off."""

    library = FORMS
    tag = "Toggle"

    name: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    value: rx.Var[bool]


class RestButton(rx.Component):
    """One act by one button; `sure` asks once more, `focus` says where the focus goes after."""

    library = FORMS
    tag = "RestButton"

    method: rx.Var[str]
    action: rx.Var[str]
    label: rx.Var[str]
    name: rx.Var[str]
    sure: rx.Var[str]
    done: rx.Var[str]
    focus: rx.Var[str]
    quiet: rx.Var[bool]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def with_texts(*content: rx.Component) -> rx.Component:
    """Let the forms inside speak the viewer's language."""
    return RestTexts.create(
        *content, texts={"errors": texts_under("errors"), "kept": t("app.kept")}
    )
