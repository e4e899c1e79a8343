"""Logistic regression by Newton's method with a ridge: small, exact, the same on every machine."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
STEPS, ENOUGH = 50, 1e-10
SURE = 1e-6
"""No chance is nearer to 0 or 1 than that."""


def fit(terms: Numbers, skipped: Numbers, *, ridge: float = 1.0) -> Numbers:
    """Return the intercept, which the ridge spares, and a coefficient for each term."""
    table = np.column_stack([np.ones(len(terms)), terms])
    penalty = np.eye(table.shape[1]) * ridge
    penalty[0, 0] = 1e-9
    found = np.zeros(table.shape[1])
    for _ in range(STEPS):
        chances = chance(table @ found)
        slope = table.T @ (skipped - chances) - penalty @ found
        curve = (table * (chances * (1 - chances))[:, None]).T @ table + penalty
        step = np.linalg.solve(curve, slope)
        found += np.clip(step, -5, 5)
        if np.abs(step).max() < ENOUGH:
            break
    return found


def chance(log_odds: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))


def odds(chances: Numbers) -> Numbers:
    within = np.clip(chances, SURE, 1 - SURE)
    result: Numbers = np.log(within / (1 - within))
    return result


def losses(log_odds: Numbers, skipped: Numbers) -> Numbers:
    """The log-loss of each row, in nats."""
    within = np.clip(chance(log_odds), SURE, 1 - SURE)
    result: Numbers = -np.where(skipped > 0, np.log(within), np.log(1 - within))
    return result
