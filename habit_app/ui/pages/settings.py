"""Settings: who one is, when days begin, who gets in, what is kept."""

import reflex as rx

from habit_app.ui.components.forms.rest_form import with_texts
from habit_app.ui.components.frame.native import NativeLink
from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.settings import access, keys, records
from habit_app.ui.components.settings import channels as outside
from habit_app.ui.components.settings import password as credentials
from habit_app.ui.components.settings import profile as person
from habit_app.ui.components.settings.section import once_read
from habit_app.ui.look.texts import t
from habit_app.ui.states.settings.settings import SettingsState

SECTIONS = {
    "profile": person.profile,
    "time": person.time,
    "nudges": person.nudges,
    "learning": person.learning,
    "keys": keys.keys,
    "channels": outside.channels,
    "sessions": access.sign_ins,
    "tokens": access.tokens,
    "password": credentials.password,
    "email": credentials.address,
    "import": records.importing,
    "export": records.exporting,
    "leave": records.leaving,
}


def settings() -> rx.Component:
    sections = rx.el.div(*(build() for build in SECTIONS.values()), class_name="sh-sections")
    return shell(
        rx.el.header(
            rx.el.p(t("settings.title"), class_name="sh-greeting"), class_name="sh-header"
        ),
        _contents(),
        with_texts(once_read(SettingsState.phase, SettingsState.load, sections)),
        title=t("settings.title"),
    )


def _contents() -> rx.Component:
    """Where to find what, on a page as long as this."""
    return rx.el.nav(
        *(NativeLink.create(t(f"settings.{name}.title"), href=f"#{name}") for name in SECTIONS),
        aria_label=t("settings.contents"),
        class_name="sh-contents",
    )
