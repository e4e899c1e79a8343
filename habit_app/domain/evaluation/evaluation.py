"""How a habit stands now, folded from its history or on from a checkpoint."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.days import DayState, Standing, state_today
from habit_app.domain.evaluation.fold import State, begin, close_days, load_state
from habit_app.domain.evaluation.outlook import look_ahead
from habit_app.domain.evaluation.rolling import pending
from habit_app.domain.evaluation.streaks import NONE, Quota, Run, Runs, Stretch, as_run, best_of
from habit_app.domain.evaluation.timeline import (
    Segment,
    Timeline,
    effective_start,
    kept_ends,
    lay_out,
    segments,
)
from habit_app.domain.habits import Direction, Rules
from habit_app.domain.schedules import Schedule

AHEAD = 31
"""How many days ahead pauses are laid out: an open month is judged by the days to come, too."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The fold's state with `day` closed, small however long the history."""

    day: date
    state: str


@dataclass(frozen=True, slots=True)
class Now:
    """A habit on the open day `as_of`.

    `alive_through` is the last habit day on which `streak` still holds if nothing more is
    recorded (None: it does not end by itself). Each day through `grows_through` adds one to it
    (None: it does not grow by itself). `moves_on` is the first day on which more than dates
    decides about the numbers, so that the habit has to be folded (None: no such day).
    `completed_through` is the last day of the open unit that is kept. `previous` is the run that
    stood when the unit of the streak changed, until a unit is missed.
    """

    as_of: date
    state: DayState
    due: bool
    value: int
    completed: bool
    completed_through: date | None
    quota_left: int | None
    quota: Quota | None
    paused: bool
    streak: int
    streak_unit: str
    alive_through: date | None
    grows_through: date | None
    moves_on: date | None
    run: Run | None
    previous: Run | None
    longest: Run | None
    strength: float
    target: int
    schedule: Schedule
    direction: Direction


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a habit stands, and from where the next evaluation may go on."""

    now: Now
    start: date
    closed: Checkpoint
    checkpoints: tuple[Checkpoint, ...]


def evaluate(
    rules: Rules, entries: Iterable[Entry], today: date, since: Checkpoint | None = None
) -> Evaluation:
    """Fold a habit's days up to its open day.

    `entries` are ascending, none later than `today`, and all after `since` (all there are when
    it is None). From nothing, from any checkpoint, or day by day: the result is the same.
    """
    entries = list(entries)
    at = today.toordinal()
    if since is None:
        state = begin(rules, effective_start(rules, entries))
    else:
        state = load_state(since.day.toordinal(), since.state)
    judges = segments(rules, state.start)
    line = lay_out(rules, entries, state.day + 1, at + AHEAD)
    ends: list[Checkpoint] = []
    for end in kept_ends(state.day + 1, today):
        close_days(state, rules, line, judges, end)
        ends.append(Checkpoint(date.fromordinal(end), state.dump()))
    close_days(state, rules, line, judges, at - 1)
    closed = state.copy()
    close_days(closed, rules, line, judges, at)
    now = stand(state, closed, rules, line, judges, today)
    start = date.fromordinal(state.start)
    return Evaluation(now, start, Checkpoint(today, closed.dump()), tuple(ends))


def stand(
    state: State, closed: State, rules: Rules, line: Timeline, judges: list[Segment], today: date
) -> Now:
    """Say how the habit stands on its open day.

    `state` is closed through yesterday, `closed` through today as if nothing more came. The
    open day never breaks a run unless an at-most unit is above its limit.
    """
    at = today.toordinal()
    version = rules.version_on(today)
    live = next((judge for judge in judges if judge.first <= at <= judge.last), None)
    view = state_today(state, closed, rules, line, live, at)
    base = closed if view.settles or live is None else state
    unit = version.unit if live else base.runs.unit
    current = _current(base.runs, unit, view, at)
    longest = _longest(base, current, unit)
    ahead = look_ahead(rules, line, judges, live, closed, view, current, longest, at)
    return Now(
        as_of=today,
        state=view.state,
        due=view.due,
        value=line.shown(at),
        completed=view.completed,
        completed_through=date.fromordinal(view.kept_through) if view.completed else None,
        quota_left=view.quota_left,
        quota=view.quota,
        paused=at in line.paused,
        streak=current[0],
        streak_unit=unit,
        alive_through=_day(ahead.alive_through),
        grows_through=_day(ahead.grows_through),
        moves_on=_day(ahead.moves_on),
        run=as_run(current, unit),
        previous=None if view.breaks else as_run(*base.runs.standing_before(unit)),
        longest=longest,
        strength=closed.strength.score,
        target=version.target,
        schedule=version.schedule,
        direction=version.direction,
    )


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None


def _current(runs: Runs, unit: str, view: Standing, at: int) -> Stretch:
    """The run of closed units, with the open one on top where it is kept."""
    run: Stretch = (runs.length, runs.first, runs.last) if runs.unit == unit else NONE
    if view.breaks:
        return NONE
    if view.opens_kept:
        return (run[0] + 1, run[1] if run[0] else view.unit_first, at)
    return run


def _longest(state: State, current: Stretch, unit: str) -> Run | None:
    """The best of the runs that ended, that may still be joined, and that go on."""
    runs = state.runs
    return best_of(
        [
            (runs.best, runs.best_unit),
            *((stretch, runs.unit) for stretch in pending(state.intervals)),
            ((runs.length, runs.first, runs.last), runs.unit),
            (current, unit),
        ]
    )
