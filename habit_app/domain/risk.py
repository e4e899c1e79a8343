"""Skip risk by rules: how likely a habit's next due unit is to close unkept, and why.

Rule R adds up in log-odds, so it explains itself: where a habit starts from, its recent run,
what came after an outcome like the last one, the weekday, and what is left of a quota.
"""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from habit_app.domain.chances import chance, logit, with_what_is_left, within
from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.due_units import DueUnit, Outcome, Quota, next_due, outcomes
from habit_app.domain.habits import Rules

HALF_LIFE = 5
"""An outcome weighs half as much as one so many units later."""
RUN_WEIGHT, RATE_WEIGHT, SHRINK = 1.5, 2, 32
"""How many outcomes the start weighs against the recent run, the rate, and what is rarer."""
RECENT, SAME_DAYS = 7, 4
"""Units: so many of the latest, and of the same weekday, are told as numbers."""
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
    OTHER_HABITS = "other_habits"
    AGE = "age"
    TIME_OF_DAY = "time_of_day"


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
class Weights:
    """What rule R makes of an outcome's age, and how much stands against what; None: left out."""

    half_life: float = HALF_LIFE
    start: float = RUN_WEIGHT
    others: float | None = RATE_WEIGHT
    after: float | None = SHRINK
    weekday: float | None = SHRINK


@dataclass(frozen=True, slots=True)
class Calibration:
    """What an installation's own past made of rule R: its weights, its start, how far it goes.

    `start`: how often a habit is kept of which nothing is known. `slope` and `intercept` are of
    the log-odds of a skip.
    """

    start: float = UNKNOWN
    slope: float = 1.0
    intercept: float = 0.0
    weights: Weights = Weights()


AS_WRITTEN = Calibration()


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely a unit is skipped. The effects of all reasons add up to its log-odds.

    `source` is the stage that says it; `version` the model's number, None for the rules as they
    come.
    """

    unit: DueUnit
    probability: float
    reasons: list[Reason]
    source: str = "rules"
    version: int | None = None

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
    others: tuple[int, int] = (0, 0),
    installation: tuple[int, int, int] = (0, 0, 0),
    *,
    general: float = UNKNOWN,
    weight: float | None = RATE_WEIGHT,
) -> float:
    """Say how often a habit is kept of which nothing is known yet (p0).

    `others`: kept and due units of the person's other habits; `installation`: its habits, kept
    and due units; `general` and `weight` as its calibration has them. Little is known from few: all
    lean on what is more general.
    """
    habits, kept, due = installation
    general = within(kept / due) if habits >= ENOUGH_HABITS and due else general
    if weight is None:
        return general
    return (others[0] + weight * general) / (others[1] + weight)


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


def rule(
    past: Iterable[Outcome],
    unit: DueUnit,
    p0: float = UNKNOWN,
    calibration: Calibration = AS_WRITTEN,
) -> Risk:
    """Apply rule R to the outcomes of a habit's past units, oldest first."""
    known = Past(calibration)
    for outcome in past:
        known.add(outcome)
    return known.risk(unit, p0)


@dataclass(slots=True)
class Share:
    """So many units kept of so many."""

    kept: int = 0
    of: int = 0

    def add(self, *, kept: bool) -> None:
        self.kept += kept
        self.of += 1

    def leaning_on(self, rate: float, weight: float | None) -> float:
        """The share kept, where little is known closer to a rate that weighs so many units.

        Without a weight it says nothing of its own.
        """
        return rate if weight is None else (self.kept + weight * rate) / (self.of + weight)


class Past:
    """What rule R knows of a habit's past units, which are added one by one, oldest first.

    So the risk of each unit of a long history costs the same, when a history is replayed.
    """

    def __init__(self, calibration: Calibration = AS_WRITTEN) -> None:
        self.all = Share()
        self._calibration = calibration
        self._decay: float = 0.5 ** (1 / calibration.weights.half_life)
        self._weight = self._share = 0.0
        """Of all outcomes and of the kept ones, each weighing less than the one after it."""
        self._recent: deque[bool] = deque(maxlen=RECENT)
        self._after = {True: Share(), False: Share()}
        """What followed a kept unit, and a skipped one."""
        self._weekdays = [Share() for _ in range(7)]
        self._latest_on: list[deque[bool]] = [deque(maxlen=SAME_DAYS) for _ in range(7)]
        self._last: bool | None = None

    def add(self, outcome: Outcome) -> None:
        kept, weekday = outcome.kept, outcome.day.weekday()
        self._weight = 1 + self._decay * self._weight
        self._share = kept + self._decay * self._share
        self._recent.append(kept)
        self.all.add(kept=kept)
        if self._last is not None:
            self._after[self._last].add(kept=kept)
        self._weekdays[weekday].add(kept=kept)
        self._latest_on[weekday].append(kept)
        self._last = kept

    def risk(self, unit: DueUnit, p0: float = UNKNOWN) -> Risk:
        """Judge the unit that comes after all these."""
        weights = self._calibration.weights
        p_e = (self._share + weights.start * p0) / (self._weight + weights.start)
        after = self._after[bool(self._last)]
        p_m = after.leaning_on(p_e, weights.after)
        factor = Factor.AFTER_KEPT if self._last else Factor.AFTER_MISS
        after_last = logit(p_e) - logit(p_m)
        reasons = [
            Reason(Factor.BASE, -logit(p0)),
            Reason(Factor.RECENT_RUN, logit(p0) - logit(p_e), *_skipped(self._recent)),
            Reason(factor, after_last, after.of - after.kept, after.of),
        ]
        if unit.unit == "day":
            weekday = unit.first.weekday()
            p_b = self.all.leaning_on(p0, RATE_WEIGHT)
            p_w = self._weekdays[weekday].leaning_on(p_b, weights.weekday)
            effect = logit(p_b) - logit(p_w)
            reasons.append(Reason(Factor.WEEKDAY, effect, *_skipped(self._latest_on[weekday])))
        if unit.quota:
            before = sum(reason.effect for reason in reasons)
            left = unit.quota.times_left, unit.quota.days_left
            reasons.append(Reason(Factor.QUOTA_LEFT, quota_effect(before, unit.quota), *left))
        return risk_from(unit, _calibrated(reasons, self._calibration))


def risk_from(unit: DueUnit, reasons: list[Reason]) -> Risk:
    """The risk whose log-odds are the sum of its reasons."""
    return Risk(unit, within(chance(sum(reason.effect for reason in reasons))), reasons)


def _calibrated(reasons: list[Reason], calibration: Calibration) -> list[Reason]:
    """Scale each reason; what is added to all belongs to the base."""
    if (calibration.slope, calibration.intercept) == (1, 0):
        return reasons
    scaled = [replace(reason, effect=reason.effect * calibration.slope) for reason in reasons]
    return [replace(scaled[0], effect=scaled[0].effect + calibration.intercept), *scaled[1:]]


def recent_rate(kept: Sequence[bool], p0: float, weights: Weights = AS_WRITTEN.weights) -> float:
    """The share kept, newest first, each outcome weighing less than the one after it."""
    decay: float = 0.5 ** (1 / weights.half_life)
    weight = sum(decay**age for age in range(len(kept)))
    share = sum(decay**age for age, was_kept in enumerate(kept) if was_kept)
    return (share + weights.start * p0) / (weight + weights.start)


def weekday_rates(
    past: Sequence[Outcome], unit: DueUnit, p0: float, weight: float | None = SHRINK
) -> tuple[float, float, list[bool]]:
    """The share kept on all days and on this weekday, and the outcomes on it, newest first."""
    same = [o.kept for o in reversed(past) if o.day.weekday() == unit.first.weekday()]
    overall = (sum(o.kept for o in past) + RATE_WEIGHT * p0) / (len(past) + RATE_WEIGHT)
    if weight is None:
        return overall, overall, same
    return overall, (sum(same) + weight * overall) / (len(same) + weight), same


def quota_effect(log_odds: float, quota: Quota) -> float:
    """What is left of a quota adds so much to the log-odds of a skip."""
    now = with_what_is_left(within(1 - chance(log_odds)), quota)
    return -logit(within(now)) - log_odds


def _skipped(kept: Collection[bool]) -> tuple[int, int]:
    return len(kept) - sum(kept), len(kept)
