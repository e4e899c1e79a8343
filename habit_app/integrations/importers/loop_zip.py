"""Loop's CSV export: a zip with Habits.csv and one folder per habit."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date

from habit_app.domain.habits import Direction, Kind
from habit_app.integrations.importers import loop
from habit_app.integrations.importers.history import (
    MOST_HABITS,
    MOST_ROWS,
    ImportedHabit,
    ImportedHistory,
    clean_line,
    unreadable,
)

MOST_FILES = 4 * MOST_HABITS
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 200
FOLDER = re.compile(r"(?:^|/)(\d{3,})[^/]*/Checkmarks\.csv$", re.IGNORECASE)
SMALL = 1024 * 1024


def read(payload: bytes, *, today: date) -> ImportedHistory:
    """Read the archive in memory; nothing in it is ever a path of ours."""
    with _opened(payload) as archive:
        names = _checked_names(archive)
        listing = names.get("habits.csv")
        if listing is None:
            raise unreadable("This zip is no export of Loop: it has no Habits.csv.")
        rows = list(_table(archive, listing))
        marks = {int(found[1]): name for name in names.values() if (found := FOLDER.search(name))}
        history = ImportedHistory("loop-csv")
        budget = [MOST_ROWS]
        for number, row in enumerate(rows, start=1):
            habit = _habit(row, history)
            position = _whole(row.get("position", "")) or number
            if habit and position in marks:
                _read_marks(habit, _table(archive, marks[position]), today, budget)
            elif habit and "checkmarks.csv" in names:
                column = _matrix(archive, names["checkmarks.csv"], number, len(rows))
                _read_marks(habit, column, today, budget)
            if habit:
                history.habits.append(habit)
        return history


def _opened(payload: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(payload))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise unreadable("This zip cannot be opened: it is damaged or cut short.") from None


def _checked_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Look at every name and size before anything is unpacked."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise unreadable("This zip holds more files than an export of Loop has.")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES or any(
        entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    ):
        raise unreadable("This zip unpacks to far more than an export of Loop has.")
    names: dict[str, str] = {}
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith("/") or ".." in parts or ":" in parts[0]:
            raise unreadable("This zip names files outside of itself.")
        if entry.flag_bits & 1:
            raise unreadable("This zip is encrypted.")
        names.setdefault(entry.filename.lower(), entry.filename)
    return names


def _table(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one file by their column's name in lower case."""
    try:
        reader = csv.reader(io.StringIO(_text(archive, name), newline=""))
        header = [column.strip().lower() for column in next(reader, [])]
        for row in reader:
            if any(cell.strip() for cell in row):
                yield dict(zip(header, row, strict=False))
    except csv.Error:
        raise unreadable(f"{clean_line(name, 80)} is not a table.") from None


def _text(archive: zipfile.ZipFile, name: str) -> str:
    try:
        with archive.open(name) as file:
            raw = file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        raise unreadable("This zip cannot be read: it is damaged or cut short.") from None
    except Exception as error:  # zlib's and lzma's own errors share no better parent
        if type(error).__module__ not in {"zlib", "_lzma", "lzma"}:
            raise
        raise unreadable("This zip cannot be read: it is damaged or cut short.") from None
    if len(raw) > MOST_BYTES:
        raise unreadable("This zip unpacks to far more than an export of Loop has.")
    encodings = ["utf-16"] if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig"]
    for encoding in encodings:
        try:
            return raw.decode(encoding).replace("\0", "")
        except UnicodeError:
            continue
    raise unreadable(f"{clean_line(name, 80)} is not text in UTF-8.")


def _habit(row: dict[str, str], history: ImportedHistory) -> ImportedHabit | None:
    """Read one row of Habits.csv; a habit that cannot be taken becomes an error line."""
    if len(history.habits) >= MOST_HABITS:
        raise unreadable(f"This export has more than {MOST_HABITS} habits.")
    title = clean_line(row.get("name"), 120) or "Habit"
    numeric = row.get("type", "").strip().upper() == "NUMERICAL"
    kind = Kind.NUMERIC if numeric else Kind.BINARY
    old = "frequencynumerator" not in row
    numerator = _whole(row.get("numrepetitions" if old else "frequencynumerator", "1"))
    denominator = _whole(row.get("interval" if old else "frequencydenominator", "1"))
    try:
        schedule = loop.schedule_of(kind, numerator or 0, denominator or 0)
    except loop.UnsupportedHabit as reason:
        history.errors.append(f"{title}: {reason}.")
        return None
    at_most = row.get("target type", "").strip().upper() == "AT_MOST"
    texts = (row.get("question"), row.get("description"))
    return ImportedHabit(
        origin=f"loop-csv:{hashlib.sha256(_identity(row, history).encode()).hexdigest()[:32]}",
        title=title,
        kind=kind,
        schedule=schedule,
        target=loop.target_of(_decimal(row.get("target value", ""))) if numeric else 1000,
        direction=Direction.AT_MOST if numeric and at_most else Direction.AT_LEAST,
        unit=(clean_line(row.get("unit"), 40) or None) if numeric else None,
        description="\n".join(clean_line(text, 990) for text in texts if clean_line(text, 990))
        or None,
        color=loop.color_of(row.get("color", "")),
        archived=row.get("archived?", "").strip().lower() == "true",
    )


def _identity(row: dict[str, str], history: ImportedHistory) -> str:
    """A CSV has no ids: the name, and which of several with that name."""
    name = row.get("name", "").strip()
    twins = sum(habit.title == (clean_line(name, 120) or "Habit") for habit in history.habits)
    return f"{name}\0{twins}"


def _read_marks(
    habit: ImportedHabit, rows: Iterator[dict[str, str]], today: date, budget: list[int]
) -> None:
    seen: set[date] = set()
    for row in rows:
        budget[0] -= 1
        if budget[0] < 0:
            raise unreadable(f"This export has more than {MOST_ROWS:,} days.")
        day, code = _day(row.get("date", "")), loop.code_of(row.get("value", ""))
        if day is None or code is None or abs(code) > 10**12:
            habit.dropped["not readable"] += 1
        elif day in seen:
            habit.dropped["named twice"] += 1
        else:
            seen.add(day)
            loop.take(habit, day, code, row.get("notes"), today=today)
    habit.entries.sort(key=lambda entry: entry.day)


def _matrix(
    archive: zipfile.ZipFile, name: str, number: int, habits: int
) -> Iterator[dict[str, str]]:
    """Yield one habit's column of the matrix; its header may hold bare commas, so count back."""
    lines = csv.reader(io.StringIO(_text(archive, name), newline=""))
    next(lines, None)
    for row in lines:
        cells = row[:-1] if row and not row[-1].strip() else row
        if len(cells) == habits + 1:
            yield {"date": cells[0], "value": cells[number]}


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day.year >= 1970 else None  # noqa: PLR2004 - as everywhere


def _whole(text: str) -> int | None:
    return int(text) if text.strip().lstrip("-").isdecimal() and len(text.strip()) < 10 else None  # noqa: PLR2004


def _decimal(text: str) -> float:
    """Read a number, with a point or with the comma of a German phone."""
    try:
        number = float(text.strip().replace(",", ".") or 0)
    except ValueError:
        return 0.0
    return number if abs(number) < 1e9 else 0.0  # noqa: PLR2004 - also refuses inf and nan
