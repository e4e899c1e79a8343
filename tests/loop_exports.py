"""Exports as Loop Habit Tracker 2.3.1 writes them, from a plain re-derivation of its maths.

Written from a description of Loop's behaviour, apart from our own domain, so that the two can
disagree: whole histories at once, no fold, no checkpoints.
"""

import csv
import io
import random
import sqlite3
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

YES, SKIP, NO = 2, 3, 0


@dataclass(slots=True)
class LoopHabit:
    """A habit in Loop's own terms; `marks` are raw values by day."""

    name: str
    numerator: int = 1
    denominator: int = 1
    numeric: bool = False
    at_most: bool = False
    target: float = 0.0
    archived: bool = False
    marks: dict[date, int] = field(default_factory=dict)
    notes: dict[date, str] = field(default_factory=dict)

    def scores(self, today: date) -> dict[date, float]:
        """The score of each day from the first known one to today."""
        first = min(self.marks, default=today)
        numerator, denominator = self.numerator, self.denominator
        if numerator == denominator:
            numerator = denominator = 1
        share = numerator / denominator
        keep = 0.5 ** (share**0.5 / 13)
        window, needed = denominator, max(numerator, 1)
        if not self.numeric and share < 1:
            window, needed = 2 * denominator, max(2 * numerator, 1)
        score = 1.0 if self.at_most else 0.0
        found = {}
        for offset in range((today - first).days + 1):
            day = first + timedelta(days=offset)
            if self.marks.get(day) != SKIP:
                done = self._share(day, window, needed)
                score = score * keep + done * (1 - keep)
            found[day] = score
        return found

    def _share(self, day: date, window: int, needed: int) -> float:
        marks = [self.marks.get(day - timedelta(days=back), -1) for back in range(window)]
        if not self.numeric:
            return min(1.0, sum(mark == YES for mark in marks) / needed)
        # A skip is the number 3: it adds its 0.003 to the sum, as in Loop.
        total = sum(mark for mark in marks if mark > 0) / 1000
        if self.at_most:
            if self.target <= 0:
                return 0.0 if total > 0 else 1.0
            return min(1.0, max(0.0, 1 - (total - self.target) / self.target))
        return min(1.0, total / self.target)


def random_habit(dice: random.Random, name: str, today: date, days: int) -> LoopHabit:
    """A habit of any kind that Loop knows, with a history full of gaps."""
    numeric = dice.random() < 0.4
    numerator, denominator = dice.choice(
        [(1, 1), (1, 7), (1, 30), (3, 7)]
        if numeric
        else [(1, 1), (1, 7), (2, 7), (3, 7), (6, 7), (1, 30), (8, 30), (1, 2), (5, 14), (7, 7)]
    )
    habit = LoopHabit(
        name=name,
        numerator=numerator,
        denominator=denominator,
        numeric=numeric,
        at_most=numeric and dice.random() < 0.4,
        target=dice.choice([1.0, 2.5, 20.0, 100.0]) if numeric else 0.0,
        archived=dice.random() < 0.2,
    )
    density = dice.uniform(0.1, 0.95)
    for back in range(days):
        day = today - timedelta(days=back)
        if dice.random() > density:
            continue
        what = dice.random()
        if what < 0.06:
            habit.marks[day] = SKIP
        elif what < 0.12:
            habit.marks[day] = NO
        else:
            habit.marks[day] = dice.randrange(1, 400) * 250 if numeric else YES
        if dice.random() < 0.05:
            habit.notes[day] = 'a "note", with\ntwo lines'
    return habit


def zip_of(habits: list[LoopHabit], today: date) -> bytes:
    """The CSV export."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Habits.csv", _listing(habits))
        for position, habit in enumerate(habits, start=1):
            kept = "".join(c for c in habit.name if c.isascii() and (c.isalnum() or c in " ._-"))
            folder = f"{position:03} {kept}".strip()
            archive.writestr(f"{folder}/Checkmarks.csv", _marks(habit, today))
            archive.writestr(f"{folder}/Scores.csv", _scores(habit, today))
    return buffer.getvalue()


def _listing(habits: list[LoopHabit]) -> str:
    header = (
        "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,"
        "Color,Unit,Target Type,Target Value,Archived?"
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header.split(","))
    for position, habit in enumerate(habits, start=1):
        kind = "NUMERICAL" if habit.numeric else "YES_NO"
        direction = ("AT_MOST" if habit.at_most else "AT_LEAST") if habit.numeric else ""
        target = habit.target if habit.numeric else ""
        rate = (habit.numerator, habit.denominator)
        start = [f"{position:03}", habit.name, kind, "Did you?", "", *rate, "#1976D2"]
        unit = "pages" if habit.numeric else ""
        writer.writerow([*start, unit, direction, target, str(habit.archived).lower()])
    return text.getvalue()


def _marks(habit: LoopHabit, today: date) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Date", "Value", "Notes"])
    words = {-1: "UNKNOWN", 0: "NO", 1: "YES_AUTO", 2: "YES_MANUAL", 3: "SKIP"}
    days = {**dict.fromkeys(habit.notes, -1), **habit.marks}
    if not habit.numeric and habit.denominator > 1:
        days.setdefault(today + timedelta(days=1), 1)
    for day, mark in sorted(days.items(), reverse=True):
        writer.writerow([day.isoformat(), words.get(mark, str(mark)), habit.notes.get(day, "")])
    return text.getvalue()


def _scores(habit: LoopHabit, today: date) -> str:
    rows = sorted(habit.scores(today).items(), reverse=True)
    return "Date,Score\n" + "".join(f"{day},{score:.4f}\n" for day, score in rows)


def database_of(habits: list[LoopHabit], path: Path, version: int = 25) -> bytes:
    """The SQLite file of a version: older ones lack columns."""
    columns = {
        "id": "INTEGER PRIMARY KEY",
        "archived": "INTEGER",
        "color": "INTEGER",
        "description": "TEXT",
        "freq_den": "INTEGER",
        "freq_num": "INTEGER",
        "highlight": "INTEGER",
        "name": "TEXT",
        "position": "INTEGER",
        "reminder_hour": "INTEGER",
        "reminder_min": "INTEGER",
        "reminder_days": "INTEGER DEFAULT 127",
        "type": "INTEGER DEFAULT 0",
        "target_type": "INTEGER DEFAULT 0",
        "target_value": "REAL DEFAULT 0",
        "unit": "TEXT DEFAULT ''",
    }
    if version >= 23:
        columns["question"] = "TEXT"
    if version >= 24:
        columns["uuid"] = "TEXT"
    notes = ", notes TEXT" if version >= 25 else ""
    with sqlite3.connect(path) as database:
        spec = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        database.execute(f"CREATE TABLE Habits ({spec})")
        database.execute(
            "CREATE TABLE Repetitions (id INTEGER PRIMARY KEY, habit INTEGER, "
            f"timestamp INTEGER, value INTEGER NOT NULL DEFAULT 2{notes})"
        )
        database.execute(f"PRAGMA user_version={version}")
        for number, habit in enumerate(habits, start=1):
            _insert(database, number, habit, version)
    database.close()
    return path.read_bytes()


def _insert(database: sqlite3.Connection, number: int, habit: LoopHabit, version: int) -> None:
    row: dict[str, object] = {
        "id": number,
        "archived": int(habit.archived),
        "color": number % 20,
        "freq_den": habit.denominator,
        "freq_num": habit.numerator,
        "name": habit.name,
        "position": number,
        "type": int(habit.numeric),
        "target_type": int(habit.at_most),
        "target_value": habit.target,
        "unit": "pages" if habit.numeric else "",
    }
    if version >= 24:
        row["uuid"] = f"{number:032x}"
    marks = ", ".join("?" for _ in row)
    database.execute(f"INSERT INTO Habits ({', '.join(row)}) VALUES ({marks})", [*row.values()])
    for day, mark in habit.marks.items():
        stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
        database.execute(
            "INSERT INTO Repetitions (habit, timestamp, value) VALUES (?, ?, ?)",
            [number, stamp, mark],
        )
        if version >= 25 and day in habit.notes:
            database.execute(
                "UPDATE Repetitions SET notes = ? WHERE habit = ? AND timestamp = ?",
                [habit.notes[day], number, stamp],
            )
