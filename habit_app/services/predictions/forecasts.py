"""The risk of what is due next: read from a person's history, judged by rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import habits as habit_store
from habit_app.db.rows import HabitRow
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.evaluation.due_units import Outcome, next_due, outcomes
from habit_app.domain.habits import Rules
from habit_app.domain.reminders import OPEN
from habit_app.domain.risk import Risk, rule, start_rate
from habit_app.services import histories
from habit_app.services.histories import HabitHistory
from habit_app.services.predictions import calibration, stored
from habit_app.services.predictions.calibration import AS_THEY_COME, CalibratedRules
from habit_app.services.predictions.stored import Stored
from habit_app.services.shared import long_work
from habit_app.services.shared.viewers import Viewer

MEMORY = timedelta(days=180)
"""How far back outcomes are looked at for a risk; older ones weigh next to nothing."""
KNOWN_FROM = 3
"""Outcomes from which on a habit can be said to be at risk: a new one is only new."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A habit with the risk of its next due unit; `after_miss`: the last one was skipped."""

    habit: HabitHistory
    risk: Risk
    after_miss: bool
    made_at: datetime | None = None
    """When a model foretold it; None: it is judged now."""


def read_active(session: Session, *, viewer: Viewer) -> list[HabitHistory]:
    """Read the viewer's active habits as far back as a risk looks, in three statements."""
    rows = habit_store.list_rows(session, viewer.id, habit_store.active())
    return read(session, viewer=viewer, rows=rows)


def read(session: Session, *, viewer: Viewer, rows: Sequence[HabitRow]) -> list[HabitHistory]:
    """Read habits of the viewer's as far back as a risk looks."""
    today = viewer.today()
    return histories.of_person(
        session, viewer=viewer, rows=rows, since=lambda rules: needed_for(rules, today), until=today
    )


def needed_for(rules: Rules, today: date) -> date:
    """The first day whose entry a risk depends on."""
    return today - MEMORY - timedelta(days=lookback(rules))


def has_limit(rules: Rules, day: date) -> bool:
    """Whether a day is kept by doing little or nothing."""
    return rules.version_on(day).at_most


def judge(
    habits: Sequence[HabitHistory], today: date, rules: CalibratedRules = AS_THEY_COME
) -> list[Judged]:
    """Judge the next due unit of each active habit, starting from its owner's other habits.

    Limits are left out of that start: they are kept by doing nothing.
    """
    past = {habit.row.id: past_of(habit, today) for habit in habits}
    shares = {
        habit.row.id: (sum(outcome.kept for outcome in past[habit.row.id]), len(past[habit.row.id]))
        for habit in habits
        if not has_limit(habit.rules, today)
    }
    kept, due = (sum(share[place] for share in shares.values()) for place in (0, 1))
    found = []
    for habit in habits:
        known = past[habit.row.id]
        if len(known) < KNOWN_FROM or habit.row.archived_at is not None:
            continue
        unit = next_due(habit.rules, habit.entries, today, start=habit.start)
        if unit is None:
            continue
        own = shares.get(habit.row.id, (0, 0))
        others = (kept - own[0], due - own[1])
        learned = rules.calibration
        p0 = start_rate(others, general=learned.start, weight=learned.weights.others)
        risk = replace(rule(known, unit, p0, learned), version=rules.version)
        found.append(Judged(habit, risk, not known[-1].kept))
    return found


def past_of(habit: HabitHistory, today: date) -> list[Outcome]:
    """What the units of a habit came to, as far back as a risk looks."""
    return outcomes(habit.rules, habit.entries, today, since=today - MEMORY, start=habit.start)


def units_wanting(habit: HabitHistory, today: date) -> tuple[int, str]:
    """How many units are missing until a habit can be judged, and what its units are."""
    unit = habit.rules.version_on(today).unit
    has_next = next_due(habit.rules, habit.entries, today, start=habit.start) is not None
    if habit.row.archived_at is not None or not has_next:
        return 0, unit
    return max(0, KNOWN_FROM - len(past_of(habit, today))), unit


def judge_for(session: Session, viewer: Viewer, habits: Sequence[HabitHistory]) -> list[Judged]:
    """Judge for a request: charged, and in the lane, since hundreds of habits take long."""
    today, rules = viewer.today(), calibration.in_use(session)
    (judged,) = long_work.each(
        viewer.id,
        [habits],
        lambda known: judge(known, today, rules),
        days=lambda known: MEMORY.days * len(known),
    )
    return as_foretold(judged, stored.of_next_units(session, viewer=viewer))


def judge_own(session: Session, *, viewer: Viewer) -> list[Judged]:
    """Judge the viewer's active habits, as a model did where it foretold the same unit."""
    rules = calibration.in_use(session)
    judged = judge(read_active(session, viewer=viewer), viewer.today(), rules)
    return as_foretold(judged, stored.of_next_units(session, viewer=viewer))


def as_foretold(judged: Sequence[Judged], foretold: Mapping[UUID, Stored]) -> list[Judged]:
    """Let what a model said of the same unit stand in the place of what the rules say now.

    What the rules said before is of no use: they know as much, and later things with it.
    """
    return [_as_foretold(habit, foretold.get(habit.habit.row.id)) for habit in judged]


def _as_foretold(judged: Judged, said: Stored | None) -> Judged:
    if said is None or said.risk.source == "rules":
        return judged
    then, now = said.risk.unit, judged.risk.unit
    if (then.first, then.last) != (now.first, now.last):
        return judged
    return replace(judged, risk=replace(said.risk, unit=now), made_at=said.made_at)


def judge_open(session: Session, *, viewer: Viewer) -> dict[UUID, Judged]:
    """The risks of what is open today. It takes long: no lock should be held meanwhile."""
    today = viewer.today()
    return {
        judged.habit.row.id: judged
        for judged in judge_own(session, viewer=viewer)
        if _is_open(judged, today)
    }


def _is_open(judged: Judged, today: date) -> bool:
    """Whether the unit that the risk is about is open today, and nothing was said of the day."""
    unit, habit = judged.risk.unit, judged.habit
    if not unit.first <= today <= unit.last:
        return False
    (day,) = day_states(habit.rules, habit.entries, today, today, today, start=habit.start)
    return day.due and day.state in OPEN
