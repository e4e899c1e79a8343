"""The gate: a stage is entered only when it is better, calibrated, and holds on every slice."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from habit_app.ml.evaluation import (
    BUCKETS,
    LEAST_OF_BUCKET,
    Scored,
    difference,
    ece,
)
from habit_app.ml.logistic import Numbers, chance, losses
from habit_app.ml.models import Stage

MOST_ECE = MOST_BIAS = 0.03
MOST_WORSE_IN_BUCKET = 0.01
EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Needs:
    """What a stage needs: people and rows to learn from, rows and each outcome to be judged by."""

    people: int
    rows: int
    judged: int
    of_each: int


NEEDS: Mapping[Stage, Needs] = {
    Stage.SCORECARD: Needs(20, 1000, 300, 60),
    Stage.BLEND: Needs(80, 5000, 1000, 200),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a model failed, with what was found and what is the bound."""

    rule: str
    found: float
    bound: float
    detail: str = ""


def lacking(stage: Stage, people: int, rows: int) -> list[Failure]:
    """What is missing to learn from, before anything is trained."""
    needs = NEEDS[stage]
    wanted = (("people", people, needs.people), ("rows", rows, needs.rows))
    return [Failure(name, found, least) for name, found, least in wanted if found < least]


def judge(
    stage: Stage,
    log_odds: Numbers,
    window: Scored,
    *,
    rivals: Mapping[str, Numbers],
    explained: Numbers,
) -> list[Failure]:
    """Return the rules that a stage fails on the newest window; none means that it is promoted.

    `rivals` are the log-odds of the champion and of the baseline on the same rows, by those names;
    `explained` the sums of the first rows' contributions.
    """
    needs, skipped = NEEDS[stage], window.skipped
    rarer = min(float(skipped.sum()), float(len(skipped) - skipped.sum()))
    failures = [
        Failure(name, found, least)
        for name, found, least in (
            ("judged_rows", len(skipped), needs.judged),
            ("of_each_outcome", rarer, needs.of_each),
        )
        if found < least
    ]
    if not len(skipped):
        return failures
    for name, rival in rivals.items():
        gap = difference(log_odds, rival, window)
        if not gap.high < 0:
            failures.append(Failure("not_better", gap.high, 0.0, name))
    off = ece(log_odds, skipped)
    bias = abs(float(chance(log_odds).mean() - skipped.mean()))
    failures += [Failure("ece", off, MOST_ECE)] if off > MOST_ECE else []
    failures += [Failure("bias", bias, MOST_BIAS)] if bias > MOST_BIAS else []
    failures += _worse_in_buckets(log_odds, rivals["champion"], window)
    gap_of_sum = float(np.abs(explained - log_odds[: len(explained)]).max(initial=0))
    if not gap_of_sum < EXACT:
        failures.append(Failure("not_additive", gap_of_sum, EXACT))
    return failures


def _worse_in_buckets(log_odds: Numbers, champion: Numbers, window: Scored) -> list[Failure]:
    gaps = losses(log_odds, window.skipped) - losses(champion, window.skipped)
    failures = []
    for low, high in BUCKETS:
        chosen = (window.past >= low) & (window.past <= high)
        if chosen.sum() >= LEAST_OF_BUCKET and gaps[chosen].mean() > MOST_WORSE_IN_BUCKET:
            worse = float(gaps[chosen].mean())
            failures.append(Failure("bucket_worse", worse, MOST_WORSE_IN_BUCKET, str(low)))
    return failures
