"""Loop Habit Tracker's terms in ours: values, frequencies, targets, reminders.

Facts from iSoron/uhabits: `core/models/Entry.kt`, `Frequency.kt`, `Habit.kt`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from habit_app.domain.checkins import MAX_VALUE
from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import ONE, Direction, Kind
from habit_app.domain.schedules import WEEKDAYS, Daily, Rolling, Schedule
from habit_app.integrations.importers.history import (
    FIRST_DAY,
    LAST_DAY,
    LONGEST_DESCRIPTION,
    LONGEST_NOTE,
    LONGEST_TITLE,
    LONGEST_UNIT,
    ImportedEntry,
    ImportedHabit,
    UnsupportedHabit,
)
from habit_app.integrations.importers.wording import lines, one_line

UNKNOWN, NO, AUTO, YES, SKIP = -1, 0, 1, 2, 3
VALUES = {"UNKNOWN": UNKNOWN, "NO": NO, "YES_AUTO": AUTO, "YES_MANUAL": YES, "SKIP": SKIP}

LONGEST_WINDOW = 365
EVERY_DAY = 0b1111111


@dataclass(frozen=True, slots=True)
class Definition:
    """A habit in Loop's own terms; what could not be read is None.

    `numeric` is None where an old export does not tell: then its values have to.
    """

    name: str
    position: int
    numeric: bool | None = False
    at_most: bool = False
    question: str = ""
    description: str = ""
    numerator: int | None = 1
    denominator: int | None = 1
    target: Decimal | None = Decimal(0)
    unit: str = ""
    color: str = "jade"
    archived: bool = False
    uuid: str | None = None
    tells_reminder: bool = False
    reminder: tuple[int, int] | None = None
    reminder_days: int = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Mark:
    """One row about one day; what could not be read is None."""

    day: date | None
    code: int | None
    note: str = ""


def habit_of(definition: Definition, marks: Iterable[Mark], *, today: date) -> ImportedHabit:
    """Build our habit from Loop's definition and marks.

    Raises `UnsupportedHabit` for what our rules have no place for.
    """
    known = list(marks)
    numeric = definition.numeric
    if numeric is None:
        numeric = any(mark.code is not None and mark.code > SKIP for mark in known)
    kind = Kind.NUMERIC if numeric else Kind.BINARY
    habit = _described(definition, kind)
    habit.note("target-unknown", numeric and definition.numeric is None)
    _take_days(habit, known, today)
    return habit


def _described(definition: Definition, kind: Kind) -> ImportedHabit:
    name = one_line(definition.name)
    asked = (definition.question, definition.description)
    description = "\n\n".join(text for text in map(lines, asked) if text)
    unit = one_line(definition.unit) if kind is Kind.NUMERIC else ""
    habit = ImportedHabit(
        name=definition.name,
        title=title_of(definition),
        kind=kind,
        schedule=schedule_of(kind, definition.numerator, definition.denominator),
        uuid=definition.uuid,
        unit=unit[:LONGEST_UNIT].strip() or None,
        description=description[:LONGEST_DESCRIPTION].strip() or None,
        color=definition.color,
        archived=definition.archived,
    )
    habit.note("title-shortened", len(name) > LONGEST_TITLE)
    habit.note("description-shortened", len(description) > LONGEST_DESCRIPTION)
    habit.note("unit-shortened", len(unit) > LONGEST_UNIT)
    if kind is Kind.NUMERIC:
        _take_target(habit, definition)
    _take_frequency(habit, definition)
    _take_reminder(habit, definition)
    return habit


def title_of(definition: Definition) -> str:
    """A habit's name as our title; one without a name is called by its place."""
    return one_line(definition.name)[:LONGEST_TITLE].strip() or f"Habit {definition.position}"


def schedule_of(kind: Kind, numerator: int | None, denominator: int | None) -> Schedule:
    """Read "numerator times in denominator days", so that its strength is Loop's.

    An amount asked for more often than there are days keeps its window: the sum is what counts.
    """
    if not numerator or not denominator or numerator < 1 or denominator < 1:
        raise UnsupportedHabit("frequency-unknown", "It does not say how often it is due.")
    if denominator in {numerator, 1}:
        return Daily()
    if denominator > LONGEST_WINDOW:
        message = f"It counts over {denominator} days; {LONGEST_WINDOW} is the most."
        raise UnsupportedHabit("frequency-too-rare", message)
    if numerator > denominator:
        return Daily() if kind is Kind.BINARY else Rolling(1, denominator)
    return Rolling(numerator, denominator)


def _take_frequency(habit: ImportedHabit, definition: Definition) -> None:
    """Say so where a habit was due more often than once a day."""
    numerator, denominator = definition.numerator or 0, definition.denominator or 0
    habit.note("frequency-above-daily", numerator > denominator)


def _take_target(habit: ImportedHabit, definition: Definition) -> None:
    """A target of zero to reach, as for mere records, is kept: Loop calls it always reached."""
    if definition.target is None or not definition.target.is_finite():
        raise UnsupportedHabit("target-unknown", "Its target is not a number.")
    if definition.target > MAX_VALUE // ONE:
        raise UnsupportedHabit("target-too-large", "Its target is larger than we can keep.")
    exact = max(definition.target, Decimal(0)) * ONE
    habit.target = round(exact)
    if exact > 0:
        habit.target = max(habit.target, 1)
    habit.note("target-rounded", habit.target != exact)
    if definition.at_most:
        habit.direction = Direction.AT_MOST


def _take_reminder(habit: ImportedHabit, definition: Definition) -> None:
    if not definition.tells_reminder:
        return
    habit.reminder_times = []
    if definition.reminder is None:
        return
    hour, minute = definition.reminder
    days = definition.reminder_days & EVERY_DAY
    if not (0 <= hour < 24 and 0 <= minute < 60):  # noqa: PLR2004 - a clock
        habit.note("reminder-unreadable")
    elif days:
        habit.reminder_times = [f"{hour:02}:{minute:02}"]
        habit.reminder_days = None if days == EVERY_DAY else _weekdays(days)


def _weekdays(bits: int) -> list[str]:
    """Loop's weekdays begin with Saturday, in the lowest bit."""
    return [day for place, day in enumerate(WEEKDAYS) if bits >> (place + 2) % 7 & 1]


def _take_days(habit: ImportedHabit, marks: Iterable[Mark], today: date) -> None:
    """Take the days that say something; the first word about a day counts."""
    seen: set[date] = set()
    first: date | None = None
    for mark in marks:
        day, code = mark.day, mark.code
        if day is None or code is None or not UNKNOWN <= code <= _highest(habit.kind):
            habit.note("unreadable")
        elif day in seen:
            habit.note("named-twice")
        else:
            seen.add(day)
            entry = _entry(habit, day, code, mark.note, today)
            if entry is not None:
                habit.entries.append(entry)
            if entry is not None or (habit.kind is Kind.NUMERIC and day <= today):
                first = day if first is None else min(first, day)
    habit.start = first
    habit.entries.sort(key=lambda entry: entry.day)


def _highest(kind: Kind) -> int:
    return MAX_VALUE if kind is Kind.NUMERIC else SKIP


def _entry(
    habit: ImportedHabit, day: date, code: int, note: str, today: date
) -> ImportedEntry | None:
    text = lines(note) if note else ""
    status, value = statement_of(habit.kind, code)
    if status is None and not text:
        computed = habit.kind is Kind.BINARY and code == AUTO
        habit.note("computed-by-loop" if computed else "nothing-recorded")
        return None
    if day > today:
        habit.note("after-today")
        return None
    habit.note("note-shortened", len(text) > LONGEST_NOTE)
    return ImportedEntry(
        day, status or EntryStatus.NOTE, value, text[:LONGEST_NOTE].strip() or None
    )


def statement_of(kind: Kind, code: int) -> tuple[EntryStatus | None, int | None]:
    """Read a value; None for what Loop computed or does not know.

    Amounts are thousandths already, whatever word an export gives the smallest of them; 3 is
    Loop's magic number for a skip there, too.
    """
    if code == SKIP:
        return EntryStatus.SKIP, None
    if kind is Kind.NUMERIC:
        return (None, None) if code == UNKNOWN else (EntryStatus.DONE, code)
    return {YES: EntryStatus.DONE, NO: EntryStatus.NO}.get(code), None


def code_of(text: str) -> int | None:
    """Read a value column: a word, or a whole number; None for anything else."""
    word = text.strip()
    if word in VALUES:
        return VALUES[word]
    return whole(word)


@lru_cache(maxsize=16_384)
def day_of(text: str) -> date | None:
    """Read YYYY-MM-DD."""
    text = text.strip()
    try:
        day = date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else None
    except ValueError:
        return None
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def whole(text: str) -> int | None:
    """Read a whole number of a size that makes sense."""
    text = text.strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) <= len(str(MAX_VALUE)) else None


def decimal(text: str) -> Decimal | None:
    """Read a number, with a point or with the comma that some phones write."""
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
