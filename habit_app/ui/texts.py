"""Texts on pages: both languages are built in, the viewer's is shown."""

from typing import Any

import reflex as rx

from habit_app.text import catalogue
from habit_app.ui.states.frame import Frame


def t(key: str, **values: Any) -> rx.Var[str]:
    """A text of the catalogue in the viewer's language, with vars in its gaps."""
    english, german = (catalogue(language)[key].format(**values) for language in ("en", "de"))
    return rx.cond(Frame.locale == "de", german, english)


def counted(unit: rx.Var[str], count: rx.Var[int]) -> rx.Var[str]:
    """So many days, weeks or months, in words."""
    return rx.match(
        unit,
        ("week", _plural("unit.week", count)),
        ("month", _plural("unit.month", count)),
        _plural("unit.day", count),
    )


def _plural(key: str, count: rx.Var[int]) -> rx.Var[str]:
    return rx.cond(count == 1, t(f"{key}.one", count=count), t(f"{key}.other", count=count))
