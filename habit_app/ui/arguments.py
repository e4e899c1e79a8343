"""Reading what a page sends: anybody can send anything, whatever the hints of a handler say."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from habit_app.errors import NotFound, invalid_field

MOST_FIELDS = 60
LONGEST = 4000


def as_id(value: Any) -> UUID:
    """Read a habit's id; what is none names no habit."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise NotFound("There is no such habit.", "habit-not-found") from None


def as_fields(form: Any) -> dict[str, str]:
    """Read a form's fields as texts of a size that people write."""
    if not isinstance(form, Mapping):
        return {}
    pairs = list(form.items())[:MOST_FIELDS]
    return {str(name)[:40]: str(value)[:LONGEST] for name, value in pairs}


def as_place(value: Any, count: int) -> int:
    """Read a place in a list of so many, the nearest one that there is."""
    try:
        return max(0, min(int(value), count - 1))
    except (TypeError, ValueError, OverflowError):
        return 0


def as_day(value: Any) -> date:
    """Read a day as browsers write it."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise invalid_field("day", "This is not a day.", "not-a-day") from None
