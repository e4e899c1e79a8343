"""Reading what a page sends: anybody can send anything, whatever the hints of a handler say."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from habit_app.errors import NotFound, invalid_field
from habit_app.services.habits.drafts import EARLIEST, LATEST


def as_id(value: Any) -> UUID:
    """Read a habit's id; what is none names no habit."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise NotFound("There is no such habit.", "habit-not-found") from None


def as_fields(form: Any, longest: Mapping[str, int]) -> dict[str, str]:
    """Read the fields that a form has, each as a text of at most so many characters.

    Whatever else is sent would stay in the page's state, and come back with each answer.
    """
    if not isinstance(form, Mapping):
        return {}
    return {name: _text(form[name])[:most] for name, most in longest.items() if name in form}


def _text(value: Any) -> str:
    """A field's text; nothing that has an inside, which would be written out whole."""
    return str(value) if isinstance(value, str | int | float | bool) else ""


def as_place(value: Any, count: int) -> int:
    """Read a place in a list of so many, the nearest one that there is."""
    try:
        return max(0, min(int(value), count - 1))
    except (TypeError, ValueError, OverflowError):
        return 0


def as_day(value: Any) -> date:
    """Read a day as browsers write it, so near that weeks and months around it are days, too."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        raise invalid_field("day", "This is not a day.", "not-a-day")
    return day
