"""Many rows at once: made ready for the driver before the transaction that writes them.

SQLite has one writer at a time, and most of the time that many rows take is spent on turning
their values into the driver's: that is done here, while nobody waits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Insert
from sqlmodel import Session

from habit_app.db.session import get_engine

ROWS_TOGETHER = 5_000
"""Rows: that one statement writes."""


@dataclass(frozen=True, slots=True)
class Batch:
    """An INSERT and its rows; `text` is the statement as the driver takes it, or empty."""

    statement: Insert
    columns: tuple[str, ...]
    text: str
    rows: list[tuple[Any, ...]]


def batch_of(statement: Insert, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Batch:
    """Make rows ready; each holds the values of `columns`."""
    dialect = get_engine().dialect
    if dialect.name != "sqlite" or not rows:
        return Batch(statement, columns, "", rows)
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    order = [columns.index(name) for name in compiled.positiontup or ()]
    types = [statement.table.c[columns[place]].type for place in order]
    turns = [_converter(kind.dialect_impl(dialect).bind_processor(dialect)) for kind in types]
    ready = [
        tuple(turn(row[place]) for turn, place in zip(turns, order, strict=True)) for row in rows
    ]
    return Batch(statement, columns, str(compiled), ready)


def write(session: Session, batch: Batch) -> None:
    """Write a batch in the transaction that is open."""
    connection = session.connection()
    for part in _parts(batch.rows):
        if batch.text:
            connection.exec_driver_sql(batch.text, list(part))
        else:
            rows = [dict(zip(batch.columns, row, strict=True)) for row in part]
            connection.execute(batch.statement, rows)


def _parts(rows: list[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    for start in range(0, len(rows), ROWS_TOGETHER):
        yield rows[start : start + ROWS_TOGETHER]


def _converter(process: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    """The same days and instants come again and again: convert each once."""
    if process is None:
        return lambda value: value
    known: dict[Any, Any] = {}

    def convert(value: Any) -> Any:
        if value not in known:
            known[value] = process(value)
        return known[value]

    return convert
