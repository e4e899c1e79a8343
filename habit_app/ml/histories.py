"""Histories: what a habit's past, its person's other habits and its chain say before each look."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from habit_app.ml.lines import latest, lay_lines, place

HALF_LIVES: Final = (3, 5, 7, 13, 21)
STATE: Final = (
    "n", "k", "m7", "m28", "lag1", "lag2", "lag3", "kept_streak", "skip_streak", "kept_day",
    "begun", "before", "last", "after_k", "after_n", "density", "usual_minute", "minute_spread",
)  # fmt: skip
WEEKDAY_STATE: Final = ("n", "k", "last", "e3")
NEAR, WEEK = 28, 7


def histories(units: pl.LazyFrame, half_lives: Sequence[float] = HALF_LIVES) -> pl.LazyFrame:
    """Return a row for each unit that has a look, with the counts that features are made of."""
    lines = lay_lines(units).cache()
    known = lines.filter(pl.col("y").is_not_null())
    past = _states(known, half_lives).cache()
    rows = lines.filter("asks").with_columns(weekday=_weekday())
    state = [*STATE, *(recent_name(one) for one in half_lives)]
    rows = latest(rows, place("line", pl.col("first")), past, state, "own_")
    at = (pl.col("line") * 8 + pl.col("weekday")).alias("day_line")
    by_weekday = _weekday_states(known)
    first = place("day_line", pl.col("first"))
    rows = latest(rows.with_columns(at), first, by_weekday, WEEKDAY_STATE, "weekday_").cache()
    return _with_links(_with_others(rows, known, past), past)


def recent_name(half_life: float) -> str:
    return f"e{half_life:g}"


def _weekday() -> pl.Expr:
    """Monday is 0; weeks and months have none, which is 7."""
    return pl.when(pl.col("unit") == 0).then(pl.col("first").dt.weekday() - 1).otherwise(7)


def _states(known: pl.LazyFrame, half_lives: Sequence[float]) -> pl.LazyFrame:
    """What a habit's past says after each of its units."""
    y, line, n = pl.col("y"), "line", pl.col("n")
    day = pl.col("first").to_physical()
    was_kept, before = y == 1, y.shift(1).over(line)
    known = known.with_columns(
        n=pl.int_range(pl.len()).over(line) + 1, at=place(line, pl.col("first"))
    )
    return known.with_columns(
        density=pl.len().rolling(index_column="at", period=f"{NEAR}i"),
        k=y.cum_sum().over(line),
        **{recent_name(size): _recent(y, size).over(line) for size in half_lives},
        **{f"m{size}": y.rolling_mean(size, min_samples=1).over(line) for size in (7, 28)},
        lag1=y,
        lag2=before,
        lag3=y.shift(2).over(line),
        kept_streak=n - pl.when(~was_kept).then(n).otherwise(0).cum_max().over(line),
        skip_streak=n - pl.when(was_kept).then(n).otherwise(0).cum_max().over(line),
        kept_day=pl.when(was_kept).then(pl.col("last").to_physical()).forward_fill().over(line),
        begun=day.first().over(line),
        before=day,
        usual_minute=_recent(pl.col("minute"), WEEK).forward_fill().over(line),
        minute_spread=pl.col("minute")
        .ewm_std(half_life=WEEK, ignore_nulls=True, bias=True)
        .forward_fill()
        .over(line),
        after_n=_after(before, y, pl.lit(1)),
        after_k=_after(before, y, y),
    )


def _recent(values: pl.Expr, half_life: float) -> pl.Expr:
    return values.ewm_mean(half_life=half_life, adjust=True, ignore_nulls=True)


def _after(before: pl.Expr, y: pl.Expr, counted: pl.Expr) -> pl.Expr:
    """Count over those units that followed an outcome like the latest one."""
    sums = [
        pl.when(before == outcome).then(counted).otherwise(0).cum_sum().over("line")
        for outcome in (0, 1)
    ]
    return pl.when(y == 1).then(sums[1]).otherwise(sums[0])


def _weekday_states(known: pl.LazyFrame) -> pl.LazyFrame:
    """What the same weekdays of a habit's past say after each of its units."""
    y, line = pl.col("y"), "day_line"
    known = known.with_columns(weekday=_weekday())
    known = known.with_columns((pl.col("line") * 8 + pl.col("weekday")).alias(line))
    return known.sort(line, "first").select(
        line,
        at=place(line, pl.col("first")),
        n=pl.int_range(pl.len()).over(line) + 1,
        k=y.cum_sum().over(line),
        last=y,
        e3=_recent(y, 3).over(line),
    )


def _with_others(rows: pl.LazyFrame, known: pl.LazyFrame, past: pl.LazyFrame) -> pl.LazyFrame:
    """How the person's other habits went on days before the look: ever, in a week, the day before.

    Limits are left out: they are kept by doing nothing.
    """
    days = _days_of_people(known)
    rows = rows.join(_by_look(rows, days), on=["camp", "look"], how="left")
    own = past.select("n", "k", at=place("line", pl.col("last")))
    week = pl.col("look") - pl.duration(days=WEEK)
    rows = latest(rows, place("line", week), own, ["n", "k"], "own_week_")
    is_fresh = (pl.col("own_last") == pl.col("look") - pl.duration(days=1)).fill_null(value=False)
    n, k = pl.col("own_n").fill_null(0), pl.col("own_k").fill_null(0)
    week_n, week_k = (pl.col(f"own_week_{name}").fill_null(0) for name in ("n", "k"))
    own_share = {
        "": (n, k),
        "_day": (is_fresh, pl.when(is_fresh).then("own_lag1").otherwise(0)),
        "_week": (n - week_n, k - week_k),
    }
    shares = {}
    for name, (own_n, own_k) in own_share.items():
        for what, mine in (("due", own_n), ("kept", own_k)):
            everything = pl.col(f"people_{what}").fill_null(0)
            if name:
                everything -= pl.col(f"people_{what}{name}").fill_null(0)
            less = pl.when(pl.col("at_most")).then(0).otherwise(mine.cast(pl.Float64))
            shares[f"others_{what}{name}"] = everything - less
    return rows.with_columns(**shares)


def _days_of_people(known: pl.LazyFrame) -> pl.LazyFrame:
    """How many units a person had kept, and had had at all, by the end of each day."""
    return (
        known.filter(~pl.col("at_most"))
        .group_by("camp", "last")
        .agg(kept=pl.col("y").sum(), due=pl.len().cast(pl.Float64))
        .sort("camp", "last")
        .select(
            at=place("camp", pl.col("last")),
            kept=pl.col("kept").cum_sum().over("camp"),
            due=pl.col("due").cum_sum().over("camp"),
        )
    )


def _by_look(rows: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    """What a person's habits came to before a look: ever, and but for the last day or week."""
    looks = rows.select("camp", "look").unique()
    for name, back in (("", 0), ("_day", 1), ("_week", WEEK)):
        at = place("camp", pl.col("look") - pl.duration(days=back))
        renamed = days.rename({"kept": f"kept{name}", "due": f"due{name}"})
        looks = latest(looks, at, renamed, [f"kept{name}", f"due{name}"], "people_")
    return looks


def _with_links(rows: pl.LazyFrame, past: pl.LazyFrame) -> pl.LazyFrame:
    """What the last unit of the habit before in the chain came to, before the look."""
    links = past.filter(pl.col("chain").is_not_null())
    lines = links.select(
        "chain", "view", (pl.col("link") + 1).cast(pl.UInt8).alias("link"), before_line="line"
    ).unique(["chain", "view", "link"])
    rows = rows.join(lines, on=["chain", "view", "link"], how="left")
    outcomes = links.select(at=place("line", pl.col("last")), kept="y")
    without = pl.col("before_line").fill_null(-1)
    rows = rows.with_columns(before_line=without)
    return latest(rows, place("before_line", pl.col("look")), outcomes, ["kept"], "link_")
