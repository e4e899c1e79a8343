"""Small frames of a crowd that is known: who kept what yesterday tends to keep it today."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from habit_app.ml.units import as_units

START = date(2026, 1, 1)


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
    return as_units(frame.drop("at"))
