"""Where the unit of a streak changes, the run that stood before is told beside the new one."""

import json
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.fold import load_state
from habit_app.domain.evaluation.streaks import NONE, Run
from habit_app.domain.habits import ONE, Direction, Kind, Pause, Rules, Version
from habit_app.domain.schedules import Daily, PerMonth, PerWeek, Rolling, Schedule
from tests.domain.test_invariants import SPAN, bounded, days_from, habits, histories
from tests.domain.test_invariants import START as BEGIN

START = date(2026, 11, 2)
"""A Monday."""


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def changed(*later: tuple[int, Schedule], first: Schedule | None = None, **more: object) -> Rules:
    """A binary habit, daily unless said otherwise, that asks for something else from some days."""
    versions = [Version(None, first or Daily(), ONE)]
    versions += [Version(day(at), schedule, ONE) for at, schedule in later]
    return Rules(Kind.BINARY, tuple(versions), START, **more)  # type: ignore[arg-type]


def told(done: Iterable[int], skipped: Iterable[int] = ()) -> list[Entry]:
    said = [Entry(day(at), EntryStatus.DONE) for at in done]
    said += [Entry(day(at), EntryStatus.SKIP) for at in skipped]
    return sorted(said, key=lambda entry: entry.day)


DAYS_29 = Run(29, "day", day(0), day(28))


def stood(rules: Rules, entries: list[Entry], today: int) -> tuple[int, str, Run | None]:
    now = evaluate(rules, entries, day(today)).now
    return now.streak, now.streak_unit, now.previous


@pytest.mark.parametrize("today", [29, 30, 34], ids=["open day", "next day", "last of the week"])
def test_nothing_weeks_stand_after_29_days(today: int) -> None:
    """The 29th day is a Monday: the week that begins on Tuesday is open."""
    rules = changed((29, PerWeek(3)))

    assert stood(rules, told(range(29)), today) == (0, "week", DAYS_29)


def test_the_days_stay_beside_the_weeks_until_a_week_is_missed() -> None:
    rules, kept = changed((28, PerWeek(3))), told([*range(28), 28, 30, 31, 35, 36, 37])
    before = Run(28, "day", day(0), day(27))

    assert stood(rules, kept, 31) == (1, "week", before)
    assert stood(rules, kept, 48) == (2, "week", before)
    assert stood(rules, kept, 49) == (0, "week", None)
    assert stood(rules, [*kept, *told([49, 50, 51])], 51) == (1, "week", None)


def test_a_first_week_that_is_missed_takes_the_days_with_it() -> None:
    assert stood(changed((28, PerWeek(3))), told([*range(28), 30]), 35) == (0, "week", None)


def test_nothing_stands_before_where_the_last_day_was_missed() -> None:
    assert stood(changed((29, PerWeek(3))), told(range(28)), 29) == (0, "week", None)


def test_a_tick_on_the_day_of_the_change_changes_nothing_before_it() -> None:
    rules = changed((29, PerWeek(1)))

    assert stood(rules, told(range(30)), 29) == (1, "week", DAYS_29)
    assert stood(rules, told(range(29), [29]), 29) == (0, "week", DAYS_29)


def test_where_the_unit_changes_again_the_run_that_stood_last_counts() -> None:
    again = changed((29, PerWeek(1)), (31, PerMonth(1)))

    assert stood(again, told(range(30)), 31) == (0, "month", Run(1, "week", day(29), day(30)))
    quiet = changed((28, PerWeek(3)), (28 + 7, Daily()), pauses=(Pause(day(28), day(34)),))
    assert stood(quiet, told(range(28)), 35) == (0, "day", Run(28, "day", day(0), day(27)))


def test_days_in_a_rolling_window_that_are_lost_for_good_end_what_stood() -> None:
    rules = changed((14, Rolling(1, 3)), first=PerWeek(2))
    weeks = Run(2, "week", day(0), day(13))

    assert stood(rules, told([0, 1, 7, 8]), 15) == (0, "day", weeks)
    assert stood(rules, told([0, 1, 7, 8, 14]), 16) == (3, "day", weeks)
    assert stood(rules, told([0, 1, 7, 8, 14]), 30) == (0, "day", None)


def test_a_limit_that_is_passed_today_ends_what_stood_at_once() -> None:
    week = Version(day(7), PerWeek(None), 5 * ONE, Direction.AT_MOST)
    rules = Rules(Kind.NUMERIC, (Version(None, Daily(), ONE, Direction.AT_MOST), week), START)
    six = Entry(day(8), EntryStatus.DONE, 6 * ONE)

    assert stood(rules, [], 8) == (0, "week", Run(7, "day", day(0), day(6)))
    assert stood(rules, [six], 8) == (0, "week", None)


def test_a_state_that_was_stored_before_this_was_known_goes_on() -> None:
    state = load_state(1, evaluate(changed(), told(range(3)), day(2)).closed.state)
    dumped = json.loads(state.dump())
    dumped[2] = dumped[2][:6]

    older = load_state(1, json.dumps(dumped))

    assert older == state
    assert (older.runs.length, older.runs.before) == (3, NONE)


@bounded
@given(st.data())
def test_a_run_stands_before_only_until_something_is_missed(data: st.DataObject) -> None:
    rules = data.draw(habits())
    entries = data.draw(histories(rules))
    today = data.draw(days_from(0, SPAN))
    now = evaluate(rules, [entry for entry in entries if entry.day <= today], today).now

    if now.previous is not None:
        assert len({version.unit for version in rules.versions}) > 1
        assert BEGIN <= now.previous.first <= now.previous.last < today
        assert now.run is None or now.previous.last < now.run.first
        assert now.longest is not None
        longest = now.longest.last - now.longest.first
        assert now.previous.last - now.previous.first <= longest
