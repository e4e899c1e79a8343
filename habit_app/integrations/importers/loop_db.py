"""Loop's own SQLite file, of every version that still turns up on phones.

Facts from iSoron/uhabits: `core/models/sqlite/records/` and the migrations 9 to 25.
"""

import re
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from habit_app.integrations.importers import loop
from habit_app.integrations.importers.history import (
    FIRST_DAY,
    LAST_DAY,
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
from habit_app.integrations.importers.loop_colors import color_of_number
from habit_app.integrations.importers.sqlite_files import open_file, tables_in

NEWEST = 25
MILLISECONDS_PER_DAY = 86_400_000
UUID = re.compile(r"[0-9a-f]{32}")
NEEDED = {
    "habits": {"id", "name", "freq_num", "freq_den"},
    "repetitions": {"habit", "timestamp"},
}
HABIT_COLUMNS = (
    "id",
    "name",
    "position",
    "type",
    "target_type",
    "target_value",
    "freq_num",
    "freq_den",
    "question",
    "description",
    "unit",
    "color",
    "archived",
    "uuid",
    "reminder_hour",
    "reminder_min",
    "reminder_days",
)


def read(payload: bytes, *, today: date) -> ImportedHistory:
    """Read habits and days of any version up to the newest that is known."""
    with open_file(payload) as database:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version > NEWEST:
            raise unreadable(
                f"This file is from a newer Loop than we know ({version} instead of {NEWEST}).",
                "newer-version",
            )
        tables = tables_in(database, *NEEDED)
        if any(not columns <= tables.get(name, set()) for name, columns in NEEDED.items()):
            raise unreadable("This database is none of Loop's: it has no habits.")
        definitions = _definitions(database, tables["habits"], version)
        marks = _marks(database, tables["repetitions"], definitions)
        return _history(definitions, marks, today)


def _history(
    definitions: dict[int, Definition], marks: dict[int, list[Mark]], today: date
) -> ImportedHistory:
    history = ImportedHistory("loop-db")
    for number, definition in definitions.items():
        try:
            history.habits.append(loop.habit_of(definition, marks.pop(number), today=today))
        except UnsupportedHabit as reason:
            title = loop.title_of(definition)
            history.refusals.append(Refusal(title, reason.code, reason.message))
    return history


def _rows(
    database: sqlite3.Connection, table: str, wanted: tuple[str, ...], there: set[str]
) -> Iterator[tuple[Any, ...]]:
    """Read columns in the order of the rows; one that an old version lacks is NULL.

    No index is asked: one that was tampered with could leave rows out.
    """
    names = ", ".join(f'"{name}"' if name in there else "NULL" for name in wanted)
    return database.execute(f"SELECT {names} FROM {table} NOT INDEXED")  # noqa: S608 - own names


def _definitions(
    database: sqlite3.Connection, there: set[str], version: int
) -> dict[int, Definition]:
    rows = []
    for row in _rows(database, "habits", HABIT_COLUMNS, there):
        rows.append(dict(zip(HABIT_COLUMNS, row, strict=True)))
        if len(rows) > MOST_HABITS:
            raise too_many_habits()
    rows.sort(key=lambda row: (_number(row["position"]), _number(row["id"])))
    return {
        _number(row["id"]): _definition(row, place, version)
        for place, row in enumerate(rows, start=1)
        if isinstance(row["id"], int)
    }


def _definition(row: dict[str, Any], place: int, version: int) -> Definition:
    uuid = _text(row["uuid"]).strip().lower().replace("-", "")
    clock = (row["reminder_hour"], row["reminder_min"])
    days = row["reminder_days"]
    return Definition(
        name=_text(row["name"]),
        position=place,
        numeric=_number(row["type"]) == 1,
        at_most=_number(row["target_type"]) == 1,
        question=_text(row["question"]),
        description=_text(row["description"]),
        numerator=_number(row["freq_num"]),
        denominator=_number(row["freq_den"]),
        target=_decimal(row["target_value"]),
        unit=_text(row["unit"]),
        color=color_of_number(_number(row["color"]), version),
        archived=bool(_number(row["archived"])),
        uuid=uuid if UUID.fullmatch(uuid) else None,
        tells_reminder=True,
        reminder=(_number(clock[0]), _number(clock[1])) if None not in clock else None,
        reminder_days=loop.EVERY_DAY if days is None else _number(days),
    )


def _marks(
    database: sqlite3.Connection, there: set[str], definitions: dict[int, Definition]
) -> dict[int, list[Mark]]:
    """Collect the days by habit; rows of no habit are remains that Loop itself throws away.

    Before versions said how, a row meant that the habit was done.
    """
    marks: dict[int, list[Mark]] = {number: [] for number in definitions}
    valued = "value" in there
    columns = ("habit", "timestamp", "value", "notes")
    for count, (habit, stamp, value, note) in enumerate(
        _rows(database, "repetitions", columns, there)
    ):
        if count >= MOST_ROWS:
            raise too_many_rows()
        if habit in marks and stamp is not None:
            code = value if isinstance(value, int) else None
            marks[habit].append(Mark(_day(stamp), code if valued else loop.YES, _text(note)))
    return marks


def _day(stamp: object) -> date | None:
    """Loop keeps a day as the milliseconds at which it begins in UTC, whatever the phone's zone."""
    return _day_number(stamp // MILLISECONDS_PER_DAY) if isinstance(stamp, int) else None


@lru_cache(maxsize=16_384)
def _day_number(number: int) -> date | None:
    if not 0 <= number <= (LAST_DAY - FIRST_DAY).days:
        return None
    return FIRST_DAY + timedelta(days=number)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    """A whole number; SQLite keeps whatever it was given in any column."""
    return value if isinstance(value, int) else 0


def _decimal(value: object) -> Decimal | None:
    if value is None:
        return Decimal(0)
    return Decimal(str(value)) if isinstance(value, int | float) else None
