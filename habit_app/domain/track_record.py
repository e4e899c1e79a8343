"""How good foretelling is: what was said held against what happened, and the past replayed."""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Generic, TypeVar

from habit_app.domain.evaluation.due_units import DueUnit, Outcome
from habit_app.domain.evaluation.history import Unit
from habit_app.domain.risk import Band, Factor, Past, Risk, Share, band_of, start_rate

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
    """What a habit came to: what its units are (days, weeks or months), and those decided."""

    unit: str
    past: Sequence[Unit]
    is_limit: bool = False


def replay(habits: Mapping[Id, Habit], *, known_from: int) -> Iterator[Replayed[Id]]:
    """Foretell every past unit from those before it: of its habit, and of the person's others.

    `habits` are those of one person. What became of a unit is known from the day after its last
    on, so nothing is foretold from a week that was still running. Limits are left out of what is
    made of the others: they are kept by doing nothing. Units of which too little was known are
    left out, as they are when the rules are asked in earnest.
    """
    pasts = {key: Past() for key in habits}
    asked = Share()
    units = [(key, unit) for key, habit in habits.items() for unit in habit.past]
    running = deque(sorted(units, key=lambda one: one[1].last))
    for key, unit in sorted(units, key=lambda one: one[1].first):
        while running[0][1].last < unit.first:
            other, over = running.popleft()
            pasts[other].add(Outcome(over.first, over.kept))
            if not habits[other].is_limit:
                asked.add(kept=over.kept)
        past, habit = pasts[key], habits[key]
        if past.all.of >= known_from:
            own = Share() if habit.is_limit else past.all
            others = (asked.kept - own.kept, asked.of - own.of)
            due = DueUnit(unit.first, unit.last, habit.unit)
            yield Replayed(key, past.risk(due, start_rate(others)), unit.kept)


@dataclass(slots=True)
class Sums:
    """What was said alike, summed up: units, skipped ones, what was said, squared distances."""

    units: int = 0
    skipped: int = 0
    said: float = 0.0
    squares: float = 0.0


class Tally(Generic[Id]):
    """A replay summed up unit by unit, so that none of them has to be kept."""

    def __init__(self) -> None:
        self.sums: dict[tuple[Id, int, Band], Sums] = {}
        """By habit, percent and band."""
        self._effects: dict[str, float] = {}
        self._units = 0

    def add(self, replayed: Iterable[Replayed[Id]]) -> None:
        for unit in replayed:
            said, skipped = unit.risk.probability, not unit.kept
            key = (unit.habit_id, round(said * 100), band_of(said))
            sums = self.sums.setdefault(key, Sums())
            sums.units += 1
            sums.skipped += skipped
            sums.said += said
            sums.squares += (said - skipped) ** 2
            self._weigh(unit.risk)

    def _weigh(self, risk: Risk) -> None:
        self._units += 1
        for reason in risk.reasons:
            if reason.factor is not Factor.BASE:
                factor = AFTER_LAST.get(reason.factor, str(reason.factor))
                self._effects[factor] = self._effects.get(factor, 0.0) + abs(reason.effect)

    def mean_effects(self) -> dict[str, float]:
        """How far each factor moves risks, either way: mean absolute log-odds, the largest first.

        Where a habit starts from is none: it is the same every day.
        """
        largest = sorted(self._effects.items(), key=lambda item: -item[1])
        return {factor: total / self._units for factor, total in largest}


def skill(brier: float, *, said: int, skipped: int) -> float | None:
    """The share of the error of always saying the average that was avoided (Brier skill).

    None where too little was said, or where the average was never wrong.
    """
    rate = skipped / said if said else 0.0
    always_average = rate * (1 - rate)
    if said < LEAST_SKILL or not always_average:
        return None
    return 1 - brier / always_average


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
