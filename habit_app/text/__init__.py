"""Every sentence a person reads, one catalogue per language."""

import tomllib
from functools import lru_cache
from importlib.resources import files

from babel import Locale

LANGUAGES = ("en", "de")


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


def say(language: str, key: str, *, count: int | None = None, **values: object) -> str:
    """Return a text, in the plural form of `count` where one is given."""
    texts = catalogue(language if language in LANGUAGES else "en")
    if count is not None:
        key = f"{key}.{Locale.parse(language).plural_form(count)}"
        values["count"] = count
    return texts[key].format(**values)


def knows(language: str, key: str) -> bool:
    return key in catalogue(language if language in LANGUAGES else "en")
