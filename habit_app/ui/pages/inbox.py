"""The inbox: what was said, what is still to come, and a note to oneself."""

import reflex as rx

from habit_app.ui.components.forms.rest_form import API, Field, RestForm, with_texts
from habit_app.ui.components.frame.native import NativeLink
from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.frame.states import empty, failed, once_loaded, waiting
from habit_app.ui.components.inbox.inbox_item import coming_item, inbox_item
from habit_app.ui.look import routes
from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.inbox.inbox import InboxState
from habit_app.ui.states.inbox.inbox_page import Day

PAGE = InboxState.page


def inbox() -> rx.Component:
    return shell(
        _header(),
        once_loaded(
            InboxState.phase,
            _ready(),
            failed(t("inbox.failed"), InboxState.load),
            _skeleton(),
        ),
        title=t("inbox.title"),
    )


def _header() -> rx.Component:
    return rx.el.header(
        rx.el.p(t("inbox.title"), class_name="sh-greeting"),
        rx.el.div(
            NativeLink.create(
                rx.icon("settings-2", size=18, aria_hidden="true"),
                t("inbox.channels"),
                href=f"{routes.SETTINGS}#channels",
                class_name="sh-small",
            ),
            rx.cond(
                PAGE.days.length() > 0,
                rx.el.button(
                    rx.icon("check-check", size=18, aria_hidden="true"),
                    t("inbox.dismiss_all"),
                    on_click=InboxState.dismiss_all,
                    type="button",
                    class_name="sh-small",
                ),
            ),
            class_name="sh-tools",
        ),
        class_name="sh-header",
    )


def _skeleton() -> rx.Component:
    """The page's own shape, while it is read."""
    return waiting(
        rx.el.div(
            rx.el.div(
                *(rx.el.div(class_name="sh-skeleton sh-bone-note") for _ in range(3)),
                class_name="sh-stack",
            ),
            rx.el.div(class_name="sh-skeleton sh-bone-form"),
            class_name="sh-inbox",
        ),
    )


def _ready() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                PAGE.days.length() > 0,
                rx.fragment(rx.foreach(PAGE.days, _day), _more()),
                empty(
                    "inbox",
                    t("inbox.empty_title"),
                    t("inbox.empty_text"),
                    rx.el.a(t("inbox.empty_action"), href=routes.HABITS, class_name="sh-primary"),
                ),
            ),
            class_name="sh-stack",
        ),
        rx.el.div(_remind_me(), _coming(), class_name="sh-pile"),
        class_name="sh-inbox",
    )


def _day(day: rx.Var[Day]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(day.label, class_name="sh-group"),
        rx.el.ul(rx.foreach(day.said, inbox_item), class_name="sh-notes"),
        key=day.label,
        aria_label=day.label,
    )


def _more() -> rx.Component:
    return rx.cond(
        PAGE.has_more,
        rx.el.button(
            t("inbox.more"), on_click=InboxState.more, type="button", class_name="sh-secondary"
        ),
    )


def _remind_me() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("inbox.remind.title"), class_name="sh-group"),
        with_texts(
            RestForm.create(
                Field.create(
                    name="title",
                    label=t("inbox.remind.what"),
                    required=True,
                    max_length=160,
                    auto_complete="off",
                    placeholder=t("inbox.remind.example"),
                ),
                Field.create(
                    name="scheduled_for",
                    label=t("inbox.remind.when"),
                    type="datetime-local",
                    value=InboxState.suggested,
                    reads="instant",
                    zone=PAGE.timezone,
                    required=True,
                ),
                Field.create(
                    name="body",
                    label=t("inbox.remind.text"),
                    max_length=1000,
                    auto_complete="off",
                ),
                id="note-form",
                method="POST",
                action=f"{API}/notifications",
                submit=t("inbox.remind.submit"),
                done=t("inbox.remind.done"),
                clears=True,
                keeps=Frame.owner,
                on_done=InboxState.load,
            )
        ),
        class_name="sh-panel",
    )


def _coming() -> rx.Component:
    return rx.cond(
        PAGE.coming.length() > 0,
        rx.el.section(
            rx.el.h2(t("inbox.coming"), class_name="sh-group"),
            rx.el.ul(rx.foreach(PAGE.coming, coming_item), class_name="sh-list sh-coming"),
            class_name="sh-panel",
        ),
    )
