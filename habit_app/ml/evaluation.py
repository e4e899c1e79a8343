"""How good predictions are: losses, ranks, calibration, by slices, with intervals over people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from habit_app.domain.schedules import TYPES
from habit_app.ml.logistic import Numbers, chance, losses

BINS, RESAMPLES, SEED = 15, 400, 11
LEAST_OF_HABIT = 10
BUCKETS = ((0, 0), (1, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, 10**9))
LEAST_OF_BUCKET = 300
INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows with what happened, and whose they are."""

    skipped: Numbers
    people: NDArray[np.int64]
    habits: NDArray[np.int64]
    past: Numbers
    schedules: NDArray[np.int64]

    def part(self, rows: NDArray[np.bool_]) -> "Scored":
        return Scored(
            self.skipped[rows],
            self.people[rows],
            self.habits[rows],
            self.past[rows],
            self.schedules[rows],
        )


def scored(rows: pl.DataFrame) -> Scored:
    """What happened, of rows of features or counts."""
    past = "n" if "n" in rows.columns else "own_n"
    return Scored(
        1 - rows["kept"].cast(pl.Float64).to_numpy(),
        rows["user"].cast(pl.Int64).to_numpy(),
        rows["habit"].cast(pl.Int64).to_numpy(),
        rows[past].cast(pl.Float64).to_numpy(),
        rows["schedule"].cast(pl.Int64).to_numpy(),
    )


def metrics(log_odds: Numbers, rows: Scored, *, base_rate: float) -> dict[str, float]:
    """The figures of some predictions; the skill is against the rate of the training part."""
    chances = chance(log_odds)
    brier = float(np.mean((chances - rows.skipped) ** 2))
    plain = float(np.mean((base_rate - rows.skipped) ** 2))
    return {
        "rows": float(len(chances)),
        "skip_rate": float(rows.skipped.mean()),
        "log_loss": float(losses(log_odds, rows.skipped).mean()),
        "brier": brier,
        "brier_skill": 1 - brier / plain if plain else 0.0,
        "auc": auc(log_odds, rows.skipped),
        "within_habit_auc": within_habit_auc(log_odds, rows),
        "ece": ece(log_odds, rows.skipped),
        "bias": float(chances.mean() - rows.skipped.mean()),
    }


def auc(scores: Numbers, skipped: Numbers) -> float:
    """How often a skipped row has the higher score of two; one half where there is but one kind."""
    ones = float(skipped.sum())
    zeros = len(skipped) - ones
    if not ones or not zeros:
        return 0.5
    ranks = pl.Series(scores).rank("average").to_numpy()
    return float((ranks[skipped > 0].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def within_habit_auc(log_odds: Numbers, rows: Scored) -> float:
    """Whether days are told apart, not habits: weighed by the pairs that a habit has."""
    total = weight = 0.0
    order = np.argsort(rows.habits, kind="stable")
    bounds = np.flatnonzero(np.diff(rows.habits[order])) + 1
    for part in np.split(order, bounds):
        ones = float(rows.skipped[part].sum())
        pairs = ones * (len(part) - ones)
        if len(part) >= LEAST_OF_HABIT and pairs:
            total += pairs * auc(log_odds[part], rows.skipped[part])
            weight += pairs
    return total / weight if weight else 0.5


def reliability(log_odds: Numbers, skipped: Numbers) -> list[dict[str, float]]:
    """Bins of equal size from low risk to high: what was said, and what happened."""
    chances = chance(log_odds)
    order = np.argsort(chances, kind="stable")
    return [
        {
            "rows": float(len(part)),
            "said": float(chances[part].mean()),
            "skipped": float(skipped[part].mean()),
        }
        for part in np.array_split(order, BINS)
        if len(part)
    ]


def ece(log_odds: Numbers, skipped: Numbers) -> float:
    bins = reliability(log_odds, skipped)
    off = sum(one["rows"] * abs(one["said"] - one["skipped"]) for one in bins)
    return off / max(len(skipped), 1)


def by_bucket(log_odds: Numbers, rows: Scored) -> dict[str, dict[str, float]]:
    """Log-loss by how much past a habit had."""
    found = {}
    for low, high in BUCKETS:
        name = str(low) if low == high else f"{low}-{high}" if high < BUCKETS[-1][1] else f"{low}+"
        found[name] = _slice(log_odds, rows, (rows.past >= low) & (rows.past <= high))
    return {name: one for name, one in found.items() if one["rows"]}


def by_schedule(log_odds: Numbers, rows: Scored) -> dict[str, dict[str, float]]:
    names = list(TYPES)
    found = {
        names[one]: _slice(log_odds, rows, rows.schedules == one)
        for one in np.unique(rows.schedules)
    }
    return {name: one for name, one in found.items() if one["rows"]}


def _slice(log_odds: Numbers, rows: Scored, chosen: NDArray[np.bool_]) -> dict[str, float]:
    if not chosen.any():
        return {"rows": 0.0}
    part, said = rows.part(chosen), log_odds[chosen]
    return {
        "rows": float(chosen.sum()),
        "log_loss": float(losses(said, part.skipped).mean()),
        "auc": auc(said, part.skipped),
        "bias": float(chance(said).mean() - part.skipped.mean()),
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """How much lower one log-loss is than another, with the bounds of 95 %."""

    mean: float
    low: float
    high: float


def difference(one: Numbers, other: Numbers, rows: Scored) -> Difference:
    """The log-loss of `one` less that of `other` on the same rows, people drawn anew."""
    gaps = losses(one, rows.skipped) - losses(other, rows.skipped)
    return _drawn(gaps, rows.people)


def interval(log_odds: Numbers, rows: Scored) -> Difference:
    """A log-loss with its bounds."""
    return _drawn(losses(log_odds, rows.skipped), rows.people)


def _drawn(values: Numbers, people: NDArray[np.int64]) -> Difference:
    _, numbers = np.unique(people, return_inverse=True)
    sums, sizes = np.bincount(numbers, values), np.bincount(numbers)
    chance_of, many = np.random.default_rng(SEED), len(sums)
    drawn = np.empty(RESAMPLES)
    for place in range(RESAMPLES):
        who = chance_of.integers(0, many, many)
        drawn[place] = sums[who].sum() / sizes[who].sum()
    low, high = np.percentile(drawn, INTERVAL)
    return Difference(float(values.mean()), float(low), float(high))


def rounded(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same figures, short enough to be stored and shown."""
    return {
        name: round(value, 6) if isinstance(value, float) else value
        for name, value in found.items()
    }
