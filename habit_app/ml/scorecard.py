"""Fitting the scorecard, and applying it to whole columns."""

import numpy as np
import polars as pl

from habit_app.domain.scorecard import TERMS, Scorecard
from habit_app.ml import logistic
from habit_app.ml.logistic import Numbers, odds

RIDGE = 1.0


def terms_of(rows: pl.DataFrame) -> Numbers:
    """The terms of each row of features, as `domain.scorecard` has them."""
    column = {name: rows[name].cast(pl.Float64) for name in TERMS}
    return np.column_stack(
        [
            *(odds(column[name].to_numpy()) for name in ("rate", "run", "weekday_rate")),
            (column["lag1"] - 0.5).fill_null(0).to_numpy(),
            *(np.log1p(column[name].fill_null(0).to_numpy()) for name in TERMS[4:6]),
            -column["quota"].to_numpy(),
        ]
    )


def fit(rows: pl.DataFrame, skipped: Numbers, start: float) -> Scorecard:
    terms = terms_of(rows)
    means = terms.mean(axis=0)
    intercept, *coefficients = logistic.fit(terms - means, skipped, ridge=RIDGE)
    base = intercept - float(np.dot(coefficients, means))
    return Scorecard(
        start,
        float(base),
        tuple(float(one) for one in coefficients),
        tuple(float(one) for one in means),
    )


def contributions(scorecard: Scorecard, rows: pl.DataFrame) -> Numbers:
    """What each term adds to the log-odds of a skip, and in the last column the base."""
    coefficients, means = np.array(scorecard.coefficients), np.array(scorecard.means)
    moved = coefficients * (terms_of(rows) - means)
    base = np.full((rows.height, 1), scorecard.intercept + float(coefficients @ means))
    return np.hstack([moved, base])


def log_odds(scorecard: Scorecard, rows: pl.DataFrame) -> Numbers:
    found: Numbers = contributions(scorecard, rows).sum(axis=1)
    return found
