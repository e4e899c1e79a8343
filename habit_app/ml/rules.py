"""Rule R on whole columns, and what an installation's own past makes of it.

Which of the candidates is best for people who are left out decides: rule R as it is written, with
its start and its log-odds fitted, or with its weights fitted, too. Without many people the first
wins by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from habit_app.domain.chances import LEAST_LIKELY, MOST_LIKELY
from habit_app.domain.risk import (
    AS_WRITTEN,
    ENOUGH_HABITS,
    RATE_WEIGHT,
    UNKNOWN,
    Calibration,
    Weights,
)
from habit_app.ml import logistic
from habit_app.ml.features import KEYS
from habit_app.ml.histories import histories, recent_name
from habit_app.ml.logistic import Numbers, losses, odds
from habit_app.ml.quotas import QUOTA, with_what_is_left

HALF_LIVES = (1.5, 2, 3, 5, 7, 10, 14, 20)
START_WEIGHTS = (0.5, 1.5, 3, 6)
SHRINKS: tuple[float | None, ...] = (8, 16, 32, 64, None)
WEIGHTS: dict[str, tuple[float | None, ...]] = {
    "half_life": HALF_LIVES,
    "start": START_WEIGHTS,
    "others": (2, 20, 200, None),
    "after": SHRINKS,
    "weekday": SHRINKS,
}
STARTS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LEAST_ROWS, LEAST_GROUPS, FOLDS, ENOUGH_PEOPLE = 100, 3, 5, 20
MARGIN = 0.0005
"""So much better than a simpler one a candidate has to be, in nats."""
COUNTS = ("own_n", "own_k", "own_after_n", "own_after_k", "weekday_n", "weekday_k")

Fit = Callable[[pl.DataFrame], Calibration]


def count(units: pl.DataFrame) -> pl.DataFrame:
    """What rule R needs of each look, for every half-life that may be chosen."""
    recent = [f"own_{recent_name(one)}" for one in HALF_LIVES]
    columns = (*COUNTS, *recent, "others_kept", "others_due", "own_skip_streak")
    return (
        histories(units.lazy(), HALF_LIVES)
        .select(*KEYS, *QUOTA, *(pl.col(name).fill_null(0).cast(pl.Float64) for name in columns))
        .collect(engine="in-memory")
    )


def log_odds(counts: pl.DataFrame, calibration: Calibration) -> Numbers:
    """Rule R's log-odds of a skip."""
    found = calibration.intercept + calibration.slope * _raw(counts, calibration)
    return np.clip(found, *odds(np.array([LEAST_LIKELY, MOST_LIKELY])))


def _raw(counts: pl.DataFrame, calibration: Calibration) -> Numbers:
    weights, start = calibration.weights, calibration.start
    n, k, after_n, after_k, weekday_n, weekday_k = (counts[name].to_numpy() for name in COUNTS)
    p0 = np.full(len(n), start)
    if weights.others is not None:
        others = counts["others_kept"].to_numpy(), counts["others_due"].to_numpy()
        p0 = _leaning(*others, p0, weights.others)
    decay = 0.5 ** (1 / weights.half_life)
    weight = (1 - decay**n) / (1 - decay)
    recent = counts[f"own_{recent_name(weights.half_life)}"].to_numpy() * weight
    run = (recent + weights.start * p0) / (weight + weights.start)
    kept = odds(_leaning(after_k, after_n, run, weights.after))
    rate = (k + RATE_WEIGHT * p0) / (n + RATE_WEIGHT)
    on_weekday = odds(_leaning(weekday_k, weekday_n, rate, weights.weekday)) - odds(rate)
    kept = kept + np.where(counts["unit"].to_numpy() == 0, on_weekday, 0)
    return -with_what_is_left(counts.select(*QUOTA, rule=kept))


def _leaning(kept: Numbers, due: Numbers, on: Numbers, weight: float | None) -> Numbers:
    return on if weight is None else (kept + weight * on) / (due + weight)


def skipped_of(rows: pl.DataFrame) -> Numbers:
    return 1 - rows["kept"].cast(pl.Float64).to_numpy()


def loss(counts: pl.DataFrame, calibration: Calibration) -> float:
    found = losses(log_odds(counts, calibration), skipped_of(counts))
    return float(found.mean())


def fit(counts: pl.DataFrame) -> Calibration:
    """Choose how rule R is used from now on, by labelled rows of units that are over."""
    groups = _groups(counts)
    if counts.height < LEAST_ROWS or len(np.unique(groups)) < LEAST_GROUPS:
        return _as_written(counts)
    folds = groups % FOLDS
    best, least = CANDIDATES[0], np.inf
    is_crowd = counts["user"].n_unique() >= LEAST_GROUPS
    for candidate in CANDIDATES if is_crowd else PLAIN:
        found = _left_out(counts, folds, candidate)
        if found < least - MARGIN:
            best, least = candidate, found
    return best(counts)


def _groups(counts: pl.DataFrame) -> Numbers:
    """What is left out together: people, or where there are few of them habits, numbered."""
    name = "user" if counts["user"].n_unique() >= ENOUGH_PEOPLE else "habit"
    return counts[name].rank("dense").cast(pl.Int64).to_numpy()


def _left_out(counts: pl.DataFrame, folds: Numbers, candidate: Fit) -> float:
    total = 0.0
    for fold in np.unique(folds):
        test = counts.filter(folds == fold)
        total += loss(test, candidate(counts.filter(folds != fold))) * test.height
    return total / counts.height


def _as_written(counts: pl.DataFrame) -> Calibration:
    """Only the start is learned, once there are enough habits."""
    if counts["habit"].n_unique() < ENOUGH_HABITS:
        return AS_WRITTEN
    return replace(AS_WRITTEN, start=_kept_rate(counts))


def _kept_rate(counts: pl.DataFrame) -> float:
    rate = counts["kept"].mean()
    return float(np.clip(rate if isinstance(rate, float) else UNKNOWN, 0.05, 0.95))


def _with_start(counts: pl.DataFrame) -> Calibration:
    """The start fitted, with a slope and an intercept for what comes out."""
    return _straightened(counts, AS_WRITTEN.weights)


def _with_weights(counts: pl.DataFrame) -> Calibration:
    """The weights fitted, too, one after the other."""
    best = _with_start(counts)
    for name, grid in WEIGHTS.items():
        tried = [_weighed(best.weights, name, value) for value in grid]
        found = [_straightened(counts, weights, [best.start]) for weights in tried]
        best = min(found, key=lambda one: loss(counts, one))
    return best


def _weighed(weights: Weights, name: str, value: float | None) -> Weights:
    return replace(weights, **{name: value})  # type: ignore[arg-type]


def _straightened(
    counts: pl.DataFrame, weights: Weights, starts: Sequence[float] = STARTS
) -> Calibration:
    """Fit slope and intercept for each start, and take the best."""
    found, skipped = [], skipped_of(counts)
    for start in starts:
        raw = _raw(counts, Calibration(start, weights=weights))
        intercept, slope = logistic.fit(raw[:, None], skipped, ridge=0.1)
        found.append(Calibration(start, float(slope), float(intercept), weights))
    return min(found, key=lambda one: loss(counts, one))


def ewma(counts: pl.DataFrame, *, weekdays: bool) -> Calibration:
    """The baseline to beat: the habit's own recent run, and its weekdays, tuned on these rows."""
    begin = Calibration(_kept_rate(counts), weights=Weights(others=None, after=None, weekday=None))
    tried = [
        replace(begin, weights=replace(begin.weights, half_life=half_life, start=start))
        for half_life in HALF_LIVES
        for start in START_WEIGHTS
    ]
    best = min(tried, key=lambda one: loss(counts, one))
    if not weekdays:
        return best
    tried = [replace(best, weights=replace(best.weights, weekday=weight)) for weight in SHRINKS]
    return min(tried, key=lambda one: loss(counts, one))


def _ewma_weekday(counts: pl.DataFrame) -> Calibration:
    return ewma(counts, weekdays=True)


CANDIDATES: tuple[Fit, ...] = (_as_written, _with_start, _ewma_weekday, _with_weights)
PLAIN: tuple[Fit, ...] = (_as_written, _ewma_weekday)
"""What a person or two can carry: a slope that fits their habits misleads on the next one."""
