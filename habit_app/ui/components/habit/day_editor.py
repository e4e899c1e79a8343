"""The small editor of one day."""

from typing import Any

import reflex as rx

from habit_app.ui.components.forms.amount import amount_limit
from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.habit.day_editor import DayEditorState


class Popup(rx.Component):
    """A small modal window: a native dialog."""

    library = "$/public/components/day_editor.jsx"
    tag = "Popup"

    open: rx.Var[bool]
    label: rx.Var[str]
    close: rx.Var[str]
    on_dismiss: rx.EventHandler[rx.event.no_args_event_spec]


class DayEditor(rx.Component):
    """Says over REST what happened on a day; the queue keeps it until the server has taken it."""

    library = "$/public/components/day_editor.jsx"
    tag = "DayEditor"

    open: rx.Var[bool]
    picks: rx.Var[bool]
    owner: rx.Var[str]
    habit_id: rx.Var[str]
    title: rx.Var[str]
    day: rx.Var[str]
    today: rx.Var[str]
    locale: rx.Var[str]
    kind: rx.Var[str]
    unit: rx.Var[str]
    target: rx.Var[float]
    avoided: rx.Var[bool]
    status: rx.Var[str]
    value: rx.Var[float | None]
    note: rx.Var[str]
    problem: rx.Var[str]
    texts: rx.Var[dict[str, Any]]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_dismiss: rx.EventHandler[rx.event.no_args_event_spec]
    on_resume: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]
    on_saved: rx.EventHandler[rx.event.no_args_event_spec]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_late: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_clear: rx.EventHandler[rx.event.no_args_event_spec]


def day_editor(reload: Any) -> rx.Component:
    """The editor; `reload` reads the page again once something was said."""
    day, habit = DayEditorState, DayEditorState.habit
    return DayEditor.create(
        open=day.is_open,
        picks=day.picks,
        owner=Frame.owner,
        habit_id=habit["id"].to(str),
        title=habit["title"].to(str),
        day=day.day,
        today=habit["today"].to(str),
        locale=Frame.locale,
        kind=habit["kind"].to(str),
        unit=habit["unit"].to(str),
        target=habit["target"].to(float),
        avoided=habit["avoided"].to(bool),
        status=day.status,
        value=day.value,
        note=day.note,
        problem=day.problem,
        texts=_texts(),
        on_choose=DayEditorState.choose,
        on_dismiss=DayEditorState.close,
        on_resume=DayEditorState.open_of,
        on_saved=[DayEditorState.close, reload],
        on_refused=DayEditorState.refuse,
        on_late=[Frame.say_refused, reload],
        on_clear=[DayEditorState.clear, reload],
    )


def _texts() -> dict[str, Any]:
    return {
        "add": t("history.add"),
        "day": t("day.day"),
        "legend": t("day.legend"),
        "done": t("day.done"),
        "amount": t("day.amount"),
        "limit": amount_limit(),
        "slip": t("avoided.slipped"),
        "skip": t("day.skip"),
        "no": t("day.no"),
        "note": t("day.note"),
        "nothing": t("day.nothing"),
        "clear": t("day.clear"),
        "save": t("day.save"),
        "close": t("app.close"),
        "waiting": t("tick.waiting"),
        "kept": t("app.kept"),
        "lost": t("day.lost", title="{title}", day="{day}"),
        "resume": t("sheet.kept.resume"),
        "forget": t("sheet.kept.forget"),
    }
