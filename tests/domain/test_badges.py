"""What wins a badge, and what only looks like it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habit_app.db.tables.habits import EARLY
from habit_app.domain import badges
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.history import (
    Unit,
    all_runs,
    counted,
    needed_for,
    summarise,
    units,
)
from habit_app.domain.evaluation.streaks import Run
from habit_app.domain.habits import Direction, Kind, Version
from habit_app.domain.schedules import Daily, PerMonth, PerWeek, Rolling
from tests.domain.test_edges import MONDAY, after, done, habit
from tests.domain.test_invariants import START, TODAY, bounded, days_from, habits, histories


def unit(offset: int, *, kept: bool = True, length: int = 1, is_open: bool = False) -> Unit:
    first, last = after(offset), after(offset + length - 1)
    return Unit(first, last, kept, is_open, last)


@pytest.mark.parametrize(
    ("unit_name", "length", "days", "won"),
    [
        ("day", 6, 6, []),
        ("day", 7, 7, ["streak_7"]),
        ("day", 5, 9, ["streak_7"]),
        ("day", 66, 66, ["streak_7", "streak_30", "streak_66"]),
        ("week", 51, 357, list(badges.STREAKS)[:4]),
        ("week", 52, 364, list(badges.STREAKS)),
        ("month", 12, 360, list(badges.STREAKS)),
        ("month", 11, 334, list(badges.STREAKS)[:4]),
    ],
)
def test_a_streak_counts_by_the_days_it_spans_and_52_weeks_are_a_year(
    unit_name: str, length: int, days: int, won: list[str]
) -> None:
    run = Run(length, unit_name, MONDAY, after(days - 1))

    assert badges.streaks_won(badges.span_of(run)) == won


def test_no_run_spans_nothing() -> None:
    assert badges.streaks_won(badges.span_of(None)) == []


def test_counts_are_won_at_their_number() -> None:
    assert badges.logs_won(29) == []
    assert badges.logs_won(100) == ["logs_30", "logs_100"]


@pytest.mark.parametrize(
    ("direction", "value", "counts"),
    [
        (Direction.AT_LEAST, 0, False),
        (Direction.AT_LEAST, 1, True),
        (Direction.AT_LEAST, 5000, True),
        (Direction.AT_MOST, 0, True),
        (Direction.AT_MOST, 2000, True),
        (Direction.AT_MOST, 2001, False),
    ],
)
def test_an_entry_counts_when_it_is_done_or_partial(
    direction: Direction, value: int, counts: bool
) -> None:
    rules = habit(Daily(), kind=Kind.NUMERIC, target=2000, direction=direction)

    assert badges.is_log(rules, Entry(MONDAY, EntryStatus.DONE, value)) is counts


@pytest.mark.parametrize("status", ["skip", "no", "note"])
def test_words_without_a_deed_count_nothing(status: str) -> None:
    assert not badges.is_log(habit(Daily()), Entry(MONDAY, EntryStatus(status)))


def test_a_week_is_perfect_from_five_units_on_when_all_are_kept() -> None:
    five = [unit(offset) for offset in range(5)]

    assert badges.is_perfect(five)
    assert not badges.is_perfect(five[:4])
    assert not badges.is_perfect([*five, unit(5, kept=False)])


def weeks_of(misses: int, returned: int, *, before: bool = True) -> list[Unit]:
    kept_before = [unit(0)] if before else []
    missed = [unit(1 + offset, kept=False) for offset in range(misses)]
    return [*kept_before, *missed, *(unit(1 + misses + offset) for offset in range(returned))]


@pytest.mark.parametrize(
    ("misses", "returned", "before", "on"),
    [
        (7, 7, True, after(14)),
        (9, 12, True, after(16)),
        (6, 7, True, None),
        (7, 6, True, None),
        (7, 7, False, None),
    ],
)
def test_a_comeback_takes_seven_misses_then_seven_days_on_a_habit_kept_before(
    misses: int, returned: int, before: bool, on: date | None
) -> None:
    assert badges.comeback_on(weeks_of(misses, returned, before=before)) == on


def test_a_comeback_is_broken_by_another_miss() -> None:
    broken = weeks_of(7, 4)
    again = [unit(12, kept=False), *(unit(13 + offset) for offset in range(4))]

    assert badges.comeback_on([*broken, *again]) is None


def test_a_kept_week_after_seven_missed_ones_is_a_comeback_when_it_is_over() -> None:
    weeks = [unit(7 * place, kept=place in {0, 8}, length=7) for place in range(9)]
    this_week = replace(weeks[8], open=True, settled_on=weeks[8].first)

    assert badges.comeback_on(weeks) == after(62)
    assert badges.comeback_on([*weeks[:8], this_week]) is None


def test_the_way_to_a_comeback_is_read_from_the_last_days() -> None:
    assert badges.days_back(["done"] + ["missed"] * 7 + ["done"] * 3 + ["pending"]) == 3
    assert badges.days_back(["done"] + ["missed"] * 6 + ["done"] * 3) == 0
    assert badges.days_back(["missed"] * 7 + ["rest", "done", "skipped", "implied"]) == 2
    assert badges.days_back(["pending"]) == 0


def test_an_early_entry_counts_once_on_its_own_day_by_the_clock_of_its_place() -> None:
    def said(hour: int, day: int, zone: str = "Europe/Berlin") -> badges.Recorded:
        return ("habit", date(2026, 3, day), datetime(2026, 3, 4, hour, tzinfo=UTC), zone)

    assert badges.early_entries([said(5, 4), said(6, 4)], day_start=0) == [date(2026, 3, 4)]
    assert badges.early_entries([said(5, 3)], day_start=0) == []
    assert badges.early_entries([said(4, 3)], day_start=6 * 60) == [date(2026, 3, 3)]
    assert badges.early_entries([said(20, 5, "Asia/Tokyo")], day_start=0) == [date(2026, 3, 5)]


@pytest.mark.parametrize(
    ("minute", "early"), [(239, False), (240, True), (479, True), (480, False)]
)
def test_early_is_from_four_to_eight_and_the_index_says_the_same(minute: int, early: bool) -> None:
    assert badges.is_early(minute) is early
    first, last = (int(bound) for bound in re.findall(r"local_minute [<>]=? (\d+)", EARLY))
    within = first <= minute < last
    assert within is early


@bounded
@given(st.data())
def test_a_window_counts_the_same_units_as_the_whole_history(data: st.DataObject) -> None:
    """The board reads a few weeks; it must not find other units than the habit's page."""
    rules = data.draw(habits())
    entries = data.draw(histories(rules, before=10))
    first = data.draw(days_from(14, 70))
    last = min(first + timedelta(days=6), TODAY)
    start = evaluate(rules, entries, TODAY).start
    near = [entry for entry in entries if entry.day >= needed_for(rules, first)]

    whole = counted(rules, entries, START - timedelta(days=40), TODAY, TODAY, start=start)
    found = counted(rules, near, first, last, TODAY, start=start)

    assert found == [one for one in whole if first <= one.settled_on <= last]
    every = units(rules, entries, START - timedelta(days=40), TODAY, TODAY)
    assert {one for one in found if one.kept} <= {one for one in every if one.kept}


@bounded
@given(st.data())
def test_one_fold_finds_the_runs_that_the_habits_page_shows(data: st.DataObject) -> None:
    rules = data.draw(habits())
    entries = data.draw(histories(rules, before=10))
    shown = summarise(rules, entries, TODAY)

    found = all_runs(rules, entries, TODAY)

    longest = max((badges.span_of(run) for run in found), default=0)
    assert longest == badges.span_of(shown.now.longest)
    won = badges.runs_won(found)
    assert set(won) == set(badges.streaks_won(longest))
    assert all(day <= TODAY for day in won.values())


def test_a_window_knows_the_ticks_that_imply_its_first_days() -> None:
    found = counted(
        habit(Rolling(1, 5)), done(after(5)), after(7), after(13), after(20), start=MONDAY
    )

    assert [one.kept for one in found] == [True] * 3 + [False] * 4


def test_units_with_a_limit_on_which_nothing_was_recorded_are_left_out() -> None:
    rules = habit(Daily(), kind=Kind.NUMERIC, target=2000, direction=Direction.AT_MOST)
    entries = done(after(0), value=1000) + done(after(1), value=3000)

    found = counted(rules, entries, MONDAY, after(6), after(7), start=MONDAY)

    assert [(one.first, one.kept) for one in found] == [(after(0), True), (after(1), False)]


@pytest.mark.parametrize(
    ("schedule", "ticks", "today", "expected"),
    [
        (PerWeek(2), (0,), 4, []),
        (PerWeek(2), (0, 1), 4, [True]),
        (PerWeek(2), (0,), 7, [False]),
        (PerMonth(3), (0,), 7, []),
        (Daily(), (0, 1), 2, [True, True]),
        (Rolling(1, 3), (0,), 1, [True, True]),
    ],
)
def test_an_open_unit_counts_only_once_it_is_kept(
    schedule: object, ticks: tuple[int, ...], today: int, expected: list[bool]
) -> None:
    rules = habit(schedule)  # type: ignore[arg-type]
    entries = done(*(after(tick) for tick in ticks))

    found = counted(rules, entries, MONDAY, after(6), after(today), start=MONDAY)

    assert [one.kept for one in found] == expected


def test_a_version_of_today_is_the_one_that_today_counts_by() -> None:
    strict = Version(after(3), Daily(), 1000, Direction.AT_MOST)
    loose = Version(None, Daily(), 5000, Direction.AT_MOST)
    rules = replace(habit(Daily(), kind=Kind.NUMERIC), versions=(loose, strict))
    three = [Entry(after(day), EntryStatus.DONE, 3000) for day in (2, 3)]

    assert [badges.is_log(rules, entry) for entry in three] == [True, False]
