"""What any reader makes of a file: habits with their days, and what could not be taken."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import ONE, Direction, Kind, Version
from habit_app.domain.schedules import Schedule
from habit_app.errors import Invalid

MOST_HABITS = 500
MOST_ROWS = 1_000_000
"""Habits, rows: that a file may have."""
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_CATEGORY, LONGEST_UNIT, LONGEST_NOTE = (
    120,
    2000,
    40,
    40,
    1000,
)
"""Letters: that we keep of each; the rest is cut off."""
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 12, 31)
"""Days of any sense in a file."""


@dataclass(frozen=True, slots=True)
class ImportedEntry:
    """One day as the other tracker knew it; `value` in thousandths.

    `recorded_at` is None where it does not tell: then it was known at the end of its day.
    """

    day: date
    status: EntryStatus
    value: int | None = None
    note: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportedPause:
    """Days, both inclusive, on which nothing was asked; `kind` as in our own table."""

    kind: str
    first: date
    last: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A habit's place in a chain, and the day since which the chain is as it is."""

    chain: str
    place: int
    since: date | None


@dataclass(slots=True)
class ImportedHabit:
    """A habit as we would have it.

    `name` and `uuid` are the other tracker's own, by which the next import knows the habit
    again. `start` is the first day that the file knows anything about; `reminder_times` is None
    where it does not tell, and so are the fields behind `entries`, which only files of our own
    have. `dropped` counts, by reason, what was left out or shortened.
    """

    name: str
    title: str
    kind: Kind
    schedule: Schedule
    target: int = ONE
    direction: Direction = Direction.AT_LEAST
    uuid: str | None = None
    unit: str | None = None
    description: str | None = None
    category: str | None = None
    color: str = "jade"
    archived: bool = False
    reminder_times: list[str] | None = None
    reminder_days: list[str] | None = None
    start: date | None = None
    entries: list[ImportedEntry] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    origin: str | None = None
    """Where the other installation had it from."""
    icon: str | None = None
    time_of_day: str | None = None
    end: date | None = None
    later: list[Version] = field(default_factory=list)
    """What it asked for from a day on, after what it asked for at first."""
    pauses: list[ImportedPause] = field(default_factory=list)
    link: Link | None = None

    @property
    def versions(self) -> tuple[Version, ...]:
        return (Version(None, self.schedule, self.target, self.direction), *self.later)

    @property
    def whole(self) -> bool:
        """Whether the file is one of our own, which tells all that there is to a habit."""
        return self.icon is not None

    def note(self, reason: str, happened: bool = True, *, times: int = 1) -> None:
        """Count something that was left out, shortened or guessed."""
        if happened and times:
            self.dropped[reason] += times


@dataclass(frozen=True, slots=True)
class Refusal:
    """A habit of the file that could not be taken, and why."""

    title: str
    code: str
    message: str


@dataclass(slots=True)
class ImportedHistory:
    """All that a file holds, in the other tracker's order."""

    format: str
    habits: list[ImportedHabit] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    pauses: list[ImportedPause] = field(default_factory=list)
    """Pauses of everything."""

    @property
    def tracker(self) -> str:
        """Which tracker wrote the file; one may write several formats (`loop-csv`)."""
        return self.format.partition("-")[0]


class UnsupportedHabit(ValueError):
    """A habit that our rules have no place for; the rest of the file is taken."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def unreadable(message: str, code: str = "unreadable-import") -> Invalid:
    """Refuse a file that is not what it claims to be."""
    return Invalid(message, code)


def too_many_habits() -> Invalid:
    return unreadable(f"This file has more than {MOST_HABITS} habits.", "too-many-habits")


def too_many_rows() -> Invalid:
    return unreadable(f"This file has more than {MOST_ROWS:,} rows.", "too-many-rows")
