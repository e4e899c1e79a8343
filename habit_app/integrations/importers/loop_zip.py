"""Loop's CSV export: a zip with Habits.csv, one folder per habit, and the matrix of all.

Facts from iSoron/uhabits: `core/io/HabitsCSVExporter.kt` and `core/models/HabitList.kt`.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

from habit_app.integrations.importers import loop
from habit_app.integrations.importers.archives import Archive, shown
from habit_app.integrations.importers.history import (
    MOST_HABITS,
    MOST_ROWS,
    ImportedHistory,
    Refusal,
    UnsupportedHabit,
    too_many_habits,
    too_many_rows,
    unreadable,
)
from habit_app.integrations.importers.loop import Definition, Mark
from habit_app.integrations.importers.loop_colors import color_of_text
from habit_app.integrations.importers.loop_matrix import Matrix

LISTING = "habits.csv"
MATRIX = "checkmarks.csv"
FOLDER = re.compile(r"(\d{3,})\b[^/]*/checkmarks\.csv")
OLD_NAMES = {"numrepetitions": "frequencynumerator", "interval": "frequencydenominator"}
"""Columns of Loop's first versions, and what they are called now."""


def read(archive: Archive, *, today: date) -> ImportedHistory:
    """Read habits and days. Folders are matched by number: their names lose what is not ASCII."""
    home = _home(archive)
    definitions = _definitions(archive, home + LISTING)
    marks = _Marks(archive, home, definitions)
    history = ImportedHistory("loop-csv")
    for definition in definitions:
        try:
            found = marks.of(definition)
            history.habits.append(loop.habit_of(definition, found, today=today))
        except UnsupportedHabit as reason:
            title = loop.title_of(definition)
            history.refusals.append(Refusal(title, reason.code, reason.message))
    return history


def _home(archive: Archive) -> str:
    """The folder that holds the export: none, or the one that packing it again put around it."""
    found = [
        path.removesuffix(LISTING)
        for path in archive.files
        if path.rpartition("/")[2] == LISTING and not path.startswith("__macosx/")
    ]
    if not found:
        raise unreadable("This zip is no export of Loop: it has no Habits.csv.")
    if len(found) > 1:
        raise unreadable("This zip holds more than one export of Loop.")
    return found[0]


def _table(archive: Archive, path: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV file that hold anything."""
    reader = csv.reader(io.StringIO(archive.text(path), newline=""))
    try:
        yield from (row for row in reader if any(row))
    except csv.Error:
        raise unreadable(f"{shown(path)} is not a table.") from None


def _definitions(archive: Archive, path: str) -> list[Definition]:
    rows = _table(archive, path)
    header = [_column(name) for name in next(rows, [])]
    if "name" not in header:
        raise unreadable("This zip is no export of Loop: its Habits.csv lists no habits.")
    found: list[Definition] = []
    for row in rows:
        if len(found) >= MOST_HABITS:
            raise too_many_habits()
        found.append(_definition(dict(zip(header, row, strict=False)), len(found) + 1))
    return found


def _column(name: str) -> str:
    plain = "".join(letter for letter in name.casefold() if letter.isalnum())
    return OLD_NAMES.get(plain, plain)


def _definition(row: dict[str, str], number: int) -> Definition:
    kind = row.get("type")
    target = loop.decimal(row["targetvalue"]) if "targetvalue" in row else Decimal(1)
    return Definition(
        name=row.get("name", ""),
        position=loop.whole(row.get("position", "")) or number,
        numeric=None if kind is None else kind.strip().upper() == "NUMERICAL",
        at_most=row.get("targettype", "").strip().upper() == "AT_MOST",
        question=row.get("question", ""),
        description=row.get("description", ""),
        numerator=loop.whole(row.get("frequencynumerator", "1")),
        denominator=loop.whole(row.get("frequencydenominator", "1")),
        target=target,
        unit=row.get("unit", ""),
        color=color_of_text(row.get("color", "")),
        archived=row.get("archived", "").strip().casefold() == "true",
    )


class _Marks:
    """Where each habit's days are: in a folder of its own, else in the matrix of all."""

    def __init__(self, archive: Archive, home: str, definitions: list[Definition]) -> None:
        self._archive = archive
        self._left = MOST_ROWS
        self._folders: dict[int, str] = {}
        for path in archive.files:
            if path.startswith(home) and (found := FOLDER.fullmatch(path, len(home))):
                if int(found[1]) in self._folders:
                    raise unreadable(f"This zip holds two folders {found[1]}.")
                self._folders[int(found[1])] = path
        self._matrix_path = home + MATRIX
        self._names = [definition.name for definition in definitions]
        places = [definition.position for definition in definitions]
        self._by_row = len(set(places)) < len(places)
        self._rows = {id(definition): row for row, definition in enumerate(definitions)}

    def of(self, definition: Definition) -> Iterator[Mark]:
        """The marks of a habit; refused where only other habits' days were exported."""
        row = self._rows[id(definition)]
        path = self._folders.get(row + 1 if self._by_row else definition.position)
        if path is not None:
            return self._counted(_marks(self._archive, path))
        has_matrix = self._matrix_path in self._archive.files
        if has_matrix and self._matrix.knows(row):
            return self._counted(self._matrix.marks_of(row))
        if has_matrix or self._folders:
            raise UnsupportedHabit("not-exported", "This export leaves its days out.")
        return iter(())

    @cached_property
    def _matrix(self) -> Matrix:
        return Matrix(self._archive.text(self._matrix_path), self._names)

    def _counted(self, marks: Iterator[Mark]) -> Iterator[Mark]:
        for mark in marks:
            self._left -= 1
            if self._left < 0:
                raise too_many_rows()
            yield mark


def _marks(archive: Archive, path: str) -> Iterator[Mark]:
    """Read a habit's own file; the oldest ones have no header."""
    places = {"date": 0, "value": 1, "notes": 2}
    for number, row in enumerate(_table(archive, path)):
        names = [_column(name) for name in row]
        if number == 0 and "date" in names:
            places = {name: place for place, name in enumerate(names) if name in places}
            continue
        date_, value, note = (_cell(row, places.get(name)) for name in ("date", "value", "notes"))
        yield Mark(loop.day_of(date_), loop.code_of(value), note)


def _cell(row: list[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""
