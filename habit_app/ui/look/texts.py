"""Texts on pages: both languages are built in, the viewer's is shown."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData

from habit_app.text import catalogue
from habit_app.ui.states.frame.frame import Frame


def t(key: str, **values: Any) -> rx.Var[str]:
    """A text of the catalogue in the viewer's language, with vars in its gaps."""
    values = {name: _written(value) for name, value in values.items()}
    english, german = (catalogue(language)[key].format(**values) for language in ("en", "de"))
    return _by_language(english, german)


def _by_language(english: Any, german: Any) -> rx.Var[Any]:
    return rx.cond(Frame.locale.startswith("de"), german, english)


def _written(value: Any) -> Any:
    """A number as the viewer's region writes it; everything else as it is."""
    if isinstance(value, int | float):
        value = rx.Var.create(value)
    return _call("number", value) if isinstance(value, rx.vars.NumberVar) else value


def clock(time: rx.Var[str]) -> rx.Var[str]:
    """A time, 16:05, as clocks of the viewer's region show it."""
    return _call("time", time)


def _call(function: str, value: rx.Var[Any]) -> rx.Var[str]:
    """A function of the pages' own scripts, of a value and the viewer's locale."""
    name = f"{function}InWords"
    script = VarData(imports={"$/public/lib/days.js": [ImportVar(tag=function, alias=name)]})
    parts = (value._get_all_var_data(), Frame.locale._get_all_var_data(), script)
    return rx.Var(
        f"{name}({value!s}, {Frame.locale!s})",
        _var_type=str,
        _var_data=VarData.merge(*parts),
    ).to(str)


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
    return _by_language(english, german)


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
