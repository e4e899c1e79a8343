"""What a model has to be measured against: simple predictions, fitted on the training part only."""

import numpy as np

from habit_app.ml import rules
from habit_app.ml.learning import Labelled
from habit_app.ml.logistic import Numbers, losses, odds
from habit_app.ml.rules import STARTS

TO_BEAT = "ewma_weekday"
WEIGHTS = (0.5, 1, 2, 4, 8)


def predict(known: Labelled, asked: Labelled) -> dict[str, Numbers]:
    """The log-odds of a skip by each baseline, for `asked`, with what `known` taught them."""
    counts = known.counts
    ewma, ewma_weekday = (rules.ewma(counts, weekdays=weekdays) for weekdays in (False, True))
    return {
        "global": np.full(asked.height, odds(known.skipped.mean()[None])[0]),
        "beta": _beta(known, asked),
        "loop": -odds(asked.rows["strength"].fill_null(0).cast(float).to_numpy()),
        "ewma": rules.log_odds(asked.counts, ewma),
        TO_BEAT: rules.log_odds(asked.counts, ewma_weekday),
    }


def _beta(known: Labelled, asked: Labelled) -> Numbers:
    """The habit's own rate, leaning on a common one."""
    tried = [(start, weight) for start in STARTS for weight in WEIGHTS]
    best = min(tried, key=lambda one: float(losses(_rate(known, *one), known.skipped).mean()))
    return _rate(asked, *best)


def _rate(part: Labelled, start: float, weight: float) -> Numbers:
    n, k = (part.counts[name].to_numpy() for name in ("own_n", "own_k"))
    return -odds((k + weight * start) / (n + weight))
