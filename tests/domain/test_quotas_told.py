"""How much of what is asked is kept: in the open week or month, or in the last days."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.streaks import Quota
from habit_app.domain.habits import ONE, Direction, Kind, Pause, Rules, Version
from habit_app.domain.schedules import Daily, PerMonth, PerWeek, Rolling, Schedule

START = date(2026, 11, 2)
"""A Monday."""


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def told(
    schedule: Schedule,
    done: Iterable[int],
    today: int,
    *,
    amount: int | None = None,
    target: int = 1,
    direction: Direction = Direction.AT_LEAST,
    away: tuple[int, int] | None = None,
    skipped: Iterable[int] = (),
) -> tuple[Quota | None, int | None]:
    kind = Kind.BINARY if amount is None else Kind.NUMERIC
    pauses = (Pause(day(away[0]), day(away[1])),) if away else ()
    version = Version(None, schedule, target * ONE, direction)
    rules = Rules(kind, (version,), START, pauses=pauses)
    said = [Entry(day(at), EntryStatus.DONE, amount and amount * ONE) for at in done]
    said += [Entry(day(at), EntryStatus.SKIP) for at in skipped]
    now = evaluate(rules, sorted(said, key=lambda entry: entry.day), day(today)).now
    return now.quota, now.quota_left


def of(kept: float, asked: float) -> Quota:
    return Quota(round(kept * ONE), round(asked * ONE))


def sum_of(kept: float, asked: float, *, at_most: bool = False) -> Quota:
    return Quota(round(kept * ONE), round(asked * ONE), at_most, is_sum=True)


def test_days_of_a_week_and_of_a_month() -> None:
    assert told(PerWeek(3), [0, 7], 9) == (of(1, 3), 2)
    assert told(PerWeek(3), [7, 8, 9, 10], 11) == (of(4, 3), 0)
    assert told(PerMonth(10), [0, 7], 9) == (of(2, 9), 7)
    assert told(PerMonth(10), [29], 30) == (of(1, 10), 9)


def test_days_at_a_target_each() -> None:
    assert told(PerWeek(3), [7, 8], 9, amount=5, target=5) == (of(2, 3), 1)
    assert told(PerWeek(3), [7, 8], 9, amount=4, target=5) == (of(0, 3), 3)


def test_amounts_of_a_week_a_month_and_of_any_seven_days() -> None:
    assert told(PerWeek(None), [0, 7, 8], 9, amount=5, target=20) == (sum_of(10, 20), None)
    assert told(PerMonth(None), [29, 30], 31, amount=5, target=62) == (sum_of(10, 62), None)
    assert told(Rolling(1, 7), [1, 7, 8], 8, amount=5, target=20) == (sum_of(10, 20), None)
    most = Direction.AT_MOST
    limit = told(PerWeek(None), [7, 8], 9, amount=3, target=5, direction=most)
    assert limit == (sum_of(6, 5, at_most=True), None)


def test_ticks_in_the_last_days() -> None:
    assert told(Rolling(3, 7), [1, 7], 8) == (of(1, 3), None)
    assert told(Rolling(3, 7), [2, 7], 8) == (of(2, 3), None)
    assert told(Rolling(3, 7), [5, 6, 7], 8) == (of(3, 3), None)


def test_days_away_take_their_share_of_what_is_asked() -> None:
    assert told(PerWeek(6), [7], 9, away=(10, 11)) == (of(1, 4), 3)
    assert told(PerWeek(6), [7], 9, skipped=[8]) == (of(1, 5), 4)
    sums = told(PerWeek(None), [7], 9, amount=5, target=20, away=(10, 11))
    assert sums == (sum_of(5, 14.286), None)
    limit = told(
        PerWeek(None), [7], 9, amount=5, target=20, away=(10, 11), direction=Direction.AT_MOST
    )
    assert limit == (sum_of(5, 14.285, at_most=True), None)


@pytest.mark.parametrize("today", [7, 8, 9])
def test_a_week_whose_days_so_far_are_away_says_what_the_others_ask(today: int) -> None:
    assert told(PerWeek(6), [], today, away=(7, 9)) == (of(0, 3), 3)
    assert told(PerWeek(6), [], today, skipped=range(7, today + 1)) == (
        of(0, 6 * (13 - today) // 7),
        6 * (13 - today) // 7,
    )


def test_a_week_that_is_all_away_asks_nothing() -> None:
    assert told(PerWeek(6), [], 9, away=(7, 13)) == (None, 0)
    assert told(PerWeek(None), [], 9, amount=1, target=20, away=(7, 13)) == (None, None)


def test_the_days_away_are_over_when_the_version_of_the_first_available_day_judges() -> None:
    """Twice a week until Wednesday, from Thursday six times; paused until Wednesday."""
    six = Version(day(10), PerWeek(6), ONE)
    rules = Rules(
        Kind.BINARY, (Version(None, PerWeek(2), ONE), six), START, pauses=(Pause(day(7), day(9)),)
    )

    assert [evaluate(rules, [], day(at)).now.quota for at in (8, 9, 10)] == [of(0, 3)] * 3


def test_a_quota_says_how_the_version_that_judges_it_counts() -> None:
    """A goal of 20 a week until Wednesday; then a limit of 5, or twice 5."""
    goal = Version(None, PerWeek(None), 20 * ONE)
    for later in (
        Version(day(10), PerWeek(None), 5 * ONE, Direction.AT_MOST),
        Version(day(10), PerWeek(2), 5 * ONE),
    ):
        rules = Rules(Kind.NUMERIC, (goal, later), START)
        entries = [Entry(day(at), EntryStatus.DONE, 5 * ONE) for at in (8, 10)]
        assert evaluate(rules, entries, day(12)).now.quota == sum_of(10, 20)
    turned = (replace(later, valid_from=None), replace(goal, valid_from=day(10)))
    rules = Rules(Kind.NUMERIC, turned, START)
    assert evaluate(rules, entries, day(12)).now.quota == of(2, 2)


def test_what_is_due_by_day_has_no_quota() -> None:
    assert told(Daily(), [7, 8], 9) == (None, None)
