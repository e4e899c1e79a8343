"""The frame around every signed-in page: rail or bar, content, toast, live region."""

import reflex as rx
from reflex_components_core.el.element import Element

from habit_app.ui import routes
from habit_app.ui.states.frame import Frame
from habit_app.ui.states.undo import Undo
from habit_app.ui.texts import t


class NativeForm(Element):
    """A form that the browser submits itself, to the API."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


def shell(*content: rx.Component, title: rx.Var[str] | str) -> rx.Component:
    """Put a page into the frame."""
    return rx.el.div(
        rx.el.a(t("app.skip_link"), href="#content", class_name="sh-skip"),
        _navigation(),
        rx.el.main(
            rx.el.h1(title, class_name="sh-hidden"),
            *content,
            id="content",
            class_name="sh-main",
        ),
        _toast(),
        rx.el.div(id="sh-live", aria_live="polite", class_name="sh-hidden"),
        rx.el.div(t("app.offline"), class_name="sh-offline", role="status"),
        class_name="sh-shell",
    )


def _navigation() -> rx.Component:
    return rx.el.nav(
        rx.el.a(
            rx.icon("sprout", size=22, aria_hidden="true"),
            rx.el.span(t("app.name")),
            href=routes.TODAY,
            class_name="sh-brand",
        ),
        _place(routes.TODAY, "circle-check-big", t("nav.today")),
        _place(routes.SETTINGS, "settings", t("nav.settings")),
        rx.el.div(class_name="sh-grow"),
        rx.color_mode.button(
            size="2", variant="ghost", aria_label=t("nav.theme"), class_name="sh-theme"
        ),
        NativeForm.create(
            rx.el.button(
                rx.icon("log-out", size=20, aria_hidden="true"),
                rx.el.span(t("nav.sign_out")),
                type="submit",
                class_name="sh-place",
            ),
            action="/api/v1/auth/form/logout",
            method="post",
        ),
        aria_label=t("nav.main"),
        class_name="sh-nav",
    )


def _place(path: str, icon: str, label: rx.Var[str]) -> rx.Component:
    return rx.link(
        rx.icon(icon, size=20, aria_hidden="true"),
        rx.el.span(label),
        href=path,
        underline="none",
        class_name="sh-place",
        aria_current=rx.cond(rx.State.router.url.path == path, "page", "false"),
    )


def _toast() -> rx.Component:
    """The one toast: what happened, and the way back."""
    return rx.el.div(
        rx.cond(
            Frame.toast != "",
            rx.el.div(
                rx.el.span(Frame.toast),
                rx.cond(
                    Frame.toast_undo != "",
                    rx.el.button(
                        t("app.undo"), on_click=Undo.undo, class_name="sh-undo", type="button"
                    ),
                ),
                rx.el.button(
                    rx.icon("x", size=16, aria_hidden="true"),
                    aria_label=t("app.close"),
                    on_click=Frame.dismiss,
                    class_name="sh-close",
                    type="button",
                ),
                class_name="sh-toast",
            ),
        ),
        role="status",
        class_name="sh-toasts",
    )
