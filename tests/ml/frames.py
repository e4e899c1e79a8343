"""Small frames of a crowd that is known: who kept what yesterday tends to keep it today."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from habit_app.ml.units import SCHEMA

START = date(2026, 1, 1)
FILLED = {"unit": 0, "schedule": 0, "numeric": False, "at_most": False, "is_open": False}


def some_units(people: int, days: int = 60, *, seed: int = 3, habits: int = 1) -> pl.DataFrame:
    """Days of daily habits, each person with a rate of their own, and moods that last."""
    draw = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for user in range(people):
        for number in range(habits):
            own, mood = draw.normal(0, 1), 0.0
            for day in range(days):
                mood = 0.8 * mood + draw.normal(0, 0.8)
                kept = bool(draw.random() < 1 / (1 + np.exp(-own - mood)))
                rows.append(
                    {"user": user, "habit": user * habits + number, "at": day, "kept": kept}
                )
    frame = pl.DataFrame(rows).with_columns(first=pl.lit(START) + pl.duration(days=pl.col("at")))
    same = {"last": "first", "look": "first", "then": "kept", "since": "kept"}
    frame = frame.with_columns(pl.col(source).alias(name) for name, source in same.items())
    missing = {name: FILLED.get(name) for name in SCHEMA if name not in frame.columns}
    frame = frame.with_columns(pl.lit(value).alias(name) for name, value in missing.items())
    return frame.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
