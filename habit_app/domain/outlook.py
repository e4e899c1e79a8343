"""How long a habit's numbers hold while nothing more is recorded.

Most numbers are decided by dates alone: a streak ends on a day that is known today. What this
leaves open is a day on which the numbers move by themselves, and the habit has to be folded.
"""

from dataclasses import dataclass

from habit_app.domain.calendar import WeekStart
from habit_app.domain.days import Standing
from habit_app.domain.fold import State
from habit_app.domain.habits import Kind, Rules
from habit_app.domain.schedules import FixedDays, PerMonth, PerWeek, Quota, Rolling
from habit_app.domain.streaks import Run, Stretch
from habit_app.domain.timeline import FOREVER, Segment, Timeline, due_days, period_of, spans

GAP = 366
"""More days than lie between two due days of any schedule."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The last day on which the streak holds, and the first on which more than dates decide.

    Before `moves_on` three rules are all that happens: the streak is 0 after `alive_through`,
    nothing is kept after the last day of the open unit that is, and the longest streak grows
    with the days of that unit where it ends today.
    """

    alive_through: int | None = None
    moves_on: int | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The open day `at`: how it stands, and what the fold knows when it is closed."""

    at: int
    view: Standing
    closed: State
    away: bool
    streak: int


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
    today = Today(at, view, closed, line.away(at), current[0])
    rest = Rest(spans(rules.pauses))
    schedule = live.version.schedule
    if isinstance(schedule, PerWeek | PerMonth):
        found = _of_quota(
            live, schedule, rules.week_start, rest, today, _overtakes(current, longest)
        )
    elif isinstance(schedule, Rolling):
        found = _of_rolling(live, schedule, rules.kind, rest, today)
    else:
        found = _of_fixed_days(live, schedule, rest, today)
    return _until(found, live.last, today.streak)


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


def _until(found: Outlook, last: int, streak: int) -> Outlook:
    """No version sees beyond its own last day; what comes then has to be folded."""
    if last >= FOREVER:
        return found
    alive = last if streak and found.alive_through is None else found.alive_through
    return Outlook(
        min(alive, last) if alive is not None else None,
        min(found.moves_on or FOREVER, last + 1),
    )


def _of_fixed_days(live: Segment, schedule: FixedDays, rest: Rest, today: Today) -> Outlook:
    """The next due day ends the run; one with a limit adds to it when it is over."""
    settled = today.away or today.view.completed or today.view.breaks
    if not today.streak and not live.version.at_most:
        return Outlook()
    asked = _next_asked(schedule, rest, today.at + settled)
    if asked is None:
        return Outlook()
    moves = asked + 1 if live.version.at_most else None
    return Outlook(asked if today.streak else None, moves)


def _next_asked(schedule: FixedDays, rest: Rest, first: int) -> int | None:
    """The first due day from `first` on that is in no pause."""
    while (due := next(iter(due_days(schedule, first, first + GAP)), None)) is not None:
        free = rest.over(due)
        if free is None or free == due:
            return free
        first = free
    return None


def _of_quota(
    live: Segment,
    schedule: Quota,
    week_start: WeekStart,
    rest: Rest,
    today: Today,
    overtakes: int,
) -> Outlook:
    """The close of the first unit that asks and is not decided ends the run, or adds to it."""
    at_most, view = live.version.at_most, today.view
    decided = view.breaks if at_most else view.completed
    close: int | None = view.kept_through
    if decided or not view.asks:
        free = rest.over(view.kept_through + 1)
        close = free and min(period_of(free, schedule, week_start)[1], live.end)
    alive = close if today.streak else None
    if at_most:
        return Outlook(alive, close and close + 1)
    grows = view.opens_kept and today.at < overtakes <= view.kept_through
    return Outlook(alive, overtakes if grows else None)


def _overtakes(current: Stretch, longest: Run | None) -> int:
    """The day on which the current run, should it go on, spans as much as the longest."""
    return current[1] + (longest.last - longest.first).days if longest else 0


def _of_rolling(live: Segment, schedule: Rolling, kind: Kind, rest: Rest, today: Today) -> Outlook:
    """Days that stay kept without a tick add to the run one by one; the first other ends it."""
    at, streak = today.at, today.streak
    if live.version.at_most:
        moves = rest.over(at + 1) if today.view.settles else at + 1
        return Outlook(moves - 1 if moves and streak else None, moves)
    if not today.view.settles:
        return Outlook(at if streak else None)
    following = rest.over(at + 1)
    if following is None:
        return Outlook()
    if _stays_kept(live, schedule, kind, today.closed, following):
        return Outlook(following - 1 if streak else None, following)
    return Outlook(following if streak else None)


def _stays_kept(live: Segment, schedule: Rolling, kind: Kind, closed: State, day: int) -> bool:
    if kind is Kind.BINARY:
        return closed.intervals.begin is not None and day <= closed.intervals.end
    amounts = closed.sums.amounts
    total = sum(value for on, value in amounts if on > day - schedule.days)
    return total >= live.version.target
