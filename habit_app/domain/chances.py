"""Chances and their log-odds, and what is left of a quota."""

from math import comb, exp, log

from habit_app.domain.evaluation.due_units import Quota

LEAST_LIKELY, MOST_LIKELY = 0.01, 0.99
"""Probability: nothing is said to be surer than this."""


def logit(chance: float) -> float:
    return log(chance / (1 - chance))


def chance(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def within(chance: float) -> float:
    return min(max(chance, LEAST_LIKELY), MOST_LIKELY)


def with_what_is_left(kept: float, quota: Quota) -> float:
    """The chance of a period, given how it went so far.

    Each of its days is taken to be as good as the other: so good that the whole period would
    be kept with the chance that it had at its beginning.
    """
    low, high = 0.0, 1.0
    for _ in range(40):
        each = (low + high) / 2
        if _at_least(quota.times, quota.days, each) < kept:
            low = each
        else:
            high = each
    return _at_least(quota.times_left, quota.days_left, each)


def _at_least(times: int, days: int, each: float) -> float:
    """The chance of so many successes or more in so many days."""
    return sum(
        comb(days, hits) * each**hits * (1 - each) ** (days - hits)
        for hits in range(times, days + 1)
    )
