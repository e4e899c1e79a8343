"""Lines: each habit's units in order, with what was known of them at the looks that they serve.

Most people have one line of each habit. What was recorded late is known to the looks after that
day only, so whoever did so has further lines, one for each state of knowledge of a look.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

SPAN: Final = 10_000_000
ZERO: Final = 1_000_000
"""A line and a day make one number, `line * SPAN + ZERO + day`, in the order of both."""
LATEST: Final = -1
"""The view of those looks that know all there is about the days before them."""


def lay_lines(units: pl.LazyFrame) -> pl.LazyFrame:
    """Return the units by line and day: `y` is what is known of each, `asks` whether it looks.

    `line` numbers the habits, `camp` the people, both once for each view.
    """
    changes = _changes(units)
    views = _views(units, changes)
    asks = pl.col("look").is_not_null()
    newest = units.join(views, on=["user", "look"], how="left").with_columns(
        y=pl.col("since"),
        asks=asks & (pl.col("is_open") | pl.col("view").is_null()),
        view=pl.lit(LATEST, pl.Int32),
    )
    reach = views.group_by("user", "view").agg(pl.col("look").max().alias("through"))
    earlier = (
        units.filter(~pl.col("is_open"))
        .join(reach, on="user")
        .filter(pl.col("first") <= pl.col("through"))
        .join(views.rename({"view": "own_view"}), on=["user", "look"], how="left")
        .join(_changed(changes, reach), on=["habit", "first", "view"], how="left")
        .with_columns(
            y=pl.when(pl.col("is_changed")).then(pl.col("to")).otherwise(pl.col("then")),
            asks=asks & (pl.col("own_view") == pl.col("view")).fill_null(value=False),
        )
        .drop("through", "own_view", "is_changed", "to")
    )
    return (
        pl.concat([newest, earlier], how="diagonal")
        .sort("user", "view", "habit", "first", "is_open")
        .with_columns(
            line=pl.struct("habit", "view").rle_id().cast(pl.Int64),
            camp=pl.struct("user", "view").rle_id().cast(pl.Int64),
            y=pl.col("y").cast(pl.Float64),
        )
    )


def _changes(units: pl.LazyFrame) -> pl.LazyFrame:
    """What was recorded late: a row for each time that it changed what a unit came to."""
    return (
        units.filter(pl.col("changes").is_not_null())
        .select("user", "habit", "first", "last", "changes")
        .explode("changes")
        .unnest("changes")
    )


def _views(units: pl.LazyFrame, changes: pl.LazyFrame) -> pl.LazyFrame:
    """The looks that do not know all that was recorded later, with the last change they do know.

    A view is the number of that day; of several looks with the same knowledge it is the same.
    """
    touched = (
        units.filter(pl.col("look").is_not_null() & ~pl.col("is_open"))
        .select("user", "look")
        .unique()
        .join(changes.select("user", "last", "on"), on="user")
        .filter((pl.col("last") < pl.col("look")) & (pl.col("look") <= pl.col("on")))
        .select("user", "look")
        .unique()
    )
    known = pl.col("on").filter(pl.col("on") < pl.col("look"))
    return (
        touched.join(changes.select("user", "on").unique(), on="user")
        .group_by("user", "look")
        .agg(known.max().to_physical().fill_null(-ZERO).alias("view"))
    )


def _changed(changes: pl.LazyFrame, reach: pl.LazyFrame) -> pl.LazyFrame:
    """What units had been changed to, by view."""
    return (
        changes.join(reach.select("user", "view"), on="user")
        .filter(pl.col("on").to_physical() <= pl.col("view"))
        .group_by("habit", "first", "view")
        .agg(pl.col("to").sort_by("on").last())
        .with_columns(is_changed=pl.lit(value=True))
    )


def place(line: str, day: pl.Expr) -> pl.Expr:
    """The place of a day on a line, as one number."""
    return pl.col(line) * SPAN + ZERO + day.to_physical().cast(pl.Int64)


def latest(
    left: pl.LazyFrame, at: pl.Expr, right: pl.LazyFrame, columns: Sequence[str], prefix: str = ""
) -> pl.LazyFrame:
    """Add to each row of `left` the `columns` of the last row of `right` before its place.

    `right` has its places in the column `at`; what lies on another line is none.
    """
    named = right.select("at", *(pl.col(name).alias(f"{prefix}{name}") for name in columns))
    named = named.with_columns(found=pl.col("at")).sort("at")
    joined = (
        left.with_columns(at=at)
        .sort("at")
        .join_asof(named, on="at", strategy="backward", allow_exact_matches=False)
    )
    same = pl.col("found") // SPAN == pl.col("at") // SPAN
    return joined.with_columns(
        pl.when(same).then(pl.col(f"{prefix}{name}")).alias(f"{prefix}{name}") for name in columns
    ).drop("at", "found")
