"""One notification of the inbox: what it says, and what can be done about it at once."""

import reflex as rx

from habit_app.ui.look.texts import t
from habit_app.ui.states.inbox.inbox import InboxState
from habit_app.ui.states.inbox.inbox_page import Item

KINDS = {
    "nudge": ("lightbulb", "inbox.kind.nudge"),
    "badge": ("award", "inbox.kind.badge"),
    "report": ("calendar-range", "inbox.kind.report"),
    "note": ("sticky-note", "inbox.kind.note"),
}
REMINDER = ("alarm-clock", "inbox.kind.reminder")


def inbox_item(item: rx.Var[Item]) -> rx.Component:
    """What was said."""
    return rx.el.li(
        _picture(item),
        rx.el.div(
            rx.el.div(
                rx.el.h3(_title(item)),
                rx.cond(item.is_new, rx.el.span(t("inbox.new"), class_name="sh-chip sh-chip-on")),
                rx.el.time(item.when, date_time=item.at, class_name="sh-hint"),
                class_name="sh-note-head",
            ),
            rx.cond(item.text != "", rx.el.p(item.text)),
            rx.cond(item.status == "unsent", rx.el.p(t("inbox.unsent"), class_name="sh-hint")),
            _acts(item),
            class_name="sh-body",
        ),
        _away(item, t("inbox.dismiss")),
        key=item.id,
        custom_attrs={"data-new": item.is_new, "data-kind": item.kind},
        class_name="sh-message",
    )


def coming_item(item: rx.Var[Item]) -> rx.Component:
    """What is still to be said."""
    return rx.el.li(
        rx.el.div(
            rx.el.span(item.title, class_name="sh-strong"),
            rx.el.time(item.when, date_time=item.at, class_name="sh-hint"),
            class_name="sh-body",
        ),
        _away(item, t("inbox.cancel")),
        key=item.id,
    )


def _picture(item: rx.Var[Item]) -> rx.Component:
    """The kind, as a picture and in words for those who do not see it."""
    return rx.el.span(
        rx.match(
            item.kind,
            *((kind, _icon(*looks)) for kind, looks in KINDS.items()),
            _icon(*REMINDER),
        ),
        class_name="sh-icon",
    )


def _icon(icon: str, text: str) -> rx.Component:
    return rx.fragment(
        rx.icon(icon, size=20, aria_hidden="true"), rx.el.span(t(text), class_name="sh-hidden")
    )


def _title(item: rx.Var[Item]) -> rx.Component:
    return rx.cond(
        item.href != "",
        rx.link(item.title, href=item.href, class_name="sh-title"),
        rx.el.span(item.title, class_name="sh-title"),
    )


def _acts(item: rx.Var[Item]) -> rx.Component:
    acts = {
        "done": ("check", InboxState.say(item.id, "done")),
        "skip": ("skip-forward", InboxState.say(item.id, "skip")),
        "snooze": ("clock", InboxState.snooze(item.id)),
    }
    return rx.cond(
        item.acts.length() > 0,
        rx.el.div(
            *(
                rx.cond(
                    item.acts.contains(act),
                    rx.el.button(
                        rx.icon(icon, size=16, aria_hidden="true"),
                        t(f"inbox.act.{act}"),
                        rx.el.span(" ", item.title, class_name="sh-hidden"),
                        on_click=event,
                        type="button",
                        class_name=f"sh-small sh-note-{act}",
                    ),
                )
                for act, (icon, event) in acts.items()
            ),
            class_name="sh-note-acts",
        ),
    )


def _away(item: rx.Var[Item], label: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        rx.icon("x", size=18, aria_hidden="true"),
        rx.el.span(label, " ", item.title, class_name="sh-hidden"),
        on_click=InboxState.dismiss(item.id),
        title=label,
        type="button",
        class_name="sh-act",
    )
