"""A statement and its day: what was known of it, whether it takes one, what it holds then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from habit_app.domain.badges import is_log
from habit_app.domain.checkins import Said, Statement, counts_as_kept, is_decided, record_of
from habit_app.domain.entries import DayRecord, Entry, EntryStatus
from habit_app.domain.habits import Rules
from habit_app.domain.schedules import RuleError
from habit_app.domain.taking_back import Word
from habit_app.errors import Conflict, invalid_field
from habit_app.services.habits.drafts import EARLIEST, refused
from habit_app.services.shared.viewers import Viewer

Logged = tuple[UUID | str, str, int | None, str | None, bool]
"""A statement of the log: id, status, value, note, whether it took a mark back."""


@dataclass(frozen=True, slots=True)
class Checkin:
    """A statement as it was sent: about which day, when it was made, and its name for replays.

    Where the sender's clock is not to be trusted, `age` says how long ago that was. `yields`:
    it is an answer to an older message, and leaves a day alone that was decided meanwhile.
    """

    statement: Statement
    day: date | None = None
    op_id: UUID | None = None
    made_at: datetime | None = None
    age: timedelta | None = None
    source: str = "api"
    yields: bool = False

    @property
    def waited(self) -> bool:
        """Whether it waited in its sender's queue; else it was made just now."""
        return self.age is not None or self.made_at is not None

    def said_at(self, now: datetime) -> datetime:
        """When it was said, never later than now."""
        if self.age is not None:
            return now - self.age
        return min(self.made_at or now, now)


@dataclass(slots=True)
class DaySoFar:
    """What is known of a day before a statement about it: what it holds, and what was said."""

    rules: Rules
    day: date
    record: DayRecord | None = None
    newest_made_at: datetime | None = None
    said: list[Logged] = field(default_factory=list)

    @property
    def entry(self) -> Entry | None:
        return entry_of(self.day, self.record)


def record_in(status: str, value: int | None, note: str | None) -> DayRecord | None:
    """What a stored statement left of its day."""
    return None if status == Said.CLEAR else DayRecord(EntryStatus(status), value, note)


def entry_of(day: date, record: DayRecord | None) -> Entry | None:
    """What a day holds, as the domain judges it."""
    return Entry(day, record.status, record.value) if record else None


def refuse_day(archived_at: datetime | None, day: date, today: date) -> None:
    """Refuse a day that takes no statement."""
    if archived_at is not None:
        raise Conflict("An archived habit takes no check-ins. Bring it back first.", "archived")
    if day > today:
        raise invalid_field("day", f"That day has not come yet; today is {today}.", "future-day")
    if day < EARLIEST:
        raise invalid_field("day", f"Days before {EARLIEST} are not kept.", "too-early")


def what_counts(checkin: Checkin, so_far: DaySoFar, made_at: datetime) -> Statement | None:
    """The statement as far as it counts: one that came late, or answers an old message, may not."""
    if checkin.yields and so_far.entry and is_decided(so_far.rules, so_far.entry):
        return None
    if checkin.waited and so_far.newest_made_at and made_at < so_far.newest_made_at:
        return checkin.statement.late()
    return checkin.statement


def decide(statement: Statement, so_far: DaySoFar) -> DayRecord | None:
    """Decide what the day holds after the statement; refuses one that the day cannot take."""
    words = (
        Word(record_in(status, value, note), bool(took_back))
        for _, status, value, note, took_back in sorted(so_far.said, key=itemgetter(0))
    )
    try:
        return record_of(statement, so_far.record, rules=so_far.rules, day=so_far.day, words=words)
    except RuleError as error:
        raise refused(error) from None


def counts(
    rules: Rules, day: date, before: DayRecord | None, after: DayRecord | None
) -> tuple[bool, int]:
    """Whether the day's entry is a success by itself, and by how much it changes their count."""
    was, now = entry_of(day, before), entry_of(day, after)
    gained = bool(now and is_log(rules, now)) - bool(was and is_log(rules, was))
    return bool(now and counts_as_kept(rules, now)), gained


def rows_of(
    viewer: Viewer,
    habit_id: UUID,
    day: date,
    after: DayRecord | None,
    checkin: Checkin,
    *,
    now: datetime,
    created: bool,
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What a statement made of its day, as a row of the entries and one of the log."""
    said: Mapping[str, Any] = {
        "habit_id": habit_id,
        "day": day,
        "status": str(after.status) if after else str(Said.CLEAR),
        "value": after.value if after else None,
        "note": after.note if after else None,
        "source": checkin.source,
        "recorded_at": now,
    }
    return said, {
        **said,
        "id": uuid7(),
        "made_at": checkin.said_at(now),
        "local_minute": viewer.minute(now),
        "timezone": viewer.timezone,
        "created": created,
        "op_id": checkin.op_id,
        "took_back": checkin.statement.said is Said.UNDO,
    }
