"""Column types and SQL functions that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, Dialect, Integer, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive ones are refused on the way in, UTC ones come out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "An instant without a zone was about to be stored."
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JsonType = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class json_row(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function that it is
    """One row as a JSON array of its columns."""

    type = JSON()
    inherit_cache = True
    name = "json_row"


class json_rows(FunctionElement[Any]):  # noqa: N801
    """All rows of a subquery as one JSON array; empty, never NULL."""

    type = JSON()
    inherit_cache = True
    name = "json_rows"


class days_between(FunctionElement[int]):  # noqa: N801
    """How many days lie between an earlier date and a later one."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


class days_after(FunctionElement[date]):  # noqa: N801
    """The date some days after another."""

    type = Date()
    inherit_cache = True
    name = "days_after"


@compiles(days_between, "sqlite")
def _between_sqlite(element: days_between, compiler: SQLCompiler, **kwargs: Any) -> str:
    earlier, later = (compiler.process(part, **kwargs) for part in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _between_postgresql(element: days_between, compiler: SQLCompiler, **kwargs: Any) -> str:
    earlier, later = (compiler.process(part, **kwargs) for part in element.clauses)
    return f"({later} - {earlier})"


@compiles(days_after, "sqlite")
def _after_sqlite(element: days_after, compiler: SQLCompiler, **kwargs: Any) -> str:
    day, days = (compiler.process(part, **kwargs) for part in element.clauses)
    return f"date({day}, ({days}) || ' days')"


@compiles(days_after, "postgresql")
def _after_postgresql(element: days_after, compiler: SQLCompiler, **kwargs: Any) -> str:
    day, days = (compiler.process(part, **kwargs) for part in element.clauses)
    return f"({day} + {days})"


@compiles(json_row, "sqlite")
def _row_sqlite(element: json_row, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"json_array({compiler.process(element.clauses, **kwargs)})"


@compiles(json_row, "postgresql")
def _row_postgresql(element: json_row, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"json_build_array({compiler.process(element.clauses, **kwargs)})"


@compiles(json_rows, "sqlite")
def _rows_sqlite(element: json_rows, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **kwargs)})"


@compiles(json_rows, "postgresql")
def _rows_postgresql(element: json_rows, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"coalesce(json_agg({compiler.process(element.clauses, **kwargs)}), '[]'::json)"
