"""Runs under "x times in any y days": Loop's intervals, folded from left to right.

Loop builds an interval of y days for each x ticks that lie within it, then goes through the
intervals from the newest to the oldest and moves each back so far as it overlaps the next (it
may not leave its last tick), then fills the days. A new tick can so reach back over intervals
long past. Read from left to right: a new interval whose begin lies `size - c` days after the
one before moves that one back by its own shift + c, at least 0 and at most its room. So an
uncovered day needs a certain shift of the newest interval (`need`), which grows by -c with
each interval that comes. Once it exceeds the newest one's room, only an interval still to come
can reach the day, by itself: months have different lengths, so a later one may reach further.
"""

from dataclasses import dataclass, field
from datetime import date

from habit_app.domain.calendar import ONE_DAY, days_in_month
from habit_app.domain.evaluation.streaks import NONE, Runs, Stretch
from habit_app.domain.evaluation.timeline import Timeline
from habit_app.domain.habits import Version
from habit_app.domain.schedules import Rolling

MONTH_SIZES = (30, 31)


def size_from(begin: int, days: int) -> int:
    """The length of an interval that begins on a day; 30 and 31 mean a calendar month."""
    if days not in MONTH_SIZES:
        return days
    day = date.fromordinal(begin)
    if day.day == days_in_month(day):
        day += ONE_DAY
    return days_in_month(day)


@dataclass(slots=True)
class OpenDay:
    """An uncovered day that may still be covered, and the run before it."""

    day: int
    before: Stretch
    need: int | None = None
    """The shift of the newest interval that would cover it; None until one comes after it."""


@dataclass(slots=True)
class Intervals:
    """The newest interval, the ticks that may begin the next, and the days not yet lost."""

    ticks: list[int] = field(default_factory=list)
    begin: int | None = None
    end: int = 0
    room: int = 0
    open_days: list[OpenDay] = field(default_factory=list)


def advance_rolling(
    runs: Runs, state: Intervals, line: Timeline, schedule: Rolling, first: int, last: int
) -> None:
    """Close the days from `first` to `last`."""
    reach = max(schedule.days, 31) if schedule.days in MONTH_SIZES else schedule.days
    for day in range(first, last + 1):
        if line.done.get(day):
            runs.keep(day, day)
            _tick(runs, state, schedule, day)
        elif line.away(day):
            continue
        elif state.begin is not None and day <= state.end:
            runs.keep(day, day)
        else:
            state.open_days.append(OpenDay(day, (runs.length, runs.first, runs.last)))
            runs.length = 0
        _give_up(runs, state, day - reach + 1)


def _tick(runs: Runs, state: Intervals, schedule: Rolling, day: int) -> None:
    state.ticks = [*state.ticks, day][-schedule.times :]
    begin = state.ticks[0]
    size = size_from(begin, schedule.days)
    if len(state.ticks) < schedule.times or day - begin >= size:
        return
    room = begin + size - 1 - day
    if state.begin is not None:
        overlap = state.end - state.begin + 1 - (begin - state.begin)
        for lost in state.open_days:
            if lost.need is not None:
                lost.need -= overlap
    for lost in state.open_days:
        if lost.need is None:
            lost.need = begin - lost.day
    state.begin, state.end, state.room = begin, begin + size - 1, room
    _cover(runs, state)


def _cover(runs: Runs, state: Intervals) -> None:
    """Join the runs around days that are covered now; leave those beyond the room to the next."""
    kept: list[OpenDay] = []
    for lost in state.open_days:
        if lost.need is not None and lost.need <= 0:
            _join(runs, state.open_days, lost)
            continue
        if lost.need is not None and lost.need > state.room:
            lost.need = None
        kept.append(lost)
    state.open_days = kept


def _join(runs: Runs, every: list[OpenDay], lost: OpenDay) -> None:
    """Put the run before a day, the day itself and the run after it together."""
    length, first, _ = lost.before
    joined = (length + 1, first if length else lost.day, lost.day)
    place = every.index(lost) + 1
    if place < len(every):
        later = every[place]
        later.before = _together(joined, later.before)
    else:
        after = (runs.length, runs.first, runs.last)
        runs.length, runs.first, runs.last = _together(joined, after)


def _together(one: Stretch, other: Stretch) -> Stretch:
    return (one[0] + other[0], one[1], other[2]) if other[0] else one


def _finish(runs: Runs, lost: list[OpenDay]) -> None:
    if lost:
        runs.before = NONE
    for day in lost:
        if day.before[0]:
            runs.compete(day.before)


def _give_up(runs: Runs, state: Intervals, before: int) -> None:
    """Days without an interval after them are out of reach of any that could still come."""
    gone = 0
    for place, lost in enumerate(state.open_days, start=1):
        if lost.day > before:
            break
        if lost.need is None:
            gone = place
    if gone:
        _finish(runs, state.open_days[:gone])
        state.open_days = state.open_days[gone:]


def leave(runs: Runs, state: Intervals) -> Intervals:
    """Another schedule takes over: what is uncovered stays so."""
    _finish(runs, state.open_days)
    return Intervals()


def pending(state: Intervals) -> list[Stretch]:
    """Runs that ended at a day which may still be covered."""
    return [lost.before for lost in state.open_days if lost.before != NONE and lost.before[0]]


def covered_days(ticks: list[int], schedule: Rolling, floor: int) -> set[int]:
    """Build, snap and fill over ticks in ascending order; no day before `floor`."""
    intervals: list[tuple[int, int, int]] = []
    for place in range(schedule.times - 1, len(ticks)):
        begin, center = ticks[place - schedule.times + 1], ticks[place]
        size = size_from(begin, schedule.days)
        if center - begin < size:
            intervals.append((begin, begin + size - 1, center))
    covered: set[int] = set()
    later: int | None = None
    for begin, end, center in reversed(intervals):
        shift = 0 if later is None else max(0, min(end - center, end - later + 1))
        later = begin - shift
        covered.update(range(max(later, floor), end - shift + 1))
    return covered


@dataclass(slots=True)
class TrailingSum:
    """The amounts of the last days, for habits that ask for a sum in any y days."""

    amounts: list[tuple[int, int]] = field(default_factory=list)
    total: int = field(init=False)

    def __post_init__(self) -> None:
        self.total = sum(value for _, value in self.amounts)

    def on(self, day: int, days: int, line: Timeline) -> int:
        """Take the day in and return the sum that ends with it."""
        value = line.done.get(day)
        if value:
            self.amounts.append((day, value))
            self.total += value
        while self.amounts and self.amounts[0][0] <= day - days:
            self.total -= self.amounts.pop(0)[1]
        return self.total


def advance_sum(
    runs: Runs,
    state: TrailingSum,
    line: Timeline,
    version: Version,
    first: int,
    last: int,
) -> None:
    """Close the days from `first` to `last` of a habit that is judged by its trailing sum."""
    schedule = version.schedule
    assert isinstance(schedule, Rolling)  # noqa: S101 - the caller's contract
    for day in range(first, last + 1):
        total = state.on(day, schedule.days, line)
        if line.away(day):
            continue
        if (total <= version.target) if version.at_most else (total >= version.target):
            runs.keep(day, day)
        else:
            runs.stop()
