"""The templates of mails and of the pages behind their links, read in one way."""

from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from habit_app.text import say


def fill(template: str, language: str, **values: Any) -> str:
    """Write a template of `text/` in a language; a value that it lacks is an error."""
    page = _environment().get_template(template)
    return page.render(values | {"language": language, "say": partial(say, language)})


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("habit_app", "text"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
