"""Deciding on a statement: whether its day takes one, and what the day holds after it."""

from datetime import date
from operator import itemgetter
from typing import Any

from habit_app.domain.checkins import Said, Statement, record_of
from habit_app.domain.entries import DayRecord, EntryStatus
from habit_app.domain.habits import Rules
from habit_app.domain.schedules import RuleError
from habit_app.domain.taking_back import Word
from habit_app.errors import Conflict, invalid_field
from habit_app.services.habits.drafts import EARLIEST, refused


def record_in(status: str, value: int | None, note: str | None) -> DayRecord | None:
    """What a stored statement left of its day."""
    return None if status == Said.CLEAR else DayRecord(EntryStatus(status), value, note)


def refuse_day(row: Any, day: date, today: date) -> None:
    if row.archived_at is not None:
        raise Conflict("An archived habit takes no check-ins. Bring it back first.", "archived")
    if day > today:
        raise invalid_field("day", f"That day has not come yet; today is {today}.", "future-day")
    if day < EARLIEST:
        raise invalid_field("day", f"Days before {EARLIEST} are not kept.", "too-early")


def decide(
    statement: Statement,
    before: DayRecord | None,
    rules: Rules,
    row: Any,
    day: date,
) -> DayRecord | None:
    words = (
        Word(record_in(status, value, note), bool(took_back))
        for _, status, value, note, took_back in sorted(row.said, key=itemgetter(0))
    )
    try:
        return record_of(statement, before, rules=rules, day=day, words=words)
    except RuleError as error:
        raise refused(error) from None
