"""What watches over a page in the browser: its day, its connection, its toast, its keys."""

from typing import Any

import reflex as rx

from habit_app.ui.look import routes
from habit_app.ui.look.texts import t
from habit_app.ui.reflex import internals
from habit_app.ui.states.frame.celebration import CelebrationState
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.frame.undo import Undo

KEYS = (
    ("n", "keys.new"),
    ("/", "keys.search"),
    ("j k", "keys.move"),
    ("x Space", "keys.tick"),
    ("s", "keys.skip"),
    ("e", "keys.more"),
    ("t", "keys.today"),
    ("h", "keys.habits"),
    ("?", "keys.help"),
)


class PageWatch(rx.Component):
    """Lets the page read again when ticks were decided, or its day is over."""

    library = "$/public/components/page_watch.jsx"
    tag = "PageWatch"

    today: rx.Var[str]
    day_start: rx.Var[int]
    timezone: rx.Var[str]
    on_change: rx.EventHandler[rx.event.no_args_event_spec]


class Connection(rx.Component):
    """Says that there is no connection, and how many taps wait for it."""

    library = "$/public/components/page_watch.jsx"
    tag = "Connection"

    lost: rx.Var[bool]
    owner: rx.Var[str]
    texts: rx.Var[dict[str, Any]]


class Toast(rx.Component):
    """What happened, and the way back."""

    library = "$/public/components/page_watch.jsx"
    tag = "Toast"

    text: rx.Var[str]
    turn: rx.Var[int]
    undo: rx.Var[str]
    close: rx.Var[str]
    on_undo: rx.EventHandler[rx.event.no_args_event_spec]
    on_dismiss: rx.EventHandler[rx.event.no_args_event_spec]


class Celebration(rx.Component):
    """A badge that was just won."""

    library = "$/public/components/page_watch.jsx"
    tag = "Celebration"

    title: rx.Var[str]
    detail: rx.Var[str]
    close: rx.Var[str]
    on_won: rx.EventHandler[rx.event.no_args_event_spec]
    on_leave: rx.EventHandler[rx.event.no_args_event_spec]


class Again(rx.Component):
    """Reads the page again every few seconds, as long as it stands on it."""

    library = "$/public/components/page_watch.jsx"
    tag = "Again"

    seconds: rx.Var[int]
    on_again: rx.EventHandler[rx.event.no_args_event_spec]


class Shortcuts(rx.Component):
    """Keys for those who like them."""

    library = "$/public/components/shortcuts.jsx"
    tag = "Shortcuts"

    owner: rx.Var[str]
    day: rx.Var[str]
    texts: rx.Var[dict[str, Any]]


def connection() -> rx.Component:
    texts = {
        "away": t("app.offline"),
        "signed_out": t("app.signed_out"),
        "asked": t("app.needs_connection"),
        "one": t("app.waiting.one", count=1),
        "other": t("app.waiting.other", count="{count}"),
    }
    return Connection.create(lost=internals.DISCONNECTED, owner=Frame.owner, texts=texts)


def toast() -> rx.Component:
    return Toast.create(
        text=Frame.toast,
        turn=Frame.toast_turn,
        undo=rx.cond(Frame.toast_undo != "", t("app.undo"), ""),
        close=t("app.close"),
        on_undo=Undo.undo,
        on_dismiss=Frame.dismiss,
    )


def celebration() -> rx.Component:
    return Celebration.create(
        rx.link(t("badges.see"), href=routes.BADGES),
        title=CelebrationState.title,
        detail=CelebrationState.detail,
        close=t("app.close"),
        on_won=CelebrationState.look,
        on_leave=CelebrationState.leave,
    )


def shortcuts(day: rx.Var[str] | str = "") -> rx.Component:
    """The keys of a page; `day` is the one that a skip is about."""
    texts = {
        "title": t("keys.title"),
        "skipped": t("today.said.skip", title="{title}"),
        "close": t("app.close"),
        "keys": [[key, t(text)] for key, text in KEYS],
    }
    return Shortcuts.create(owner=Frame.owner, day=day, texts=texts)
