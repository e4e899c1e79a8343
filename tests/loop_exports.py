"""Files as Loop Habit Tracker writes them: the CSV export and the database, old and new."""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.loop_model import AUTO, NO, SKIP, UNKNOWN, YES, LoopHabit, random_habit

__all__ = [
    "LoopHabit",
    "Style",
    "database_of",
    "milliseconds",
    "packed",
    "random_habit",
    "scores_in",
    "table",
    "zip_of",
]

WORDS = {UNKNOWN: "UNKNOWN", NO: "NO", AUTO: "YES_AUTO", YES: "YES_MANUAL", SKIP: "SKIP"}
HEADER = [
    *["Position", "Name", "Type", "Question", "Description", "FrequencyNumerator"],
    *["FrequencyDenominator", "Color", "Unit", "Target Type", "Target Value", "Archived?"],
]
OLD_HEADER = [
    *["Position", "Name", "Question", "Description", "NumRepetitions", "Interval", "Color"],
]
ARGB_RED = 0xFFD32F2F - 2**32


@dataclass(frozen=True, slots=True)
class Style:
    """How an export differs from today's Loop."""

    old: bool = False
    folders: bool = True
    matrix: bool = True
    encoding: str = "utf-8"
    newline: str = "\n"
    comma: bool = False
    home: str = ""
    selected: frozenset[int] | None = None
    """Positions of the exported habits, where not all were."""


TODAYS = Style()


def zip_of(habits: Sequence[LoopHabit], today: date, style: Style = TODAYS) -> bytes:
    """The CSV export."""
    files = {"Habits.csv": _listing(habits, style)}
    chosen = [
        (place, habit)
        for place, habit in enumerate(habits, start=1)
        if style.selected is None or place in style.selected
    ]
    for position, habit in chosen if style.folders else ():
        kept = "".join(c for c in habit.name if c.isascii() and (c.isalnum() or c in " ._-"))
        folder = f"{position:03} {kept[:100]}".strip()
        files[f"{folder}/Scores.csv"] = _scores(habit, today)
        files[f"{folder}/Checkmarks.csv"] = _marks(habit, style)
    if style.matrix:
        files["Checkmarks.csv"] = _matrix([habit for _, habit in chosen], today, style)
    return packed(
        {
            style.home + name: text.replace("\n", style.newline).encode(style.encoding)
            for name, text in files.items()
        }
    )


def packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def table(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _listing(habits: Sequence[LoopHabit], style: Style) -> str:
    rows: list[Sequence[object]] = [OLD_HEADER if style.old else HEADER]
    for position, habit in enumerate(habits, start=1):
        rate = (habit.numerator, habit.denominator)
        start = [f"{position:03}", habit.name]
        if style.old:
            rows.append([*start, "Did you?", "", *rate, "#D32F2F"])
            continue
        direction = ("AT_MOST" if habit.at_most else "AT_LEAST") if habit.numeric else ""
        target = str(habit.target) if habit.numeric else ""
        rows.append(
            [
                *start,
                "NUMERICAL" if habit.numeric else "YES_NO",
                "Did you?",
                "Because.",
                *rate,
                "#1976D2",
                "pages" if habit.numeric else "",
                direction,
                target.replace(".", ",") if style.comma else target,
                str(habit.archived).lower(),
            ]
        )
    return table(rows)


def _marks(habit: LoopHabit, style: Style) -> str:
    found = sorted(habit.computed().items(), reverse=True)
    if style.old:
        return "".join(f"{day},{mark}\n" for day, mark in found)
    rows = [(day, WORDS.get(mark, mark), habit.notes.get(day, "")) for day, mark in found]
    return table([("Date", "Value", "Notes"), *rows])


def _scores(habit: LoopHabit, today: date) -> str:
    found = sorted(habit.scores(today).items(), reverse=True)
    return "Date,Score\n" + "".join(f"{day},{score:.4f}\n" for day, score in found)


def _matrix(habits: Sequence[LoopHabit], today: date, style: Style) -> str:
    """Names without quotes, a comma after each row, every day since the first of all."""
    shown = [habit.computed() for habit in habits]
    first = min((min(habit.marks, default=today) for habit in habits), default=today)
    lines = ["Date," + "".join(f"{habit.name}," for habit in habits)]
    for back in range((today - first).days + 1):
        day = today - timedelta(days=back)
        marks = [known.get(day, NO if style.old else UNKNOWN) for known in shown]
        cells = [str(mark) if style.old else str(WORDS.get(mark, mark)) for mark in marks]
        lines.append(f"{day}," + "".join(f"{cell}," for cell in cells))
    return "".join(f"{line}\n" for line in lines)


def scores_in(payload: bytes, position: int) -> dict[date, float]:
    """Read a habit's Scores.csv out of an export."""
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        (name,) = [
            name
            for name in archive.namelist()
            if name.startswith(f"{position:03}") and name.endswith("Scores.csv")
        ]
        rows = list(csv.DictReader(io.StringIO(archive.read(name).decode())))
    return {date.fromisoformat(row["Date"]): float(row["Score"]) for row in rows}


def database_of(
    habits: Sequence[LoopHabit], version: int = 25, *, script: str = "", argb: int = ARGB_RED
) -> bytes:
    """The database of a version. `script` does more to it at the end."""
    with sqlite3.connect(":memory:") as database:
        database.executescript(_schema(version))
        for number, habit in enumerate(habits, start=1):
            _insert(database, number, habit, version, argb)
        database.executescript(script)
        database.commit()
        payload = bytes(database.serialize())
    database.close()
    return payload


def _schema(version: int) -> str:
    if version < 16:
        return f"""
            CREATE TABLE habits (Id INTEGER PRIMARY KEY, archived INTEGER, color INTEGER,
                description TEXT, freq_den INTEGER, freq_num INTEGER, highlight INTEGER,
                name TEXT, position INTEGER, reminder_hour INTEGER, reminder_min INTEGER);
            CREATE TABLE Repetitions (Id INTEGER PRIMARY KEY, habit INTEGER, timestamp INTEGER);
            CREATE TABLE Score (Id INTEGER PRIMARY KEY, habit INTEGER, score INTEGER);
            PRAGMA user_version={version};"""
    more = ", question TEXT" if version >= 23 else ""
    more += ", uuid TEXT" if version >= 24 else ""
    notes = ", notes TEXT" if version >= 25 else ""
    unique = "UNIQUE" if version >= 22 else ""
    return f"""
        CREATE TABLE android_metadata (locale TEXT);
        CREATE TABLE Habits (id INTEGER PRIMARY KEY, archived INTEGER, color INTEGER,
            description TEXT, freq_den INTEGER, freq_num INTEGER, highlight INTEGER, name TEXT,
            position INTEGER, reminder_hour INTEGER, reminder_min INTEGER,
            reminder_days INTEGER NOT NULL DEFAULT 127, type INTEGER NOT NULL DEFAULT 0,
            target_type INTEGER NOT NULL DEFAULT 0, target_value REAL NOT NULL DEFAULT 0,
            unit TEXT NOT NULL DEFAULT ""{more});
        CREATE TABLE Repetitions (id INTEGER PRIMARY KEY AUTOINCREMENT,
            habit INTEGER REFERENCES Habits(id), timestamp INTEGER,
            value INTEGER NOT NULL DEFAULT 2{notes});
        CREATE {unique} INDEX idx_repetitions_habit_timestamp ON Repetitions(habit, timestamp);
        CREATE TABLE Events (id INTEGER PRIMARY KEY, timestamp INTEGER, message TEXT);
        PRAGMA user_version={version};"""


def _insert(
    database: sqlite3.Connection, number: int, habit: LoopHabit, version: int, argb: int
) -> None:
    row: dict[str, object] = {
        "id": number,
        "archived": int(habit.archived),
        "color": argb if version < 14 else 7 if version < 21 else 11,
        "description": "Because." if version >= 23 else "Did you?",
        "freq_den": habit.denominator,
        "freq_num": habit.numerator,
        "name": habit.name,
        "position": number - 1,
        "reminder_hour": 7,
        "reminder_min": 5,
    }
    if version >= 16:
        row |= {
            "reminder_days": 124,
            "type": int(habit.numeric),
            "target_type": int(habit.at_most),
            "target_value": habit.target,
            "unit": "pages" if habit.numeric else "",
        }
    if version >= 23:
        row["question"] = "Did you?"
    if version >= 24:
        row["uuid"] = habit.uuid or f"{number:032x}"
    _put(database, "Habits", row)
    for day in sorted({*habit.marks, *(habit.notes if version >= 25 else ())}):
        mark: dict[str, object] = {"habit": number, "timestamp": milliseconds(day)}
        if version >= 16:
            mark["value"] = habit.marks.get(day, UNKNOWN)
        if version >= 25:
            mark["notes"] = habit.notes.get(day)
        if version >= 16 or habit.marks[day] == YES:
            _put(database, "Repetitions", mark)


def milliseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _put(database: sqlite3.Connection, name: str, row: Mapping[str, object]) -> None:
    marks = ", ".join("?" for _ in row)
    database.execute(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({marks})", [*row.values()])
