"""Skip risk by a scorecard: seven terms of a habit's past, weighed as the installation learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from habit_app.domain.chances import logit
from habit_app.domain.evaluation.due_units import DueUnit, Outcome
from habit_app.domain.risk import (
    UNKNOWN,
    Factor,
    Reason,
    Risk,
    recent_rate,
    risk_from,
    rule,
    weekday_rates,
)

TERMS = ("rate", "run", "weekday_rate", "lag1", "skip_streak", "kept_streak", "quota")
"""The first three as log-odds of being kept, the last outcome around 0, streaks as ln(1 + n), and
what is left of a quota by rule R, towards a skip."""
FOLDED = {
    Factor.RECENT_RUN: ("rate", "run"),
    Factor.AFTER_MISS: ("lag1", "skip_streak", "kept_streak"),
    Factor.WEEKDAY: ("weekday_rate",),
    Factor.QUOTA_LEFT: ("quota",),
}


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What was learned: `start` as in a calibration; coefficients and means by term."""

    start: float
    intercept: float
    coefficients: tuple[float, ...]
    means: tuple[float, ...]


def judge(
    scorecard: Scorecard, past: Sequence[Outcome], unit: DueUnit, p0: float = UNKNOWN
) -> Risk:
    """Judge a unit by the outcomes of a habit's past units, oldest first."""
    by_rule = {reason.factor: reason for reason in rule(past, unit, p0).reasons}
    values = terms(past, unit, p0, by_rule)
    moved = {
        name: coefficient * (values[name] - mean)
        for name, coefficient, mean in zip(
            TERMS, scorecard.coefficients, scorecard.means, strict=True
        )
    }
    means = zip(scorecard.coefficients, scorecard.means, strict=True)
    base = scorecard.intercept + sum(coefficient * mean for coefficient, mean in means)
    reasons = [Reason(Factor.BASE, base)]
    for factor, names in FOLDED.items():
        is_after_kept = factor is Factor.AFTER_MISS and Factor.AFTER_KEPT in by_rule
        named = Factor.AFTER_KEPT if is_after_kept else factor
        told = by_rule.get(named)
        numbers = (told.count, told.of) if told else (0, 0)
        reasons.append(Reason(named, sum(moved[name] for name in names), *numbers))
    return risk_from(unit, reasons)


def terms(
    past: Sequence[Outcome], unit: DueUnit, p0: float, by_rule: dict[Factor, Reason]
) -> dict[str, float]:
    kept = [outcome.kept for outcome in reversed(past)]
    rate, on_weekday, _ = weekday_rates(past, unit, p0)
    left = by_rule.get(Factor.QUOTA_LEFT)
    return {
        "rate": logit(rate),
        "run": logit(recent_rate(kept, p0)),
        "weekday_rate": logit(on_weekday if unit.unit == "day" else rate),
        "lag1": kept[0] - 0.5 if kept else 0.0,
        "skip_streak": log1p(_streak(kept, outcome=False)),
        "kept_streak": log1p(_streak(kept, outcome=True)),
        "quota": left.effect if left else 0.0,
    }


def _streak(kept: Sequence[bool], *, outcome: bool) -> int:
    return next((age for age, one in enumerate(kept) if one is not outcome), len(kept))
