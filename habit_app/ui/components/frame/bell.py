"""The way to the inbox, with how much in it was not read."""

import reflex as rx

from habit_app.ui.look import routes
from habit_app.ui.look.texts import plural, t
from habit_app.ui.states.frame.frame import Frame

MOST_COUNTED = 99
"""Notifications: beyond which the bell only says that there are more."""


def bell() -> rx.Component:
    """A place of the frame; its name says the number, its picture shows it."""
    unread = Frame.unread
    return rx.link(
        rx.icon("bell", size=20, aria_hidden="true"),
        rx.cond(
            unread > 0,
            rx.el.b(
                rx.cond(unread > MOST_COUNTED, f"{MOST_COUNTED}+", unread.to(str)),
                aria_hidden="true",
                class_name="sh-unread",
            ),
        ),
        rx.el.span(t("nav.inbox"), aria_hidden="true"),
        rx.el.strong(
            rx.cond(unread > 0, plural("inbox.unread", unread), t("nav.inbox")),
            class_name="sh-hidden",
        ),
        href=routes.INBOX,
        underline="none",
        class_name="sh-place",
        aria_current=rx.cond(rx.State.router.url.path == routes.INBOX, "page", "false"),
        custom_attrs={"data-shortcut": "inbox"},
    )
