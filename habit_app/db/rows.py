"""What queries return: a row with its names and types. Those of one room stand beside its queries.

Named tuples, because they cost less than what they replace. SQLAlchemy looks a name of its own
rows up on each access, 0.3 µs; to make a named tuple of a row takes 0.4 µs once, and a frozen
dataclass 3 µs, while a page reads 25 names of each habit. Their fields are the columns that the
queries select, in this order: `tests/db/test_rows.py` compares them with the tables.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Result, Table

R = TypeVar("R", bound=NamedTuple)


def columns_of(
    kind: type[R], *tables: Table, **computed: ColumnElement[Any]
) -> list[ColumnElement[Any]]:
    """What to select for a row, in its order: computed, or of the first table that has it."""
    return [
        computed[name] if name in computed else next(t.c[name] for t in tables if name in t.c)
        for name in kind._fields
    ]


def one_or_none(kind: type[R], found: Result[Any]) -> R | None:
    """The only row that was found, with its names and types; None where there is none."""
    row = found.one_or_none()
    return None if row is None else kind._make(row)


EntryRow: TypeAlias = tuple[date, str, int | None]
"""What was recorded of a day, as far as judging it goes: day, status, value."""


class HabitRow(NamedTuple):
    """A habit's columns (`db.tables.habits.Habit`), its versions, and what some queries add."""

    id: UUID
    owner_id: UUID
    title: str
    description: str | None
    category: str | None
    color: str
    icon: str
    kind: str
    unit: str | None
    time_of_day: str
    reminder_times: list[str]
    reminder_days: list[str] | None
    next_reminder_at: datetime | None
    start_date: date
    end_date: date | None
    position: int
    chain_id: UUID | None
    chain_position: int | None
    chain_since: date | None
    origin: str | None
    archived_at: datetime | None
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    as_of: date
    moves_on: date | None
    streak: int
    streak_unit: str
    streak_alive_through: date | None
    streak_grows_through: date | None
    completed_through: date | None
    longest_length: int
    longest_unit: str | None
    longest_first: date | None
    longest_last: date | None
    folded_through: date
    strength: float
    state: str
    standing: dict[str, Any]
    last_completed: datetime | None
    last_day: date | None
    logs: int
    versions: Sequence[Sequence[Any]]
    """(valid_from, schedule as JSON text, target, direction), in any order."""
    pauses: Sequence[Sequence[Any]] | None = None
    """(first, last) of the pauses that rest on it. None: they were not read with it."""
    predecessor: UUID | None = None
    """The link before it in its chain, where that was read, too."""

    @property
    def chain(self) -> tuple[UUID, date] | None:
        """The chain that it is in, and since when that has the links that it has."""
        if self.chain_id is None or self.chain_since is None:
            return None
        return self.chain_id, self.chain_since


class HabitNameRow(NamedTuple):
    """A habit, as far as it is named."""

    id: UUID
    title: str
    category: str | None


class VersionRow(NamedTuple):
    """What a habit asks for from a day on (`db.tables.habits.HabitVersion`)."""

    id: UUID
    valid_from: date
    schedule: dict[str, Any]
    target: int
    direction: str
    created_at: datetime


class PauseRow(NamedTuple):
    """A pause's columns (`db.tables.habits.Pause`)."""

    id: UUID
    owner_id: UUID
    habit_id: UUID | None
    kind: str
    first_day: date
    last_day: date | None
    reason: str | None
    created_at: datetime


class FullEntryRow(NamedTuple):
    """An entry's columns (`db.tables.habits.Entry`)."""

    habit_id: UUID
    day: date
    status: str
    value: int | None
    note: str | None
    source: str
    recorded_at: datetime


class DoneRow(NamedTuple):
    """An entry with a tick or an amount."""

    day: date
    value: int | None
    recorded_at: datetime


class StatementRow(NamedTuple):
    """What was said about a day (`db.tables.habits.EntryLog`), as far as judging more takes it."""

    id: UUID
    habit_id: UUID
    day: date
    status: str
    value: int | None
    note: str | None
    made_at: datetime
    created: bool
    took_back: bool
    op_id: UUID | None


class BadgeFacts(NamedTuple):
    """What badges are judged by, beside the habit that something was said about."""

    badges: Sequence[str]
    """The codes unlocked so far."""
    all_logs: int
    """Done or partial entries of all of the owner's habits."""
    looking_back: int
    """Whether a job is to look back, or has failed to."""
    early: int = 0
    """Early statements, where the one at hand is."""
    chain_open: int = 0
    """How many other links of the habit's chain are not done on the day."""


class CheckinRow(NamedTuple):
    """All that a check-in on a day needs."""

    habit: HabitRow
    facts: BadgeFacts
    checkpoint: Sequence[str] | None
    """(day, state) of the last one before the day."""
    later_checkpoints: int
    entries: list[tuple[str, str, int | None]]
    """(day, status, value) of those after that checkpoint, and of the days asked for."""
    said: list[Any]
    """What was said about the day: (id, status, value, note, took_back)."""
    before: Sequence[Any] | None
    """(status, value, note) of the day's entry."""
    statements: int
    newest_made_at: datetime | None
    replayed: Sequence[Any] | None
    """(day, status, value, note, created) of the statement that carried this `op_id` before."""
    open_nudge: UUID | None

    @classmethod
    def beside(cls) -> tuple[str, ...]:
        """What its query selects behind the habit, in this order."""
        return (*BadgeFacts._fields, *cls._fields[2:])

    @classmethod
    def of(cls, row: Sequence[Any]) -> "CheckinRow":
        """Part what was selected into the habit, what badges are judged by, and the rest."""
        habit, beside = row[: len(HabitRow._fields)], row[len(HabitRow._fields) :]
        facts, about = beside[: len(BadgeFacts._fields)], beside[len(BadgeFacts._fields) :]
        return cls(HabitRow._make(habit), BadgeFacts._make(facts), *about)


NotificationKind = Literal["reminder", "nudge", "report", "badge", "note"]
NotificationStatus = Literal[
    "scheduled", "sending", "sent", "failed", "unknown", "dismissed", "suppressed"
]


class NotificationRow(NamedTuple):
    """A notification, as far as its owner is told of it."""

    id: UUID
    user_id: UUID
    kind: NotificationKind
    subject: str
    scheduled_for: datetime
    habit_id: UUID | None
    day: date | None
    title: str
    body: str
    payload: dict[str, Any]
    channels: list[str] | None
    status: NotificationStatus
    reason: str | None
    used: list[str]
    seen_at: datetime | None
    answered: bool
    """Whether its day asks for nothing any more."""


class ShownRow(NamedTuple):
    """What stands in the inbox."""

    id: UUID
    kind: NotificationKind
    subject: str
    status: NotificationStatus


class WaitingRow(NamedTuple):
    """A notification that has come due, and whose it is."""

    id: UUID
    user_id: UUID


class ClaimedRow(NamedTuple):
    """A notification that was taken to be decided on."""

    id: UUID
    user_id: UUID
    kind: NotificationKind
    subject: str
    habit_id: UUID | None
    day: date | None
    payload: dict[str, Any]
    channels: list[str] | None


class ReaderRow(NamedTuple):
    """A person who is to be told of something, and what they want of that."""

    id: UUID
    email: str
    full_name: str
    role: str
    timezone: str
    day_start: int
    week_start: str
    locale: str
    lived_through: date | None
    revision: int
    is_active: bool
    email_confirmed_at: datetime | None
    quiet_from: str | None
    quiet_to: str | None
    delete_after: datetime | None
