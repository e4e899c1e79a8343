"""What was recorded about a habit on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EntryStatus(StrEnum):
    """The statement of a day. A note alone says nothing about the day.

    A slip is what happened of a habit to avoid: of its own, so that nobody takes it for done.
    """

    DONE = "done"
    SLIP = "slip"
    SKIP = "skip"
    NO = "no"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class DayRecord:
    """What a day holds: its status, amount and note."""

    status: EntryStatus
    value: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A day's latest word; `value` in thousandths, for numeric habits that were done."""

    day: date
    status: EntryStatus
    value: int | None = None
