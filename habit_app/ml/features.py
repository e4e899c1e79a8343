"""Features of units from what was known before each: one builder for training and for serving."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from habit_app.domain.risk import (
    DECAY,
    RATE_WEIGHT,
    RUN_WEIGHT,
    SHRINK,
    UNKNOWN,
)
from habit_app.ml.lines import latest, lay_lines, place
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
STATE = [
    "n", "k", "e3", "e5", "e7", "e13", "e21", "m7", "m28", "lag1", "lag2", "lag3", "kept_streak",
    "skip_streak", "kept_day", "begun", "before", "last", "after_k", "after_n", "density",
    "usual_minute", "minute_spread",
]  # fmt: skip
WEEKDAY_STATE = ["n", "k", "last", "e3"]
OF_WEEKDAYS = ("weekday_n", "weekday_last", "weekday_e3")
NEAR, WEEK = 28, 7


def features(units: pl.LazyFrame, prior: float = UNKNOWN) -> pl.LazyFrame:
    """Return a row for each unit that has a look: its keys, its features, and rule R's parts.

    `prior` is how often a habit is kept of which nothing is known, nor of its person.
    """
    lines = lay_lines(units)
    known = lines.filter(pl.col("y").is_not_null())
    past = _states(known)
    rows = lines.filter("asks").with_columns(weekday=_weekday())
    rows = latest(rows, place("line", pl.col("first")), past, STATE, "own_")
    by_weekday = _weekday_states(known)
    at = (pl.col("line") * 8 + pl.col("weekday")).alias("day_line")
    rows = rows.with_columns(at)
    rows = latest(rows, place("day_line", pl.col("first")), by_weekday, WEEKDAY_STATE, "weekday_")
    rows = _with_links(_with_others(rows, known, past), past)
    return _finished(rows, prior)


def build(
    units: pl.DataFrame, prior: float = UNKNOWN, *, rows_at_once: int = 2_000_000
) -> pl.DataFrame:
    """Make the features chunk by chunk, each of whole people, so that memory stays bounded."""
    chunks = [features(chunk.lazy(), prior).collect() for chunk in by_person(units, rows_at_once)]
    return pl.concat(chunks) if chunks else features(units.lazy(), prior).collect()


def by_person(units: pl.DataFrame, rows_at_once: int) -> Iterator[pl.DataFrame]:
    """Yield the units in parts of whole people, in their order, of about so many rows."""
    sizes = units.group_by("user").len().sort("user")
    parts = sizes.with_columns(part=(pl.col("len").cum_sum() - pl.col("len")) // rows_at_once)
    if parts["part"].n_unique() <= 1:
        yield units
        return
    bounds = parts.group_by("part").agg(low=pl.col("user").min(), high=pl.col("user").max())
    for low, high in bounds.sort("part").select("low", "high").iter_rows():
        yield units.filter(pl.col("user").is_between(low, high))


def _weekday() -> pl.Expr:
    """Monday is 0; weeks and months have none, which is 7."""
    return pl.when(pl.col("unit") == 0).then(pl.col("first").dt.weekday() - 1).otherwise(7)


def _states(known: pl.LazyFrame) -> pl.LazyFrame:
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
        **{f"e{size}": _recent(y, size).over(line) for size in (3, 5, 7, 13, 21)},
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


def _recent(values: pl.Expr, half_life: int) -> pl.Expr:
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
    counted = ~pl.col("at_most")
    days = (
        known.filter(counted)
        .group_by("camp", "last")
        .agg(kept=pl.col("y").sum(), due=pl.len().cast(pl.Float64))
        .sort("camp", "last")
        .select(
            at=place("camp", pl.col("last")),
            kept=pl.col("kept").cum_sum().over("camp"),
            due=pl.col("due").cum_sum().over("camp"),
        )
    )
    own = past.select("n", "k", at=place("line", pl.col("last")))
    for name, back in (("ever", 0), ("day", 1), ("week", WEEK)):
        look = pl.col("look") - pl.duration(days=back)
        rows = latest(rows, place("camp", look), days, ["kept", "due"], f"{name}_")
        if back:
            rows = latest(rows, place("line", look), own, ["n", "k"], f"{name}_")

    def less(name: str) -> pl.Expr:
        return pl.col(name).fill_null(0)

    kept = less("ever_kept") - pl.when(counted).then(less("own_k")).otherwise(0)
    due = less("ever_due") - pl.when(counted).then(less("own_n")).otherwise(0)
    for name in ("day", "week"):
        own_kept = pl.when(counted).then(less(f"{name}_k")).otherwise(0)
        own_due = pl.when(counted).then(less(f"{name}_n")).otherwise(0)
        rows = rows.with_columns(
            (kept - (less(f"{name}_kept") - own_kept)).alias(f"others_kept_{name}"),
            (due - (less(f"{name}_due") - own_due)).alias(f"others_due_{name}"),
        )
    return rows.with_columns(others_kept=kept, others_due=due)


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


def _finished(rows: pl.LazyFrame, prior: float) -> pl.LazyFrame:
    """Name the features, in their order, and leave out what they were made of."""
    look, is_day = pl.col("look").to_physical(), pl.col("unit") == 0
    as_they_are = {"n", "rate", "run", "after", "weekday_rate", "rule", "quota", "link_kept"}
    as_they_are |= {"times_left", "days_left", "numeric", "at_most", "link"}
    of_days = {name: pl.when(is_day).then(pl.col(name)) for name in ("weekday", *OF_WEEKDAYS)}
    found = {
        **{name: pl.col(f"own_{name}") for name in STATE},
        **{name: pl.col(name) for name in as_they_are},
        **of_days,
        "age": look - pl.col("own_begun"),
        "gap": look - pl.col("own_before"),
        "since_kept": look - pl.col("own_kept_day"),
        "since_check_in": look - pl.col("checked_in").to_physical(),
        "strength": pl.col("own_e13") * (1 - 0.5 ** (pl.col("n") / 13)),
        "others": pl.col("p0"),
        "others_7": pl.col("others_kept_week") / pl.col("others_due_week"),
        "others_1": pl.col("others_kept_day") / pl.col("others_due_day"),
        "others_n": pl.col("others_due_week"),
        "schedule_type": pl.col("schedule"),
    }
    named = (found[name].cast(pl.Float32).alias(name) for name in FEATURES)
    return _with_chances(rows, prior).select(*KEYS, "p0", *named)


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


def logit(name: str) -> pl.Expr:
    chance = pl.col(name)
    return (chance / (1 - chance)).log()
