"""HabitBull's CSV export: one row for a habit and a day, oldest first or newest first.

It tells names, categories, days, amounts and notes, and nothing of rhythms or goals. Facts from
files seen, and from iSoron/uhabits: `core/io/HabitBullCSVImporter.kt`.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from habit_app.domain.checkins import MAX_VALUE
from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import ONE, Kind
from habit_app.domain.schedules import Daily
from habit_app.integrations.importers.encodings import decode
from habit_app.integrations.importers.history import (
    FIRST_DAY,
    LAST_DAY,
    LONGEST_CATEGORY,
    LONGEST_DESCRIPTION,
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_HABITS,
    MOST_ROWS,
    ImportedEntry,
    ImportedHabit,
    ImportedHistory,
    too_many_habits,
    too_many_rows,
    unreadable,
)
from habit_app.integrations.importers.wording import lines, one_line

FORMAT = "habitbull"
NAME, DAY, VALUE = "habitname", "calendardate", "value"
DESCRIPTION_COLUMN, CATEGORY_COLUMN, NOTE_COLUMN = (
    "habitdescription",
    "habitcategory",
    "commenttext",
)
DELIMITERS = ",;\t"
HEADER_BYTES = 400
"""Bytes: at the begin of a file, among which the header has its place."""
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
MOST_MONTH = 12


@dataclass(slots=True)
class _Found:
    """The rows of one habit: for each day its value, if it has one, and its note."""

    description: str
    category: str
    days: dict[date, tuple[Decimal | None, str]] = field(default_factory=dict)
    unreadable: int = 0
    twice: int = 0


def is_one(payload: bytes) -> bool:
    """Whether a file begins with HabitBull's columns; in UTF-16 a zero lies between letters."""
    start = payload[:HEADER_BYTES].replace(b"\0", b"").lower()
    return NAME.encode() in start and DAY.encode() in start


def read(payload: bytes, *, today: date) -> ImportedHistory:
    """Read habits and days; of a day that is named twice the last row counts, as in HabitBull."""
    text = decode(payload, "This file")
    days_first = any(_names_a_day_first(row.get(DAY, "")) for row in _rows(text))
    habits: dict[str, _Found] = {}
    for row in _rows(text):
        name = row.get(NAME, "").strip()
        if name not in habits:
            if len(habits) >= MOST_HABITS:
                raise too_many_habits()
            habits[name] = _Found(row.get(DESCRIPTION_COLUMN, ""), row.get(CATEGORY_COLUMN, ""))
        _take(habits[name], row, days_first=days_first)
    if habits and not any(found.days for found in habits.values()):
        raise unreadable("None of this file's days can be read.", "days-unreadable")
    named = enumerate(habits.items(), start=1)
    return ImportedHistory(FORMAT, [_habit(*item, place, today) for place, item in named])


def _rows(text: str) -> Iterator[dict[str, str]]:
    """Yield the rows below the header by its columns; Excel's line about separators is none."""
    columns: list[str] = []
    try:
        table = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
        for number, row in enumerate(table):
            if number > MOST_ROWS:
                raise too_many_rows()
            if columns and any(row):
                yield dict(zip(columns, row, strict=False))
            elif not columns:
                plain = [cell.strip().casefold() for cell in row]
                columns = plain if {NAME, DAY, VALUE} <= set(plain) else []
    except csv.Error:
        raise unreadable("This file is not a table.") from None
    if not columns:
        raise unreadable("This table does not begin with the columns of HabitBull.")


def _separator(text: str) -> str:
    """What stands between the columns: the sign that the header has most of."""
    begun = text[:HEADER_BYTES].splitlines()
    header = next((line for line in begun if NAME in line.casefold()), "")
    return max(DELIMITERS, key=header.count)


def _names_a_day_first(text: str) -> bool:
    """Whether a date can only be day/month/year; one such day tells how all of them are meant."""
    found = SLASHES.match(text.strip())
    return found is not None and int(found[1]) > MOST_MONTH >= int(found[2])


def _take(found: _Found, row: dict[str, str], *, days_first: bool) -> None:
    day = _day(row.get(DAY, "").strip(), days_first)
    raw = row.get(VALUE, "").strip()
    value = _number(raw)
    if day is None or (raw and value is None):
        found.unreadable += 1
        return
    found.twice += day in found.days
    found.days[day] = value, lines(row.get(NOTE_COLUMN, ""))


@lru_cache(maxsize=16_384)
def _day(text: str, days_first: bool) -> date | None:
    """Read YYYY-MM-DD, or the American M/D/YYYY unless the file writes days first."""
    if found := ISO.match(text):
        year, month, day = found.groups()
    elif found := SLASHES.match(text):
        month, day, year = found.groups()
        if days_first:
            month, day = day, month
    else:
        return None
    try:
        read_day = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return read_day if FIRST_DAY <= read_day <= LAST_DAY else None


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal | None:
    """Read an amount of a size that makes sense."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number <= MAX_VALUE // ONE else None


def _habit(name: str, found: _Found, place: int, today: date) -> ImportedHabit:
    """Any value that is neither 0 nor 1 makes a habit one of amounts."""
    title, category = one_line(name), one_line(found.category)
    description = lines(found.description)
    values = (value for value, _note in found.days.values() if value is not None and value > 0)
    numeric = any(value != 1 for value in values)
    habit = ImportedHabit(
        name=name,
        title=title[:LONGEST_TITLE].strip() or f"Habit {place}",
        kind=Kind.NUMERIC if numeric else Kind.BINARY,
        schedule=Daily(),
        description=description[:LONGEST_DESCRIPTION].strip() or None,
        category=category[:LONGEST_CATEGORY].strip() or None,
    )
    habit.note("title-shortened", len(title) > LONGEST_TITLE)
    habit.note("description-shortened", len(description) > LONGEST_DESCRIPTION)
    habit.note("category-shortened", len(category) > LONGEST_CATEGORY)
    habit.note("rhythm-guessed")
    habit.note("goal-guessed", numeric)
    habit.note("unreadable", times=found.unreadable)
    habit.note("named-twice", times=found.twice)
    for day in sorted(found.days):
        _record(habit, day, *found.days[day], today)
    habit.start = habit.entries[0].day if habit.entries else None
    return habit


def _record(habit: ImportedHabit, day: date, value: Decimal | None, note: str, today: date) -> None:
    """Take what was said of a day; below zero HabitBull knows nothing of it."""
    status, amount = EntryStatus.NOTE, None
    if value is not None and value >= 0:
        if habit.kind is Kind.NUMERIC:
            status, amount = EntryStatus.DONE, round(value * ONE)
        else:
            status = EntryStatus.DONE if value else EntryStatus.NO
    if status is EntryStatus.NOTE and not note:
        habit.note("nothing-recorded")
    elif day > today:
        habit.note("after-today")
    else:
        habit.note("note-shortened", len(note) > LONGEST_NOTE)
        habit.entries.append(
            ImportedEntry(day, status, amount, note[:LONGEST_NOTE].strip() or None)
        )
