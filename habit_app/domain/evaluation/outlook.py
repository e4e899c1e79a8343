"""How long a habit's numbers hold while nothing more is recorded.

Most numbers are decided by dates alone: a streak ends, or grows by a day each day, through days
that are known today. What this leaves open is a day from which on the habit has to be folded.
"""

from dataclasses import dataclass, replace

from habit_app.domain.calendar import WeekStart
from habit_app.domain.evaluation.days import Standing
from habit_app.domain.evaluation.fold import State
from habit_app.domain.evaluation.streaks import Run, Stretch
from habit_app.domain.evaluation.timeline import (
    FOREVER,
    Segment,
    Timeline,
    due_days,
    period_of,
    spans,
)
from habit_app.domain.habits import Kind, Rules
from habit_app.domain.schedules import Daily, FixedDays, PerMonth, PerWeek, Quota, Rolling

GAP = 366
"""More days than lie between two due days of any schedule."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """How long the streak holds, how long it grows, and from when on more than dates decide.

    Before `moves_on` four rules are all that happens: the streak is 0 after `alive_through`;
    each day through `grows_through` adds one to it (and to the longest, where that ends with
    it); nothing is kept after the last day of the open unit that is, or of that growth; and the
    longest streak grows with the days of that unit where it ends today.
    """

    alive_through: int | None = None
    grows_through: int | None = None
    moves_on: int | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The open day `at`: how it stands, what the fold knows when it is closed, and the runs."""

    at: int
    view: Standing
    closed: State
    away: bool
    current: Stretch
    longest: Run | None

    @property
    def streak(self) -> int:
        return self.current[0]

    def overtakes(self, through: int) -> int | None:
        """The day on which the run, kept each day `through` one, first changes the longest.

        None where it is the longest already and only grows on, or where it stays behind.
        """
        length, first, last = self.current
        kept = self.at if self.view.settles or self.view.opens_kept else self.at - 1
        span = (self.longest.last - self.longest.first).days if self.longest else 0
        day = (first if length else self.at) + span + self.at - kept
        if not length or last < kept:
            day = max(day, self.at + 1)
        return day if self.at < day <= through else None


def look_ahead(
    rules: Rules,
    line: Timeline,
    judges: list[Segment],
    live: Segment | None,
    closed: State,
    view: Standing,
    current: Stretch,
    longest: Run | None,
    at: int,
) -> Outlook:
    """Say how long the numbers of the open day hold by themselves."""
    if live is None:
        return Outlook(moves_on=next((judge.first for judge in judges if judge.first > at), None))
    today = Today(at, view, closed, line.away(at), current, longest)
    rest = Rest(spans(rules.pauses))
    schedule = live.version.schedule
    if live.version.at_most and isinstance(schedule, Daily | Rolling):
        found = _of_daily_limit(rest, today)
    elif isinstance(schedule, PerWeek | PerMonth):
        found = _of_quota(live, schedule, rules.week_start, rest, today)
    elif isinstance(schedule, Rolling):
        found = _of_rolling(live, schedule, rules.kind, rest, today)
    else:
        found = _of_fixed_days(live, schedule, rest, today)
    if live.last >= FOREVER:
        return found
    return replace(found, moves_on=min(found.moves_on or FOREVER, live.last + 1))


class Rest:
    """The spans of days on which nothing is asked, oldest first, none touching another."""

    def __init__(self, days: list[tuple[int, int]]) -> None:
        self._spans = days

    def over(self, day: int) -> int | None:
        """The first day from `day` on that is not inside; None where there is none."""
        for first, last in self._spans:
            if first <= day <= last:
                return last + 1 if last < FOREVER else None
        return day

    def begins(self, day: int) -> int:
        """The first day from `day` on that is inside; FOREVER where there is none."""
        return next((max(first, day) for first, last in self._spans if last >= day), FOREVER)


def _of_daily_limit(rest: Rest, today: Today) -> Outlook:
    """Each day within the limit adds to the run when it is over; those in a pause do not."""
    if today.view.settles:
        return Outlook(moves_on=rest.over(today.at + 1))
    through = rest.begins(today.at + 1)
    again = rest.over(through) if through < FOREVER else None
    return Outlook(grows_through=through, moves_on=today.overtakes(through) or again)


def _of_fixed_days(live: Segment, schedule: FixedDays, rest: Rest, today: Today) -> Outlook:
    """The next due day ends the run; one with a limit adds to it when it is over."""
    settled = today.away or today.view.completed or today.view.breaks
    if not today.streak and not live.version.at_most:
        return Outlook()
    asked = _next_asked(schedule, rest, today.at + settled)
    if asked is None:
        return Outlook()
    return Outlook(moves_on=asked + 1) if live.version.at_most else Outlook(asked)


def _next_asked(schedule: FixedDays, rest: Rest, first: int) -> int | None:
    """The first due day from `first` on that is in no pause."""
    while (due := next(iter(due_days(schedule, first, first + GAP)), None)) is not None:
        free = rest.over(due)
        if free is None or free == due:
            return free
        first = free
    return None


def _of_quota(
    live: Segment, schedule: Quota, week_start: WeekStart, rest: Rest, today: Today
) -> Outlook:
    """The close of the first unit that asks and is not decided ends the run, or adds to it."""
    view, at_most = today.view, live.version.at_most
    overtakes = today.overtakes(view.kept_through) if view.opens_kept else None
    if view.at_most is not at_most:  # another version judges from the next unit on
        return Outlook(moves_on=overtakes or view.kept_through + 1)
    decided = view.breaks if at_most else view.completed
    close: int | None = view.kept_through
    if decided or not view.asks:
        free = rest.over(view.kept_through + 1)
        close = free and min(period_of(free, schedule, week_start)[1], live.end)
    if at_most:
        return Outlook(moves_on=close and close + 1)
    return Outlook(close if today.streak else None, moves_on=overtakes)


def _of_rolling(live: Segment, schedule: Rolling, kind: Kind, rest: Rest, today: Today) -> Outlook:
    """Days that stay kept without a tick add to the run one by one; the first other ends it."""
    at, streak = today.at, today.streak
    if not today.view.settles:
        return Outlook(at if streak else None)
    kept = _kept_through(live, schedule, kind, today.closed, at)
    grown = min(kept, rest.begins(at + 1) - 1) if today.view.completed else at
    grows = grown if grown > at else None
    overtakes = today.overtakes(grown)
    following = rest.over(grown + 1)
    if following and following <= kept:
        return Outlook(None, grows, overtakes or following)
    return Outlook(following if streak else None, grows, overtakes)


def _kept_through(live: Segment, schedule: Rolling, kind: Kind, closed: State, at: int) -> int:
    """The last day that stays kept if nothing more is recorded; `at` where none after it does."""
    if kind is Kind.BINARY:
        return max(closed.intervals.end, at) if closed.intervals.begin is not None else at
    left = 0
    for day, value in reversed(closed.sums.amounts):
        left += value
        if left >= live.version.target:
            return max(day + schedule.days - 1, at)
    return at
