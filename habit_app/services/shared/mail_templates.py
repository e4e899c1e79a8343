"""Mails written from templates, as text and as HTML."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from habit_app.integrations.mail import Mail
from habit_app.text import say


def ending(url: str) -> dict[str, str]:
    """The headers by which mail programs offer to end such mails, with one click."""
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def render(
    template: str,
    *,
    to: str,
    language: str,
    subject: str,
    name: str,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Mail:
    """Write a mail from a template, as text and as HTML."""
    values |= {"language": language, "say": partial(say, language)}
    return Mail(
        to=to,
        subject=subject,
        text=_templates().get_template(f"{template}.txt").render(**values),
        html=_templates().get_template(f"{template}.html").render(**values),
        name=name,
        headers=headers or {},
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("habit_app", "text/mails"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
