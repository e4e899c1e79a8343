"""The seam to LightGBM: growing trees, scoring with them, and what each feature added.

Trees are handed around as their text. Nothing is pickled, and only what this installation wrote
is read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import lightgbm
import numpy as np
import polars as pl
from numpy.typing import NDArray

from habit_app.ml.features import FEATURES, OUTCOMES, RATES
from habit_app.ml.logistic import Numbers

Table = NDArray[np.float32]
Progress = Callable[[float], None]
SEED: Final = 7
HELD_OUT: Final = 0.2
MOST_ROUNDS, PATIENCE, LONGER = 2000, 50, 1.1
PARAMETERS: Final[dict[str, Any]] = {
    "objective": "binary",
    "num_leaves": 15,
    "min_data_in_leaf": 60,
    "learning_rate": 0.05,
    "lambda_l2": 10,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": SEED,
    "num_threads": 1,
    "verbosity": -1,
    "monotone_constraints": [-1 if name in (*RATES, *OUTCOMES) else 0 for name in FEATURES],
}


@dataclass(frozen=True, slots=True)
class Trees:
    """Grown trees. The text is all there is to them; `booster` is what LightGBM made of it."""

    text: str
    booster: lightgbm.Booster

    def log_odds(self, rows: pl.DataFrame) -> Numbers:
        return _numbers(self.booster.predict(table_of(rows), raw_score=True))

    def contributions(self, rows: pl.DataFrame) -> Numbers:
        """What each feature added to the log-odds of a skip, and in the last column the base."""
        return _numbers(self.booster.predict(table_of(rows), pred_contrib=True))

    def importance(self) -> dict[str, float]:
        """The share of each feature in what the trees gained."""
        gains = np.asarray(self.booster.feature_importance("gain"), dtype=float)
        shares = gains / max(gains.sum(), 1e-12)
        return {name: round(float(one), 6) for name, one in zip(FEATURES, shares, strict=True)}


def read(text: str) -> Trees:
    """Read trees from a text that this installation wrote."""
    return Trees(text, lightgbm.Booster(model_str=text))


def table_of(rows: pl.DataFrame) -> Table:
    """The features as LightGBM wants them, what is not known as NaN."""
    found: Table = rows.select(FEATURES).to_numpy(order="c")
    return found


def held_out(people: NDArray[Any], share: float = HELD_OUT) -> NDArray[np.bool_]:
    """Which rows belong to the people, chosen by a fixed seed, on whom growing is stopped."""
    everybody = np.unique(people)
    chosen = np.random.default_rng(SEED).permutation(everybody)
    return np.isin(people, chosen[: max(1, round(len(everybody) * share))])


@dataclass(frozen=True, slots=True)
class Grown:
    """How growing went: after how many rounds it was best, and the log-odds of those held out."""

    rounds: int
    held_out: Numbers


def find_rounds(
    table: Table, skipped: Numbers, aside: NDArray[np.bool_], progress: Progress
) -> Grown:
    """Grow until the people aside are predicted no better any more."""
    training = lightgbm.Dataset(table[~aside], skipped[~aside], feature_name=list(FEATURES))
    judging = lightgbm.Dataset(table[aside], skipped[aside], reference=training)
    booster = lightgbm.train(
        PARAMETERS,
        training,
        MOST_ROUNDS,
        valid_sets=[judging],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False), _telling(progress)],
    )
    rounds = max(1, booster.best_iteration)
    raw = booster.predict(table[aside], raw_score=True, num_iteration=rounds)
    return Grown(rounds, _numbers(raw))


def grow(table: Table, skipped: Numbers, rounds: int, progress: Progress) -> Trees:
    """Grow on all rows: a little longer than was best on a part of them."""
    training = lightgbm.Dataset(table, skipped, feature_name=list(FEATURES))
    most = max(1, round(rounds * LONGER))
    booster = lightgbm.train(PARAMETERS, training, most, callbacks=[_telling(progress, most)])
    return read(booster.model_to_string())


def _telling(progress: Progress, most: int = MOST_ROUNDS) -> Callable[[Any], None]:
    def tell(env: Any) -> None:
        progress(min(1.0, (env.iteration + 1) / most))

    return tell


def _numbers(found: Any) -> Numbers:
    return np.asarray(found, dtype=np.float64)
