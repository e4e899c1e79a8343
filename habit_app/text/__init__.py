"""Every sentence a person reads, one catalogue per language."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from habit_app.text.formats import LANGUAGES, language_of, number, plural_form

__all__ = ["LANGUAGES", "amount", "catalogue", "knows", "say"]


@lru_cache(maxsize=8)
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by `section.name`; plural forms as `section.name.one`, `.other`."""
    source = files("habit_app.text") / f"{language}.toml"
    texts: dict[str, str] = {}
    _flatten(tomllib.loads(source.read_text("utf-8")), "", texts)
    return texts


def _flatten(node: dict[str, object], prefix: str, texts: dict[str, str]) -> None:
    for name, value in node.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{name}.", texts)
        else:
            texts[f"{prefix}{name}"] = str(value)


def say(locale: str, key: str, *, count: int | None = None, **values: object) -> str:
    """Return a text, in the plural form of `count` where one is given.

    Numbers among the values are written as the reader's region writes them.
    """
    if count is not None:
        key = f"{key}.{plural_form(count, locale=locale)}"
        values["count"] = count
    written = {
        name: number(value, locale=locale) if isinstance(value, int | float) else value
        for name, value in values.items()
    }
    return catalogue(language_of(locale))[key].format(**written)


def amount(locale: str, value: float, unit: str | None) -> str:
    """Say an amount: 1 cup, 2 cups. A unit that we do not know stays as it was typed."""
    said = number(value, locale=locale)
    if unit and plural_form(value, locale=locale) == "one":
        unit = catalogue(language_of(locale)).get(f"one_of.{unit}", unit)
    return f"{said} {unit or ''}".strip()


def knows(locale: str, key: str) -> bool:
    return key in catalogue(language_of(locale))
