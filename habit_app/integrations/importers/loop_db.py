"""Loop's own SQLite file, of every version that still turns up on phones."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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

NEWEST = 25
SECONDS = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(payload: bytes, *, today: date) -> ImportedHistory:
    """Read habits and days; the file is opened read-only, trusted in nothing, for a while."""
    try:
        with _opened(payload) as database:
            return _read(database, today)
    except (sqlite3.Error, UnicodeError, OverflowError):
        raise unreadable("This database is damaged, or is none of Loop's.") from None


@contextmanager
def _opened(payload: bytes) -> Iterator[sqlite3.Connection]:
    with TemporaryDirectory(prefix="smarthabit-import-") as folder:
        path = Path(folder) / "loop.db"
        path.write_bytes(payload)
        address = f"file:{path}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            deadline = time.monotonic() + SECONDS
            database.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
            database.execute("PRAGMA trusted_schema=OFF")
            database.execute("PRAGMA query_only=ON")
            database.row_factory = sqlite3.Row
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            yield database


def _read(database: sqlite3.Connection, today: date) -> ImportedHistory:
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > NEWEST:
        raise unreadable(f"This database is from a newer Loop (version {version}).")
    tables = {
        str(row["name"]).lower(): str(row["type"])
        for row in database.execute("SELECT name, type FROM sqlite_master")
    }
    if tables.get("habits") != "table" or tables.get("repetitions") != "table":
        raise unreadable("This database is none of Loop's: it has no habits.")
    history = ImportedHistory("loop-db")
    habits = _habits(database, history)
    count = database.execute("SELECT count(*) FROM Repetitions").fetchone()[0]
    if count > MOST_ROWS:
        raise unreadable(f"This database has more than {MOST_ROWS:,} days.")
    _read_days(database, habits, today)
    for habit in history.habits:
        habit.entries.sort(key=lambda entry: entry.day)
    return history


def _rows(database: sqlite3.Connection, query: str) -> Iterator[dict[str, Any]]:
    """Yield rows by their column's name in lower case: old files spell them otherwise."""
    for row in database.execute(query):
        yield {name.lower(): row[name] for name in row.keys()}  # noqa: SIM118 - Row has no items


def _habits(database: sqlite3.Connection, history: ImportedHistory) -> dict[int, ImportedHabit]:
    found: dict[int, ImportedHabit] = {}
    for row in _rows(database, "SELECT * FROM Habits ORDER BY position, id"):
        if len(found) >= MOST_HABITS:
            raise unreadable(f"This database has more than {MOST_HABITS} habits.")
        title = clean_line(row.get("name"), 120) or "Habit"
        try:
            habit = _habit(row, title)
        except loop.UnsupportedHabit as reason:
            history.errors.append(f"{title}: {reason}.")
            continue
        found[_number(row["id"])] = habit
        history.habits.append(habit)
    return found


def _habit(row: dict[str, Any], title: str) -> ImportedHabit:
    numeric = _number(row.get("type")) == 1
    kind = Kind.NUMERIC if numeric else Kind.BINARY
    schedule = loop.schedule_of(kind, _number(row.get("freq_num")), _number(row.get("freq_den")))
    at_most = numeric and _number(row.get("target_type")) == 1
    uuid = clean_line(row.get("uuid"), 64)
    habit = ImportedHabit(
        origin=f"loop:{uuid or _number(row['id'])}",
        title=title,
        kind=kind,
        schedule=schedule,
        target=loop.target_of(_decimal(row.get("target_value"))) if numeric else 1000,
        direction=Direction.AT_MOST if at_most else Direction.AT_LEAST,
        unit=(clean_line(row.get("unit"), 40) or None) if numeric else None,
        description="\n".join(
            text for name in ("question", "description") if (text := clean_line(row.get(name), 990))
        )
        or None,
        color=loop.color_of(_number(row.get("color"))),
        archived=bool(_number(row.get("archived"))),
    )
    _read_reminder(habit, row)
    return habit


def _read_reminder(habit: ImportedHabit, row: dict[str, Any]) -> None:
    if row.get("reminder_hour") is None:
        return
    hour, minute = _number(row["reminder_hour"]), _number(row.get("reminder_min"))
    if 0 <= hour < 24 and 0 <= minute < 60:  # noqa: PLR2004 - a clock
        habit.reminder_times = [f"{hour:02}:{minute:02}"]
    if _number(row.get("reminder_days", 127)) not in {0, 127}:
        habit.dropped["weekdays of the reminder"] += 1


def _read_days(database: sqlite3.Connection, habits: dict[int, ImportedHabit], today: date) -> None:
    seen: set[tuple[int, int]] = set()
    for row in _rows(database, "SELECT * FROM Repetitions ORDER BY rowid"):
        number, stamp = _number(row.get("habit")), _number(row.get("timestamp"), -1)
        habit = habits.get(number)
        if habit is None:
            continue
        code = _number(row.get("value", loop.YES))
        days = stamp // 86_400_000
        if not 0 <= days < 100_000 or abs(code) > 10**12:  # noqa: PLR2004 - to the year 2243
            habit.dropped["not readable"] += 1
        elif (number, days) in seen:
            habit.dropped["named twice"] += 1
        else:
            seen.add((number, days))
            day = (EPOCH + timedelta(days=days)).date()
            loop.take(habit, day, code, row.get("notes"), today=today)


def _number(value: Any, default: int = 0) -> int:
    """A whole number; SQLite keeps whatever it was given in any column."""
    return value if isinstance(value, int) else default


def _decimal(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and abs(value) < 1e9 else 0.0  # noqa: PLR2004
