"""Texts on pages: both languages are built in, the viewer's is shown."""

from typing import Any

import reflex as rx

from habit_app.text import catalogue
from habit_app.ui.states.frame import Frame


def t(key: str, **values: Any) -> rx.Var[str]:
    """A text of the catalogue in the viewer's language, with vars in its gaps."""
    english, german = (catalogue(language)[key].format(**values) for language in ("en", "de"))
    return rx.cond(Frame.locale == "de", german, english)


def texts_under(section: str) -> rx.Var[dict[str, str]]:
    """All texts of a section in the viewer's language, for a component that is our own."""
    english, german = (
        {
            key.removeprefix(f"{section}."): text
            for key, text in catalogue(language).items()
            if key.startswith(f"{section}.")
        }
        for language in ("en", "de")
    )
    return rx.cond(Frame.locale == "de", german, english)


def counted(unit: rx.Var[str], count: rx.Var[int]) -> rx.Var[str]:
    """So many days, weeks or months, in words."""
    return rx.match(
        unit,
        ("week", plural("unit.week", count)),
        ("month", plural("unit.month", count)),
        plural("unit.day", count),
    )


def plural(key: str, count: rx.Var[int]) -> rx.Var[str]:
    """A text in the form that its number asks for."""
    return rx.cond(count == 1, t(f"{key}.one", count=count), t(f"{key}.other", count=count))
