"""Features of units from what was known before each: one builder for training and for serving."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from habit_app.domain.risk import HALF_LIFE, RATE_WEIGHT, RUN_WEIGHT, SHRINK, UNKNOWN
from habit_app.ml.histories import HALF_LIVES, STATE, histories, recent_name
from habit_app.ml.quotas import chances_with_what_is_left

KEYS: Final = ("user", "habit", "first", "last", "look", "unit", "schedule", "is_open", "kept")
RATES: Final = (
    "rate", "e3", "e7", "e21", "m7", "m28", "weekday_rate", "weekday_e3", "others", "others_7",
    "others_1", "run", "after", "rule", "strength",
)  # fmt: skip
"""Features by which more was kept: a model may not take them for a higher risk."""
OUTCOMES: Final = ("lag1", "lag2", "lag3", "weekday_last", "link_kept")
FEATURES: Final = (
    *RATES, *OUTCOMES, "n", "age", "weekday", "gap", "kept_streak", "skip_streak", "since_kept",
    "weekday_n", "others_n", "density", "since_check_in", "usual_minute", "minute_spread",
    "times_left", "days_left", "quota", "schedule_type", "numeric", "at_most", "link",
)  # fmt: skip
COUNTS: Final = ("after_n", "after_k", "weekday_k")
"""What reasons are told with, beside the features."""
OF_WEEKDAYS: Final = ("weekday_n", "weekday_last", "weekday_e3")
DECAY: Final = 0.5 ** (1 / HALF_LIFE)


def features(units: pl.LazyFrame, prior: float = UNKNOWN) -> pl.LazyFrame:
    """Return a row for each unit that has a look: its keys, its features, and rule R's parts.

    `prior` is how often a habit is kept of which nothing is known, nor of its person.
    """
    return finished(histories(units), prior)


def build(
    units: pl.DataFrame, prior: float = UNKNOWN, *, rows_at_once: int = 2_000_000
) -> pl.DataFrame:
    """Make the features chunk by chunk, each of whole people, so that memory stays bounded."""
    chunks = by_person(units, rows_at_once)
    return pl.concat(features(chunk.lazy(), prior).collect(engine="in-memory") for chunk in chunks)


def by_person(units: pl.DataFrame, rows_at_once: int) -> Iterator[pl.DataFrame]:
    """Yield the units in parts of whole people, in their order, of about so many lines' rows."""
    sizes = units.group_by("user").agg(len=lines_of()).sort("user")
    parts = sizes.with_columns(part=(pl.col("len").cum_sum() - pl.col("len")) // rows_at_once)
    if parts["part"].n_unique() <= 1:
        yield units
        return
    bounds = parts.group_by("part").agg(low=pl.col("user").min(), high=pl.col("user").max())
    for low, high in bounds.sort("part").select("low", "high").iter_rows():
        yield units.filter(pl.col("user").is_between(low, high))


def lines_of() -> pl.Expr:
    """How many rows the lines of a person have at the most: all units for each day of lateness."""
    late = pl.col("changes").explode().struct.field("on").drop_nulls().n_unique()
    return (pl.len() * (1 + late)).cast(pl.Int64)


def finished(rows: pl.LazyFrame, prior: float) -> pl.LazyFrame:
    """Name the features, in their order, and leave out what they were made of."""
    look, is_day = pl.col("look").to_physical(), pl.col("unit") == 0
    as_they_are = {"n", "rate", "run", "after", "weekday_rate", "rule", "quota", "link_kept"}
    as_they_are |= {"times_left", "days_left", "numeric", "at_most", "link"}
    of_days = {name: pl.when(is_day).then(pl.col(name)) for name in ("weekday", *OF_WEEKDAYS)}
    found = {
        **{name: pl.col(f"own_{name}") for name in (*STATE, *map(recent_name, HALF_LIVES))},
        **{name: pl.col(name) for name in as_they_are},
        **of_days,
        "age": look - pl.col("own_begun"),
        "gap": look - pl.col("own_before"),
        "since_kept": look - pl.col("own_kept_day"),
        "since_check_in": look - pl.col("checked_in").to_physical(),
        "strength": pl.col("own_e13") * (1 - 0.5 ** (pl.col("n") / 13)),
        "others": pl.col("p0"),
        "others_7": _share("others_kept_week", "others_due_week"),
        "others_1": _share("others_kept_day", "others_due_day"),
        "others_n": pl.col("others_due_week"),
        "schedule_type": pl.col("schedule"),
    }
    named = (found[name].cast(pl.Float32).alias(name) for name in FEATURES)
    counts = (
        pl.col(name).fill_null(0).cast(pl.Float32).alias(told)
        for name, told in zip(("own_after_n", "own_after_k", "weekday_k"), COUNTS, strict=True)
    )
    return _with_chances(rows, prior).select(*KEYS, "p0", *named, *counts)


def _with_chances(rows: pl.LazyFrame, prior: float) -> pl.LazyFrame:
    """Add the chances that rule R is made of, its log-odds of being kept, and the quota's share."""
    n, weekday_n, k, weekday_k = (
        pl.col(name).fill_null(0) for name in ("own_n", "weekday_n", "own_k", "weekday_k")
    )
    others_kept, others_due = pl.col("others_kept"), pl.col("others_due")
    p0 = (others_kept + RATE_WEIGHT * prior) / (others_due + RATE_WEIGHT)
    weight = (1 - DECAY**n) / (1 - DECAY)
    recent = pl.col("own_e5").fill_null(0) * weight
    after_n, after_k = (pl.col(name).fill_null(0) for name in ("own_after_n", "own_after_k"))
    on_weekday = (weekday_k + SHRINK * pl.col("rate")) / (weekday_n + SHRINK)
    return (
        rows.with_columns(p0=p0, n=n)
        .with_columns(
            rate=(k + RATE_WEIGHT * pl.col("p0")) / (n + RATE_WEIGHT),
            run=(recent + RUN_WEIGHT * pl.col("p0")) / (weight + RUN_WEIGHT),
            weekday_n=weekday_n,
        )
        .with_columns(
            after=(after_k + SHRINK * pl.col("run")) / (after_n + SHRINK),
            weekday_rate=pl.when(pl.col("unit") == 0).then(on_weekday).otherwise(pl.col("rate")),
        )
        .with_columns(rule=logit("after") + logit("weekday_rate") - logit("rate"))
        .with_columns(quota=chances_with_what_is_left() - pl.col("rule"))
    )


def _share(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole))


def logit(name: str) -> pl.Expr:
    chance = pl.col(name)
    return (chance / (1 - chance)).log()
