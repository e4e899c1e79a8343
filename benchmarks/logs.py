"""Plain logs for evaluation: a row for each scheduled day of a habit, and whether it was done."""

from pathlib import Path

import polars as pl

from habit_app.ml.units import as_units


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
