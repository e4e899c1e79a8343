"""Plain logs for evaluation: a row for each scheduled day of a habit, and whether it was done."""

from pathlib import Path

import polars as pl

from habit_app.ml.units import SCHEMA

FILLED = {"unit": 0, "schedule": 0, "numeric": False, "at_most": False, "is_open": False}


def read_log(path: Path) -> pl.DataFrame:
    """Read `user, habit, date, done` into the units frame. Hours and lateness are unknown."""
    rows = pl.read_csv(path, try_parse_dates=True).unique(["user", "habit", "date"], keep="last")
    rows = rows.sort("user", "habit", "date")
    return as_units(
        rows.select(
            user=pl.col("user").rank("dense"),
            habit=pl.struct("user", "habit").rle_id(),
            first=pl.col("date").cast(pl.Date),
            kept=pl.col("done") == 1,
        )
    )


def as_units(rows: pl.DataFrame) -> pl.DataFrame:
    """Days that are all known from the evening on: `user, habit, first, kept` and what else is."""
    same = {"last": "first", "look": "first", "then": "kept", "since": "kept"}
    rows = rows.with_columns(pl.col(source).alias(name) for name, source in same.items())
    missing = {name: FILLED.get(name) for name in SCHEMA if name not in rows.columns}
    rows = rows.with_columns(pl.lit(value).alias(name) for name, value in missing.items())
    return rows.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
