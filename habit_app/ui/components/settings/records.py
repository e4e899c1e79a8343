"""Settings of what is kept: bringing it in, taking it out, leaving."""

import reflex as rx

from habit_app.ui.components.forms.rest_form import API, Field, RestForm
from habit_app.ui.components.frame.native import NativeLink
from habit_app.ui.components.settings.section import section
from habit_app.ui.look import routes
from habit_app.ui.look.texts import t, texts_under
from habit_app.ui.states.frame.frame import Frame

EXPORT = f"{API}/users/me/export"
GONE = f"{routes.LOGIN}?deleted=1"


class ImportFile(rx.Component):
    """A file sent, looked at, and brought in."""

    library = "$/public/components/import_file.jsx"
    tag = "ImportFile"

    words: rx.Var[dict[str, str]]
    locale: rx.Var[str]
    home: rx.Var[str]


def importing() -> rx.Component:
    return section(
        "import",
        "upload",
        ImportFile.create(
            words=texts_under("settings.import"), locale=Frame.locale, home=routes.TODAY
        ),
    )


def exporting() -> rx.Component:
    return section(
        "export",
        "download",
        rx.el.div(
            _download("settings.export.json", EXPORT, "file-json"),
            _download("settings.export.zip", f"{EXPORT}?format=zip", "file-archive"),
            class_name="sh-row",
        ),
    )


def _download(text: str, address: str, icon: str) -> rx.Component:
    return NativeLink.create(
        rx.icon(icon, size=18, aria_hidden="true"),
        t(text),
        href=address,
        download=True,
        class_name="sh-secondary",
    )


def leaving() -> rx.Component:
    return section(
        "leave",
        "user-round-x",
        rx.el.div(
            rx.alert_dialog.root(
                rx.alert_dialog.trigger(
                    rx.el.button(t("settings.leave.submit"), type="button", class_name="sh-danger")
                ),
                _farewell(),
            ),
            class_name="sh-row",
        ),
    )


def _farewell() -> rx.Component:
    return rx.alert_dialog.content(
        rx.alert_dialog.title(t("settings.leave.question")),
        rx.alert_dialog.description(t("settings.leave.text"), class_name="sh-farewell"),
        RestForm.create(
            Field.create(
                name="password",
                label=t("auth.password"),
                type="password",
                required=True,
                auto_complete="current-password",
            ),
            id="leave-form",
            method="POST",
            action=f"{API}/users/me/delete",
            submit=t("settings.leave.submit"),
            leads_to=GONE,
            danger=True,
            cancel=rx.alert_dialog.cancel(
                rx.el.button(t("sheet.cancel"), type="button", class_name="sh-secondary")
            ),
        ),
        class_name="sh-dialog",
    )
