"""Weeks looked back at: shares by habit and by day, streaks won and lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.timeline import kept_ends
from habit_app.domain.habits import ONE, Direction, Kind, Pause, Rules, Version
from habit_app.domain.schedules import Daily, PerMonth, PerWeek, Rolling, Schedule, Weekdays
from habit_app.domain.weeks import HabitWeek, Share, Streak, look_back, needed_until, sum_up
from tests.domain.test_invariants import habits, histories

FIRST = date(2026, 3, 2)
"""A Monday; 1 March is the Sunday before."""
AFTER = FIRST + timedelta(days=7)
START = date(2026, 1, 1)
NOTHING = Share()


def day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


def done(*offsets: int, value: int | None = None) -> list[Entry]:
    return [Entry(day(offset), EntryStatus.DONE, value) for offset in sorted(offsets)]


def binary(schedule: Schedule, *, start: date = START, **more: object) -> Rules:
    return Rules(Kind.BINARY, (Version(None, schedule, ONE),), start, **more)  # type: ignore[arg-type]


def told(
    rules: Rules, entries: list[Entry], *, first: date = FIRST, today: date = AFTER
) -> HabitWeek:
    return look_back(rules, entries, first, today, start=rules.start)


@pytest.mark.parametrize(
    ("rules", "entries", "share", "before"),
    [
        (binary(Daily()), done(-7, -1, 0, 1, 5), Share(3, 7), Share(2, 7)),
        (binary(Daily(), start=day(3)), done(3), Share(1, 4), NOTHING),
        (binary(Weekdays(("mon", "sat"))), done(0, 1), Share(1, 2), Share(0, 2)),
        (binary(Daily(), pauses=(Pause(day(0), day(3)),)), done(4), Share(1, 3), Share(0, 7)),
        (binary(Daily(), end=day(1)), done(0), Share(1, 2), Share(0, 7)),
        (binary(PerWeek(2)), done(0, 4, -3), Share(1, 1), Share(0, 1)),
        (binary(PerWeek(2)), done(0), Share(0, 1), Share(0, 1)),
        (binary(Rolling(1, 7)), done(-5), Share(2, 7), Share(5, 7)),
    ],
)
def test_kept_of_due_against_the_week_before(
    rules: Rules, entries: list[Entry], share: Share, before: Share
) -> None:
    found = told(rules, entries)

    assert (found.share, found.before) == (share, before)


def test_skipped_days_are_left_out() -> None:
    skipped = [Entry(day(0), EntryStatus.SKIP), Entry(day(1), EntryStatus.NO)]

    found = told(binary(Daily()), [*skipped, *done(2)])

    assert found.share == Share(1, 6)
    assert found.days[:3] == [NOTHING, Share(0, 1), Share(1, 1)]


def test_a_month_belongs_to_the_week_that_decides_it() -> None:
    monthly = binary(PerMonth(1))

    kept = told(monthly, done(3))
    closed = told(monthly, [], first=date(2026, 2, 23), today=date(2026, 3, 20))
    between = told(monthly, [], first=date(2026, 3, 9), today=date(2026, 3, 20))

    assert kept.share == Share(1, 1)
    assert closed.share == Share(0, 1)  # February closed on its last day, a Saturday
    assert between.share == NOTHING


@pytest.mark.parametrize(
    ("target", "entries", "share"),
    [
        (0, [], Share(7, 7)),
        (0, done(2, value=ONE), Share(6, 7)),
        (2 * ONE, done(2, value=2 * ONE), Share(7, 7)),
    ],
)
def test_a_limit_is_kept_when_its_day_is_over(
    target: int, entries: list[Entry], share: Share
) -> None:
    version = Version(None, Daily(), target, Direction.AT_MOST)

    found = told(Rules(Kind.NUMERIC, (version,), START), entries)

    assert found.share == share


def test_the_open_day_counts_only_once_it_is_decided() -> None:
    open_still = told(binary(Daily()), done(0), today=day(2))
    kept = told(binary(Daily()), done(0, 2), today=day(2))
    limit = Rules(Kind.NUMERIC, (Version(None, Daily(), 0, Direction.AT_MOST),), START)

    assert (open_still.share, open_still.days) == (
        Share(1, 2),
        [Share(1, 1), Share(0, 1), *[NOTHING] * 5],
    )
    assert kept.share == Share(2, 3)
    assert told(limit, [], today=day(2)).share == Share(2, 2)
    assert told(limit, done(2, value=ONE), today=day(2)).days[2] == Share(0, 1)


def test_weeks_that_begin_otherwise_are_the_users() -> None:
    sunday = date(2026, 3, 1)
    saturday = date(2026, 2, 28)
    entries = done(-2, -1, 4)

    assert told(binary(Daily()), entries, first=sunday).share == Share(2, 7)
    assert told(binary(Daily()), entries, first=saturday).share == Share(3, 7)


@pytest.mark.parametrize(("offsets", "decided_on"), [((0, 2, 4, 5), 4), ((0, 4), 6)])
def test_a_goal_of_the_week_counts_on_the_day_that_decided_it(
    offsets: tuple[int, ...], decided_on: int
) -> None:
    found = told(binary(PerWeek(3)), done(*offsets))

    assert [place for place, share in enumerate(found.days) if share.due] == [decided_on]
    assert found.days[decided_on] == found.share


@pytest.mark.parametrize(
    ("offsets", "won", "lost"),
    [
        ((0, 1, 2), None, Streak(3, "day")),
        ((4, 5, 6), Streak(3, "day"), None),
        ((5, 6), None, None),  # too short to be told
        ((-2, -1, 0, 5, 6), None, Streak(3, "day")),
        ((-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6), None, None),  # ran before and after
        ((-1, 0, 1, 2, 3, 4, 5, 6), Streak(8, "day"), None),
        ((-3, -2, -1, 4, 5, 6), Streak(3, "day"), Streak(3, "day")),
    ],
)
def test_streaks_are_won_and_lost_within_the_week(
    offsets: tuple[int, ...], won: Streak | None, lost: Streak | None
) -> None:
    found = told(binary(Daily()), done(*offsets))

    assert (found.won, found.lost) == (won, lost)


def test_weeks_make_streaks_of_weeks() -> None:
    won = told(binary(PerWeek(1)), done(-7, 0))
    lost = told(binary(PerWeek(1)), done(-14, -7))

    assert won.won == Streak(2, "week")
    assert lost.lost == Streak(2, "week")


def test_another_unit_neither_wins_nor_loses() -> None:
    versions = (Version(None, Daily(), ONE), Version(day(3), PerWeek(1), ONE))
    rules = Rules(Kind.BINARY, versions, day(-20))

    found = told(rules, done(-3, -2, -1, 0, 1, 2))

    assert (found.won, found.lost) == (None, None)


@pytest.mark.parametrize("schedule", [Daily(), PerWeek(2), PerMonth(3), Rolling(2, 5)])
def test_a_checkpoint_tells_the_same_as_the_whole_history(schedule: Schedule) -> None:
    rules = binary(schedule)
    entries = done(*(offset for offset in range(-60, 7) if offset % 3))
    closed = evaluate(rules, [e for e in entries if e.day <= day(-3)], day(-2)).checkpoints
    since = closed[-1]
    near = [entry for entry in entries if entry.day >= day(-40)]

    whole = told(rules, entries)
    found = look_back(rules, near, FIRST, AFTER, start=START, since=since)

    assert found == whole


def test_later_ticks_that_change_a_week_are_waited_for() -> None:
    rules = binary(Rolling(2, 10))

    assert needed_until(rules, FIRST, FIRST + timedelta(days=90)) == AFTER + timedelta(days=10)
    assert needed_until(rules, FIRST, day(2)) == day(2)


def week_of_days(*days: tuple[int, int]) -> HabitWeek:
    shares = [Share(*one) for one in days] + [NOTHING] * (7 - len(days))
    return HabitWeek(NOTHING, NOTHING, shares, None, None)


@pytest.mark.parametrize(
    ("days", "best", "weakest"),
    [
        ([(1, 2), (2, 2), (0, 1)], 1, 2),
        ([(1, 1), (2, 2), (0, 1), (0, 3)], 1, 3),  # between equals the one that says more
        ([(1, 1), (1, 1)], None, None),
        ([(0, 0), (0, 0)], None, None),
        ([], None, None),
    ],
)
def test_best_and_weakest_day(
    days: list[tuple[int, int]], best: int | None, weakest: int | None
) -> None:
    found = sum_up(FIRST, [week_of_days(*days)])

    assert (found.best and (found.best.day - FIRST).days) == best
    assert (found.weakest and (found.weakest.day - FIRST).days) == weakest
    assert len(found.days) == 7


def test_a_person_is_the_sum_of_their_habits() -> None:
    one = replace(week_of_days((1, 1), (1, 1)), share=Share(3, 7), before=Share(1, 7))
    other = replace(week_of_days((0, 1)), share=Share(1, 1))

    found = sum_up(FIRST, [one, other])

    assert (found.share, found.before) == (Share(4, 8), Share(1, 7))
    assert [day.share for day in found.days[:3]] == [Share(1, 2), Share(1, 1), NOTHING]
    assert found.share.rate == 0.5
    assert NOTHING.rate is None


@settings(max_examples=60)
@given(st.data())
def test_the_days_and_the_habits_add_up_to_the_week(data: st.DataObject) -> None:
    first = date(2026, 2, 2) + timedelta(days=data.draw(st.integers(-14, 40)))
    today = first + timedelta(days=data.draw(st.integers(0, 20)))
    weeks = []
    for rules in data.draw(st.lists(habits(), min_size=1, max_size=3)):
        entries = [one for one in data.draw(histories(rules)) if one.day <= today]
        weeks.append(look_back(rules, entries, first, today, start=rules.start))

    whole = sum_up(first, weeks)

    assert all(sum(week.days, NOTHING) == week.share for week in weeks)
    assert sum((day.share for day in whole.days), NOTHING) == whole.share
    assert sum((week.share for week in weeks), NOTHING) == whole.share


def test_checkpoints_are_dense_lately_and_rare_before() -> None:
    today = date(2026, 11, 30)
    found = [date.fromordinal(end) for end in kept_ends(date(1970, 1, 1).toordinal(), today)]

    assert [end for end in found if end.year < 2017] == [
        date(year, 12, 31) for year in range(1976, 2017, 8)
    ]
    assert [end for end in found if 2017 <= end.year < 2025] == [
        date(year, 12, 31) for year in range(2017, 2025)
    ]
    assert sum(end.year == 2025 for end in found) == 12
    assert found[-1] == date(2026, 10, 31)
