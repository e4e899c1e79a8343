"""Loop Habit Tracker 2.3.1's maths, re-derived in the plainest way.

Written from a description of Loop's behaviour, apart from our own domain, so that the two can
disagree: whole histories at once, every day looked up again, no fold, no checkpoints.
"""

import calendar
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

UNKNOWN, NO, AUTO, YES, SKIP = -1, 0, 1, 2, 3
ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class LoopHabit:
    """A habit in Loop's own terms; `marks` are the raw values that it stores by day."""

    name: str
    numerator: int = 1
    denominator: int = 1
    numeric: bool = False
    at_most: bool = False
    target: float = 0.0
    archived: bool = False
    uuid: str = ""
    marks: dict[date, int] = field(default_factory=dict)
    notes: dict[date, str] = field(default_factory=dict)

    @property
    def frequency(self) -> tuple[int, int]:
        if self.numerator == self.denominator:
            return 1, 1
        return self.numerator, self.denominator

    def computed(self) -> dict[date, int]:
        """What Loop shows for each known day: its own marks, and the days that they imply."""
        if self.numeric:
            return {**dict.fromkeys(self.notes, UNKNOWN), **self.marks}
        implied = {
            first + timedelta(days=offset): AUTO
            for first, last in self._intervals()
            for offset in range((last - first).days + 1)
        }
        known = {**dict.fromkeys(self.notes, UNKNOWN), **implied}
        for day, mark in self.marks.items():
            if known.get(day, UNKNOWN) == UNKNOWN or mark in {YES, SKIP}:
                known[day] = mark
        return {day: mark for day, mark in known.items() if mark != UNKNOWN or self.notes.get(day)}

    def _intervals(self) -> list[tuple[date, date]]:
        """Build an interval for each run of ticks, newest first, and let the older ones snap."""
        times, days = self.frequency
        ticks = sorted((day for day, mark in self.marks.items() if mark == YES), reverse=True)
        found: list[tuple[date, date]] = []
        for place in range(times - 1, len(ticks)):
            begin, center = ticks[place], ticks[place - times + 1]
            size = _size(begin, days)
            if (center - begin).days >= size:
                continue
            end = begin + timedelta(days=size - 1)
            if found and (gap := (end - found[-1][0]).days) >= 0:
                shift = timedelta(days=min((end - center).days, gap + 1))
                begin, end = begin - shift, end - shift
            found.append((begin, end))
        return found

    def scores(self, today: date) -> dict[date, float]:
        """The score of each day from the first known one to today."""
        marks = self.computed()
        first = min(marks, default=today)
        times, days = self.frequency
        keep = 0.5 ** ((times / days) ** 0.5 / 13)
        score = 1.0 if self.numeric and self.at_most else 0.0
        found = {}
        for offset in range((today - first).days + 1):
            day = first + timedelta(days=offset)
            if marks.get(day) != SKIP:
                share = self._amount_share(marks, day) if self.numeric else self._share(marks, day)
                score = score * keep + share * (1 - keep)
            found[day] = score
        return found

    def _share(self, marks: dict[date, int], day: date) -> float:
        times, days = self.frequency
        if times < days:
            times, days = 2 * times, 2 * days
        ticks = sum(marks.get(day - timedelta(days=back)) == YES for back in range(days))
        return min(1.0, ticks / times)

    def _amount_share(self, marks: dict[date, int], day: date) -> float:
        """A skip is the number 3 here, too, so that it weighs 0.003 in the days after it."""
        window = [marks.get(day - timedelta(days=back), 0) for back in range(self.frequency[1])]
        total = sum(max(0, mark) for mark in window) / 1000
        if self.at_most and self.target <= 0:
            return 0.0 if total > 0 else 1.0
        if self.at_most:
            return min(1.0, max(0.0, 1 - (total - self.target) / self.target))
        return min(1.0, total / self.target) if self.target > 0 else 1.0


def _size(begin: date, days: int) -> int:
    if days not in {30, 31}:
        return days
    if (begin + ONE_DAY).month != begin.month:
        begin += ONE_DAY
    return calendar.monthrange(begin.year, begin.month)[1]


BOOLEAN_RATES = [
    *[(1, 1), (7, 7), (1, 7), (2, 7), (3, 7), (6, 7), (1, 30), (8, 30), (1, 31)],
    *[(1, 2), (1, 3), (2, 3), (5, 14), (3, 10), (1, 90), (200, 365)],
]
AMOUNT_RATES = [(1, 1), (1, 7), (1, 30), (3, 7), (30, 30)]
NAMES = ["Read", "Läufe, früh", 'The "big" one', "Читать", "读书", "🧘", "a\tb", "=1+1"]


def random_habits(dice: random.Random, count: int, today: date, days: int) -> list[LoopHabit]:
    """Habits with the names that people give them."""
    names = [f"{dice.choice(NAMES)} {number}" for number in range(count)]
    return [random_habit(dice, name, today, days) for name in names]


def random_habit(dice: random.Random, name: str, today: date, days: int) -> LoopHabit:
    """A habit of any kind that Loop knows, with a history full of gaps, skips and notes."""
    numeric = dice.random() < 0.45
    numerator, denominator = dice.choice(AMOUNT_RATES if numeric else BOOLEAN_RATES)
    habit = LoopHabit(
        name=name,
        numerator=numerator,
        denominator=denominator,
        numeric=numeric,
        at_most=numeric and dice.random() < 0.5,
        target=dice.choice([0.0, 0.25, 1.0, 2.5, 20.0, 100.0]) if numeric else 0.0,
        archived=dice.random() < 0.25,
        uuid=f"{dice.getrandbits(128):032x}",
    )
    density = dice.uniform(0.05, 0.98)
    for back in range(dice.randrange(days)):
        day = today - timedelta(days=back)
        if dice.random() < density:
            habit.marks[day] = _mark(dice, habit)
        if dice.random() < 0.05:
            habit.notes[day] = 'a "note", with\ntwo lines'
    return habit


def _mark(dice: random.Random, habit: LoopHabit) -> int:
    what = dice.random()
    if what < 0.08:
        return SKIP
    if what < 0.16:
        return NO
    if not habit.numeric:
        return YES
    if what < 0.2:
        return dice.choice([UNKNOWN, AUTO, YES])
    return dice.randrange(1, 80) * round((habit.target or 1) * 25)
