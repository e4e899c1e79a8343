"""Our own export as tables of plain rows, whether it came as JSON or as a zip of CSV files.

`Row` reads one cell after another: a cell of CSV is text, one of JSON what it is. What is not as
we write it is refused with the table, the row and the column.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import Any, TypeVar

from habit_app.domain.checkins import MAX_VALUE
from habit_app.domain.habits import ONE
from habit_app.errors import Invalid
from habit_app.integrations.importers.archives import Archive
from habit_app.integrations.importers.encodings import decode
from habit_app.integrations.importers.history import (
    FIRST_DAY,
    LAST_DAY,
    MOST_ROWS,
    too_many_rows,
    unreadable,
)
from habit_app.integrations.importers.wording import lines, one_line
from habit_app.text.formulas import as_written

NAMES = ("habits", "versions", "pauses", "entries")
ABOUT, MARK = "export.json", "account.json"
FORMAT_VERSION, FIRST_FORMAT = 2, {"version": 1}
"""The format that we write; the first format did not say which it was."""

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

T = TypeVar("T")


def damaged(message: str) -> Invalid:
    return unreadable(f"This export of SmartHabit is damaged: {message}", "damaged-export")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, by its columns."""

    table: str
    number: int
    cells: dict[str, Any]

    def wrong(self, column: str, why: str) -> Invalid:
        return damaged(f"{column} in row {self.number} of {self.table} {why}.")

    def _read(self, column: str, reader: Callable[[str], T], why: str) -> T | None:
        """Read a cell of text; an empty one is None."""
        told = self.cells.get(column)
        if told is None or told == "":
            return None
        try:
            if isinstance(told, str):
                return reader(told)
        except (ValueError, OverflowError):
            pass
        raise self.wrong(column, why)

    def must(self, column: str, found: T | None) -> T:
        if found is None:
            raise self.wrong(column, "is missing")
        return found

    def line(self, column: str, most: int) -> str | None:
        return self._read(column, lambda told: _within(one_line(told), most), "is too long")

    def text(self, column: str, most: int) -> str | None:
        return self._read(column, lambda told: _within(lines(told), most), "is too long")

    def key(self, column: str) -> str | None:
        return self._read(column, _key, "is no id")

    def word(self, column: str, known: Iterable[str]) -> str | None:
        return self._read(column, lambda told: _among(told, known), "is unknown")

    def day(self, column: str) -> date | None:
        return self._read(column, _day, "is no day that we keep")

    def instant(self, column: str) -> datetime | None:
        return self._read(column, _instant, "is no time")

    def whole(self, column: str) -> int | None:
        found = self.cells.get(column)
        if isinstance(found, str) and found.isdecimal() and len(found) <= len(str(MAX_VALUE)):
            found = int(found)
        if found is None or found == "":
            return None
        if type(found) is not int or not 0 <= found <= MAX_VALUE:
            raise self.wrong(column, "is no whole number")
        return found

    def thousandths(self, column: str) -> int | None:
        """An amount as the database keeps it."""
        told = self.cells.get(column)
        if told is None or told == "":
            return None
        if type(told) in {int, float, str}:
            try:
                exact = Decimal(str(told)) * ONE
                if exact.is_finite() and 0 <= exact <= MAX_VALUE and exact == exact.to_integral():
                    return int(exact)
            except DecimalException:
                pass
        raise self.wrong(column, "is no amount that we keep")

    def plain(self, column: str, kind: type[T]) -> T | None:
        """A list or an object, which a cell of CSV writes as JSON."""
        told = self.cells.get(column)
        if isinstance(told, str) and told:
            try:
                told = json.loads(told)
            except (ValueError, RecursionError):
                raise self.wrong(column, "cannot be read") from None
        if told is None or told == "":
            return None
        if not isinstance(told, kind):
            raise self.wrong(column, "cannot be read")
        return told


def _within(text: str, most: int) -> str | None:
    if len(text) > most:
        raise ValueError
    return text or None


def _key(told: str) -> str:
    if not UUID.fullmatch(told):
        raise ValueError
    return told


def _among(told: str, known: Iterable[str]) -> str:
    if told not in known:
        raise ValueError
    return told


@lru_cache(maxsize=16_384)
def _day(told: str) -> date:
    day = date.fromisoformat(told)
    if told != day.isoformat() or not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError
    return day


def _instant(told: str) -> datetime:
    instant = datetime.fromisoformat(told)
    if instant.tzinfo is None or not FIRST_DAY <= instant.date() <= LAST_DAY:
        raise ValueError
    return instant


class Tables:
    """The tables of one export."""

    def __init__(self, about: Any, rows_of: Callable[[str], Iterable[Any]]) -> None:
        form = about.get("format", FIRST_FORMAT) if isinstance(about, dict) else None
        version = form.get("version") if isinstance(form, dict) else None
        if type(version) is not int or version < 1:
            raise damaged("it does not say in which format it is.")
        if version > FORMAT_VERSION:
            raise unreadable("This export is from a newer SmartHabit.", "newer-version")
        self._rows_of = rows_of
        self._left = MOST_ROWS

    def rows(self, name: str) -> Iterator[Row]:
        for number, cells in enumerate(self._rows_of(name), start=1):
            self._left -= 1
            if self._left < 0:
                raise too_many_rows()
            if not isinstance(cells, dict):
                raise damaged(f"row {number} of {name} is none.")
            yield Row(name, number, cells)


def from_json(payload: bytes) -> Tables:
    """Open the document of `format=json`."""
    try:
        told = json.loads(decode(payload, "This file"))
    except (ValueError, RecursionError):
        raise unreadable("This file is no JSON that can be read.") from None
    if not isinstance(told, dict) or not all(isinstance(told.get(name), list) for name in NAMES):
        raise unreadable("This JSON is no export of a tracker that we know.")
    return Tables(told, lambda name: told[name])


def home_of(archive: Archive) -> str | None:
    """The folder of an archive that holds an export of ours, if one does."""
    for path in archive.files:
        home, name = path[: path.rfind("/") + 1], path.rpartition("/")[2]
        if name == MARK and all(f"{home}{table}.csv" in archive.files for table in NAMES):
            return home
    return None


def from_archive(archive: Archive, home: str) -> Tables:
    """Open the tables of `format=zip`."""
    about: Any = {}
    if home + ABOUT in archive.files:
        try:
            about = json.loads(archive.text(home + ABOUT))
        except (ValueError, RecursionError):
            about = None
    return Tables(about, lambda name: _table(archive.text(f"{home}{name}.csv"), name))


def _table(text: str, name: str) -> Iterator[dict[str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = next(reader, [])
        for row in reader:
            if len(row) == len(columns):
                yield dict(zip(columns, map(as_written, row), strict=True))
            elif row:
                raise damaged(f"a row of {name} has {len(row)} cells of {len(columns)}.")
    except csv.Error:
        raise damaged(f"{name} is not a table.") from None
