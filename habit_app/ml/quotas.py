"""What is left of a quota in rule R's odds, for whole columns."""

from math import comb

import numpy as np
import polars as pl
from numpy.typing import NDArray

from habit_app.domain.chances import LEAST_LIKELY, MOST_LIKELY

Numbers = NDArray[np.float64]
QUOTA = ("times", "days", "times_left", "days_left")
STEPS = 40


def chances_with_what_is_left() -> pl.Expr:
    """The log-odds of being kept in `rule` after what is left of the quota, if there is one."""
    return pl.struct("rule", *QUOTA).map_batches(
        lambda rows: pl.Series("rule", with_what_is_left(rows.struct.unnest())),
        return_dtype=pl.Float64,
    )


def with_what_is_left(frame: pl.DataFrame) -> Numbers:
    """The same for a frame; of rows without a quota the log-odds stay."""
    kept = frame["rule"].to_numpy().copy()
    numbered = frame.with_row_index("row").filter(pl.col("times").is_not_null())
    for quota, part in numbered.group_by(QUOTA):
        at = part["row"].to_numpy()
        times, days, times_left, days_left = (int(str(one)) for one in quota)
        before = _within(1 / (1 + np.exp(-kept[at])))
        now = _within(_at_least(times_left, days_left, _each(times, days, before)))
        kept[at] = np.log(now / (1 - now))
    return kept


def _each(times: int, days: int, kept: Numbers) -> Numbers:
    """How good each day must be for the whole period to be kept with such a chance."""
    low, high = np.zeros_like(kept), np.ones_like(kept)
    each = kept
    for _ in range(STEPS):
        each = (low + high) / 2
        is_low = _at_least(times, days, each) < kept
        low, high = np.where(is_low, each, low), np.where(is_low, high, each)
    return each


def _at_least(times: int, days: int, each: Numbers) -> Numbers:
    total = np.zeros_like(each)
    for hits in range(times, days + 1):
        total += comb(days, hits) * each**hits * (1 - each) ** (days - hits)
    return total


def _within(chances: Numbers) -> Numbers:
    return np.clip(chances, LEAST_LIKELY, MOST_LIKELY)
