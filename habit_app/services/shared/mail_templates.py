"""Mails written from templates, as text and as HTML."""

from collections.abc import Mapping
from typing import Any

from habit_app.integrations.mail import Mail
from habit_app.services.shared import templates


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
    return Mail(
        to=to,
        subject=subject,
        text=templates.fill(f"mails/{template}.txt", language, **values),
        html=templates.fill(f"mails/{template}.html", language, **values),
        name=name,
        headers=headers or {},
    )
