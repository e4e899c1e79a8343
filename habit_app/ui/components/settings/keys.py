"""Single keys, on or off on this device."""

import reflex as rx

from habit_app.ui.components.settings.section import section
from habit_app.ui.look.texts import t


class KeysSwitch(rx.Component):
    """Remembered by the browser, as keys belong to a keyboard."""

    library = "$/public/components/shortcuts.jsx"
    tag = "KeysSwitch"

    label: rx.Var[str]
    hint: rx.Var[str]


def keys() -> rx.Component:
    return section(
        "keys",
        "keyboard",
        KeysSwitch.create(label=t("settings.keys.on"), hint=t("settings.keys.on_hint")),
    )
