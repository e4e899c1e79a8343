"""What any reader makes of a file: habits with their entries, and what could not be taken."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import Direction, Kind
from habit_app.domain.schedules import Schedule
from habit_app.errors import Invalid

MOST_HABITS = 500
MOST_ROWS = 2_000_000
NOTE_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class ImportedEntry:
    """One day as the other tracker knew it; `value` in thousandths."""

    day: date
    status: EntryStatus
    value: int | None = None
    note: str | None = None


@dataclass(slots=True)
class ImportedHabit:
    """A habit as we would have it. `origin` names it for the next import of the same file."""

    origin: str
    title: str
    kind: Kind
    schedule: Schedule
    target: int = 1000
    direction: Direction = Direction.AT_LEAST
    unit: str | None = None
    description: str | None = None
    color: str = "jade"
    archived: bool = False
    reminder_times: list[str] = field(default_factory=list)
    entries: list[ImportedEntry] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class ImportedHistory:
    """All that a file holds. `errors` tell of habits that could not be taken at all."""

    format: str
    habits: list[ImportedHabit] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def unreadable(message: str) -> Invalid:
    """Refuse a file that is not what it claims to be."""
    return Invalid(message, "unreadable-import")


def clean_line(text: object, length: int) -> str:
    """One line without control characters, cut to what we keep."""
    line = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in str(text or "")
        if unicodedata.category(letter) != "Cs"
    )
    return " ".join(line.split())[:length]


def clean_note(text: object) -> str | None:
    """A note of several lines, or None."""
    lines = [clean_line(line, NOTE_LENGTH) for line in str(text or "").splitlines()]
    return "\n".join(lines).strip()[:NOTE_LENGTH] or None
