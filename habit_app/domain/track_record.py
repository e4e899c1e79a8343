"""How good foretelling is: what was said held against what happened, and the past replayed."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import sqrt
from typing import Generic, TypeVar

from habit_app.domain.evaluation.due_units import DueUnit, Outcome
from habit_app.domain.risk import Factor, Past, Risk, Share, start_rate

Id = TypeVar("Id", bound=Hashable)

AFTER_LAST = {Factor.AFTER_KEPT: "after_last", Factor.AFTER_MISS: "after_last"}
LEAST_SKILL = 10
"""Units: from which on a habit can be said to be predictable or not."""


@dataclass(frozen=True, slots=True)
class Lift:
    """How much more is kept of one group than of another, with its 95 % interval."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Replayed(Generic[Id]):
    """What the rules would have said of a unit when it began, and what became of it."""

    habit_id: Id
    risk: Risk
    kept: bool


@dataclass(frozen=True, slots=True)
class Habit:
    """What a habit came to: its unit (day, week or month) and its outcomes, oldest first."""

    unit: str
    outcomes: Sequence[Outcome]


def replay(habits: Mapping[Id, Habit], *, known_from: int) -> Iterator[Replayed[Id]]:
    """Foretell every past unit from those before it: of its habit, and of the person's others.

    `habits` are those of one person. What falls on the
    same day is foretold before any of it is known. Units of which too little was known are left
    out, as they are when the rules are asked in earnest.
    """
    pasts = {key: Past() for key in habits}
    everything = Share()
    by_day = groupby(sorted(_units(habits), key=_begins), key=_begins)
    for _, units in by_day:
        today = list(units)
        for key, outcome in today:
            past = pasts[key]
            if past.all.of >= known_from:
                others = (everything.kept - past.all.kept, everything.of - past.all.of)
                unit = DueUnit(outcome.day, outcome.day, habits[key].unit)
                yield Replayed(key, past.risk(unit, start_rate(others)), outcome.kept)
        for key, outcome in today:
            pasts[key].add(outcome)
            everything.add(kept=outcome.kept)


def _units(habits: Mapping[Id, Habit]) -> Iterator[tuple[Id, Outcome]]:
    for key, habit in habits.items():
        for outcome in habit.outcomes:
            yield key, outcome


def _begins(unit: tuple[Id, Outcome]) -> date:
    return unit[1].day


def skill(brier: float, *, said: int, skipped: int) -> float | None:
    """The share of the error of always saying the average that was avoided (Brier skill).

    None where too little was said, or where the average was never wrong.
    """
    rate = skipped / said if said else 0.0
    always_average = rate * (1 - rate)
    if said < LEAST_SKILL or not always_average:
        return None
    return 1 - brier / always_average


def mean_effects(risks: Iterable[Risk]) -> dict[str, float]:
    """How far each factor moves risks, either way: mean absolute log-odds, the largest first.

    Where a habit starts from is none: it is the same every day.
    """
    sums: dict[str, float] = {}
    count = 0
    for risk in risks:
        count += 1
        for reason in risk.reasons:
            if reason.factor is not Factor.BASE:
                factor = AFTER_LAST.get(reason.factor, str(reason.factor))
                sums[factor] = sums.get(factor, 0.0) + abs(reason.effect)
    largest = sorted(sums.items(), key=lambda item: -item[1])
    return {factor: total / count for factor, total in largest}


def lift(nudged: Share, held_out: Share) -> Lift:
    """How much more is kept with a nudge than without; both groups were chosen by chance.

    The interval is the normal one of a difference of two shares, good for hundreds of each.
    """
    shares = [group.kept / group.of for group in (nudged, held_out)]
    variance = sum(
        share * (1 - share) / group.of
        for share, group in zip(shares, (nudged, held_out), strict=True)
    )
    difference, margin = shares[0] - shares[1], 1.96 * sqrt(variance)
    return Lift(difference, difference - margin, difference + margin)
