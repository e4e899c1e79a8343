"""The frame around every signed-in page: rail or bar, content, toast, live region."""

import reflex as rx

from habit_app.ui.components.frame.bell import bell
from habit_app.ui.components.frame.native import NativeForm, NativeLink
from habit_app.ui.components.frame.page_head import PageHead
from habit_app.ui.components.frame.page_watch import celebration, connection, shortcuts, toast
from habit_app.ui.look import routes
from habit_app.ui.look.texts import t, texts_under
from habit_app.ui.states.frame.frame import Frame


def shell(
    *content: rx.Component, title: rx.Var[str] | str, day: rx.Var[str] | str = ""
) -> rx.Component:
    """Put a page into the frame; `day` is the one that keys are about."""
    return rx.el.div(
        PageHead.create(
            locale=Frame.locale, title=title, name=t("app.name"), units=texts_under("one_of")
        ),
        NativeLink.create(t("app.skip_link"), href="#content", class_name="sh-skip"),
        _navigation(),
        rx.el.main(
            rx.el.h1(title, tab_index=-1, class_name="sh-hidden"),
            *content,
            id="content",
            tab_index=-1,
            class_name="sh-main",
        ),
        toast(),
        celebration(),
        rx.el.div(id="sh-live", aria_live="polite", class_name="sh-hidden"),
        connection(),
        shortcuts(day),
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
        _place(routes.TODAY, "circle-check-big", t("nav.today"), "today"),
        _place(routes.HABITS, "list-checks", t("nav.habits"), "habits"),
        _place(routes.INSIGHTS, "chart-column", t("nav.insights"), "insights"),
        *_less_often("sh-on-desk"),
        bell(),
        _for_admins("sh-on-desk"),
        _settings("sh-on-desk"),
        rx.el.div(class_name="sh-grow"),
        rx.el.details(
            rx.el.summary(
                rx.icon("ellipsis", size=20, aria_hidden="true"),
                rx.el.span(t("nav.more")),
                class_name="sh-place",
            ),
            _others(),
            class_name="sh-others",
        ),
        aria_label=t("nav.main"),
        class_name="sh-nav",
    )


def _others() -> rx.Component:
    """What is rarely needed: at the foot of the rail, behind *More* on a phone."""
    return rx.el.div(
        *_less_often("sh-on-phone"),
        _for_admins("sh-on-phone"),
        _settings("sh-on-phone"),
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
        class_name="sh-others-list",
    )


def _less_often(where: str) -> list[rx.Component]:
    """Places for which a phone has no room but behind *More*."""
    return [
        _place(routes.COMMUNITY, "users-round", t("nav.community"), "community", where),
        _place(routes.BADGES, "award", t("nav.badges"), "badges", where),
    ]


def _for_admins(where: str) -> rx.Component:
    return rx.cond(Frame.is_admin, _place(routes.MODELS, "gauge", t("nav.models"), "models", where))


def _settings(where: str) -> rx.Component:
    return _place(routes.SETTINGS, "settings", t("nav.settings"), "settings", where)


def _place(
    path: str, icon: str, label: rx.Var[str], shortcut: str, where: str = ""
) -> rx.Component:
    return rx.link(
        rx.icon(icon, size=20, aria_hidden="true"),
        rx.el.span(label),
        href=path,
        underline="none",
        class_name=f"sh-place {where}".strip(),
        aria_current=rx.cond(rx.State.router.url.path == path, "page", "false"),
        title=label,
        custom_attrs={"data-shortcut": shortcut},
    )
