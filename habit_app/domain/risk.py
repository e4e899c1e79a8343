"""Skip risk by rules: how likely a habit's next due unit is to close unkept, and why.

Rule R adds up in log-odds, so it explains itself: where a habit starts from, its recent run,
what came after an outcome like the last one, the weekday, and what is left of a quota.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import comb, exp, log

from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.due_units import DueUnit, Outcome, Quota, next_due, outcomes
from habit_app.domain.habits import Rules

DECAY = 0.5 ** (1 / 5)
"""An outcome weighs half as much as one five units later."""
RUN_WEIGHT, RATE_WEIGHT, SHRINK = 1.5, 2, 32
"""How many outcomes the start weighs against the recent run, the rate, and what is rarer."""
LEAST_LIKELY, MOST_LIKELY = 0.01, 0.99
MEDIUM, HIGH = 0.3, 0.6
UNKNOWN = 0.5
ENOUGH_HABITS = 20
"""From so many habits on, an installation's own rate says more than a coin."""


class Band(StrEnum):
    """Risk in words."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Factor(StrEnum):
    """What speaks for or against a unit being skipped."""

    BASE = "base"
    RECENT_RUN = "recent_run"
    AFTER_KEPT = "after_kept"
    AFTER_MISS = "after_miss"
    WEEKDAY = "weekday"
    QUOTA_LEFT = "quota_left"


@dataclass(frozen=True, slots=True)
class Reason:
    """What moves the risk: `effect` in log-odds, above 0 towards skipping.

    The numbers that put it into words: so many skipped of so many; for a quota so many times
    left of so many days.
    """

    factor: Factor
    effect: float
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely a unit is skipped. The effects of all reasons add up to its log-odds."""

    unit: DueUnit
    probability: float
    reasons: list[Reason]

    @property
    def band(self) -> Band:
        return band_of(self.probability)

    @property
    def is_at_risk(self) -> bool:
        return self.band is not Band.LOW


def band_of(probability: float) -> Band:
    if probability < MEDIUM:
        return Band.LOW
    return Band.MEDIUM if probability < HIGH else Band.HIGH


def start_rate(
    others: tuple[int, int] = (0, 0), installation: tuple[int, int, int] = (0, 0, 0)
) -> float:
    """Say how often a habit is kept of which nothing is known yet (p0).

    `others`: kept and due units of the person's other habits; `installation`: its habits, kept
    and due units. Little is known from few: both lean on what is more general.
    """
    habits, kept, due = installation
    general = _within(kept / due) if habits >= ENOUGH_HABITS and due else UNKNOWN
    return (others[0] + RATE_WEIGHT * general) / (others[1] + RATE_WEIGHT)


def risk_of(
    rules: Rules,
    entries: Iterable[Entry],
    today: date,
    *,
    p0: float = UNKNOWN,
    since: date | None = None,
    start: date | None = None,
) -> Risk | None:
    """Judge the next due unit; None when nothing is due any more.

    `since` bounds how far back outcomes are looked at: `entries` then reach from `lookback`
    days before it to today, and `start` is the effective start.
    """
    entries = list(entries)
    unit = next_due(rules, entries, today, start=start)
    if unit is None:
        return None
    return rule(outcomes(rules, entries, today, since=since, start=start), unit, p0)


def rule(past: Sequence[Outcome], unit: DueUnit, p0: float = UNKNOWN) -> Risk:
    """Apply rule R to the outcomes of a habit's past units, oldest first."""
    kept = [outcome.kept for outcome in reversed(past)]
    p_e = _recent(kept, p0)
    p_m, after = _after_last(kept, p_e)
    reasons = [
        Reason(Factor.BASE, -_logit(p0)),
        Reason(Factor.RECENT_RUN, _logit(p0) - _logit(p_e), *_skipped(kept[:7])),
        Reason(
            Factor.AFTER_KEPT if kept and kept[0] else Factor.AFTER_MISS,
            _logit(p_e) - _logit(p_m),
            *_skipped(after),
        ),
    ]
    if unit.unit == "day":
        same = [o.kept for o in reversed(past) if o.day.weekday() == unit.first.weekday()]
        p_b = (sum(kept) + RATE_WEIGHT * p0) / (len(kept) + RATE_WEIGHT)
        p_w = (sum(same) + SHRINK * p_b) / (len(same) + SHRINK)
        effect = _logit(p_b) - _logit(p_w)
        reasons.append(Reason(Factor.WEEKDAY, effect, *_skipped(same[:4])))
    if unit.quota:
        before = sum(reason.effect for reason in reasons)
        now = _with_what_is_left(_within(1 - _chance(before)), unit.quota)
        left = unit.quota.times_left, unit.quota.days_left
        reasons.append(Reason(Factor.QUOTA_LEFT, -_logit(_within(now)) - before, *left))
    return Risk(unit, _within(_chance(sum(reason.effect for reason in reasons))), reasons)


def _recent(kept: Sequence[bool], p0: float) -> float:
    """The share kept, newest first, each outcome weighing less than the one after it."""
    weight = sum(DECAY**age for age in range(len(kept)))
    share = sum(DECAY**age for age, was_kept in enumerate(kept) if was_kept)
    return (share + RUN_WEIGHT * p0) / (weight + RUN_WEIGHT)


def _after_last(kept: Sequence[bool], p_e: float) -> tuple[float, list[bool]]:
    """The share kept of those units that followed an outcome like the latest one."""
    after = [one for one, before in pairwise(kept) if before == kept[0]]
    return (sum(after) + SHRINK * p_e) / (len(after) + SHRINK), after


def _with_what_is_left(kept: float, quota: Quota) -> float:
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


def _skipped(kept: Sequence[bool]) -> tuple[int, int]:
    return kept.count(False), len(kept)


def _logit(chance: float) -> float:
    return log(chance / (1 - chance))


def _chance(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def _within(chance: float) -> float:
    return min(max(chance, LEAST_LIKELY), MOST_LIKELY)
