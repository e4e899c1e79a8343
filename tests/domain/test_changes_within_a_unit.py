"""A week or month that is changed within is one unit, judged by the version of its first available
day."""

from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.days import day_states
from habit_app.domain.evaluation.due_units import Quota, next_due
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.history import counted, summarise, units
from habit_app.domain.habits import ONE, Direction, Kind, Pause, Rules, Version
from habit_app.domain.schedules import Daily, PerMonth, PerWeek, Schedule, Weekdays
from habit_app.domain.weeks import Share, look_back
from tests.domain.test_invariants import START as BEGIN
from tests.domain.test_invariants import TODAY, bounded, days_from, histories

START = date(2026, 11, 2)
"""A Monday."""
LEAST, MOST = Direction.AT_LEAST, Direction.AT_MOST


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def told(done: Iterable[int], value: int | None = None) -> list[Entry]:
    return [Entry(day(at), EntryStatus.DONE, value) for at in sorted(done)]


TWO_THEN_SIX = Rules(
    Kind.BINARY,
    (Version(None, PerWeek(2), ONE), Version(day(10), PerWeek(6), ONE)),
    START,
)
"""From the second Thursday on six times a week instead of twice."""


def test_a_week_in_which_a_quota_rises_asks_what_it_began_with() -> None:
    entries, today = told([0, 1, 8, 12]), day(14)

    assert evaluate(TWO_THEN_SIX, entries, today).now.streak == 2
    found = [unit for unit in units(TWO_THEN_SIX, entries, START, day(13), today) if not unit.open]
    assert [(unit.first, unit.last, unit.kept) for unit in found] == [
        (day(0), day(6), True),
        (day(7), day(13), True),
    ]
    week = look_back(TWO_THEN_SIX, entries, day(7), today, start=START)
    assert (week.share, week.lost) == (Share(1, 1), None)
    assert summarise(TWO_THEN_SIX, entries, today).rate_30d == 1.0


def test_the_open_week_and_its_days_say_the_same() -> None:
    entries, today = told([0, 1, 8]), day(11)
    now = evaluate(TWO_THEN_SIX, entries, today).now
    due = next_due(TWO_THEN_SIX, entries, today)

    assert (now.quota, now.quota_left) == ((ONE, 2 * ONE, False, False), 1)
    assert due is not None
    assert (due.first, due.last, due.quota) == (day(7), day(13), Quota(2, 7, 1, 3))


def test_days_before_a_change_know_that_their_month_goes_on() -> None:
    """A sum of 300 a month and from the 16th of 30: the day on which 300 are reached is done."""
    rules = Rules(
        Kind.NUMERIC,
        (Version(None, PerMonth(None), 300), Version(date(2026, 11, 16), PerMonth(None), 30)),
        date(2026, 11, 1),
    )
    states = day_states(rules, told([8, 18, 20], 150), day(8), day(20), day(29))

    assert [states[at].state for at in (0, 10, 12)] == ["partial", "done", "done"]


def test_a_week_that_begins_with_days_away_is_judged_by_what_follows_them() -> None:
    """A goal until Wednesday, a limit from Thursday; paused until Wednesday: nothing is kept."""
    rules = Rules(
        Kind.NUMERIC,
        (Version(None, PerWeek(None), ONE), Version(day(10), PerWeek(None), ONE, MOST)),
        START,
        pauses=(Pause(day(7), day(9)),),
    )

    assert evaluate(rules, [], day(14)).now.streak == 1
    found = units(rules, [], day(7), day(13), day(14))
    assert [unit.kept for unit in found if not unit.open] == [True]
    assert counted(rules, [], day(7), day(13), day(14), start=START) == []


QUOTAS: st.SearchStrategy[Schedule] = st.one_of(
    st.integers(1, 7).map(PerWeek), st.integers(1, 12).map(PerMonth)
)
SUMS: st.SearchStrategy[Schedule] = st.sampled_from([PerWeek(None), PerMonth(None)])
FIXED: st.SearchStrategy[Schedule] = st.sampled_from([Daily(), Weekdays(("mon", "thu"))])


@st.composite
def changing(draw: st.DrawFn) -> Rules:
    """A habit whose schedule, target and direction change, mostly within a week or month."""
    kind = draw(st.sampled_from(list(Kind)))
    froms = sorted(draw(st.sets(days_from(1, 70), min_size=1, max_size=4)))
    versions = []
    for valid_from in [None, *froms]:
        schedule, direction = draw(st.one_of(QUOTAS, QUOTAS, FIXED)), LEAST
        if kind is Kind.NUMERIC and draw(st.booleans()):
            schedule, direction = draw(SUMS), draw(st.sampled_from(list(Direction)))
        target = ONE if kind is Kind.BINARY else draw(st.integers(1, 12)) * ONE
        versions.append(Version(valid_from, schedule, target, direction))
    pauses = draw(st.lists(st.tuples(days_from(-3, 75), st.integers(0, 9)), max_size=3))
    rests = tuple(Pause(first, first + timedelta(days=length)) for first, length in pauses)
    return Rules(kind, tuple(versions), BEGIN, draw(st.none() | days_from(40, 90)), pauses=rests)


@bounded
@given(st.data())
def test_the_streak_of_the_fold_is_that_of_the_units(data: st.DataObject) -> None:
    rules = data.draw(changing())
    today = data.draw(days_from(0, 75))
    entries = [entry for entry in data.draw(histories(rules)) if entry.day <= today]
    now = evaluate(rules, entries, today).now

    length, kind = 0, ""
    for unit in units(rules, entries, BEGIN, today, today):
        if kind != rules.version_on(unit.first).unit:
            length, kind = 0, rules.version_on(unit.first).unit
        if unit.kept:
            length += 1
        elif not unit.open:
            length = 0

    assert now.streak == (length if kind == now.streak_unit else 0)
    assert now.as_of == today <= TODAY
