"""Why a model says what it says: contributions folded into the factors that people know.

The effects add up to the log-odds of a skip, in the format of `domain.risk`, whatever the stage.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from habit_app.domain.risk import Factor, Reason
from habit_app.domain.scorecard import FOLDED
from habit_app.domain.scorecard import TERMS as CARD_TERMS
from habit_app.ml import scorecard as scorecards
from habit_app.ml.features import COUNTS, FEATURES
from habit_app.ml.logistic import Numbers
from habit_app.ml.models import Model

FACTORS: Final[Mapping[Factor, tuple[str, ...]]] = {
    Factor.RECENT_RUN: (
        "rate", "run", "rule", "e3", "e7", "e21", "m7", "m28", "strength", "since_kept",
        "since_check_in",
    ),
    Factor.AFTER_MISS: ("after", "lag1", "lag2", "lag3", "kept_streak", "skip_streak"),
    Factor.WEEKDAY: (
        "weekday", "weekday_rate", "weekday_e3", "weekday_last", "weekday_n",
    ),
    Factor.OTHER_HABITS: ("others", "others_7", "others_1", "others_n", "link", "link_kept"),
    Factor.AGE: ("n", "age", "gap", "density"),
    Factor.TIME_OF_DAY: ("usual_minute", "minute_spread"),
    Factor.QUOTA_LEFT: ("quota", "times_left", "days_left"),
    Factor.BASE: ("schedule_type", "numeric", "at_most"),
}  # fmt: skip
"""Which features speak for which factor; after a kept unit `AFTER_MISS` is called `AFTER_KEPT`."""
ORDER: Final = tuple(FACTORS)


def effects(model: Model, rows: pl.DataFrame) -> Numbers:
    """What each factor, in `ORDER`, adds to the log-odds of a skip of each row."""
    by_card = _folded(
        scorecards.contributions(model.scorecard, rows), CARD_TERMS, FOLDED, base=Factor.BASE
    )
    if model.trees is None:
        return by_card
    by_trees = _folded(model.trees.contributions(rows), FEATURES, FACTORS, base=Factor.BASE)
    return model.share * by_trees + (1 - model.share) * by_card


def explain(model: Model, rows: pl.DataFrame) -> list[list[Reason]]:
    """The reasons of each row, the largest first, each with the numbers that put it into words."""
    numbers = rows.select(*FEATURES, *COUNTS).iter_rows(named=True)
    return [
        _reasons(moved, known) for moved, known in zip(effects(model, rows), numbers, strict=True)
    ]


def _folded(
    contributions: Numbers,
    names: tuple[str, ...],
    factors: Mapping[Factor, tuple[str, ...]],
    *,
    base: Factor,
) -> Numbers:
    """Add up the columns of each factor; the last column is the base."""
    found = np.zeros((len(contributions), len(ORDER)))
    for factor, parts in factors.items():
        places = [names.index(part) for part in parts]
        found[:, ORDER.index(factor)] += contributions[:, places].sum(axis=1)
    found[:, ORDER.index(base)] += contributions[:, -1]
    return found


def _reasons(moved: Numbers, known: dict[str, Any]) -> list[Reason]:
    reasons = []
    for factor, effect in zip(ORDER, moved, strict=True):
        after_kept = factor is Factor.AFTER_MISS and known["lag1"] == 1
        named = Factor.AFTER_KEPT if after_kept else factor
        reasons.append(Reason(named, float(effect), *_numbers_for(factor, known)))
    return sorted(reasons, key=lambda reason: -abs(reason.effect))


def _numbers_for(factor: Factor, known: dict[str, Any]) -> tuple[int, int]:
    """So many skipped of so many; of a habit's age its units and days; of the time its minutes."""
    if factor is Factor.RECENT_RUN:
        return _skipped((known["m7"] or 0) * min(known["n"], 7), min(known["n"], 7))
    if factor is Factor.AFTER_MISS:
        return _skipped(known["after_k"], known["after_n"])
    if factor is Factor.WEEKDAY:
        return _skipped(known["weekday_k"], known["weekday_n"] or 0)
    if factor is Factor.OTHER_HABITS:
        return _skipped((known["others_7"] or 0) * known["others_n"], known["others_n"])
    pairs = {
        Factor.AGE: ("n", "age"),
        Factor.TIME_OF_DAY: ("usual_minute", "minute_spread"),
        Factor.QUOTA_LEFT: ("times_left", "days_left"),
    }
    if factor not in pairs:
        return 0, 0
    count, of = (known[name] for name in pairs[factor])
    return round(count or 0), round(of or 0)


def _skipped(kept: float, due: float) -> tuple[int, int]:
    return round(due - kept), round(due)
