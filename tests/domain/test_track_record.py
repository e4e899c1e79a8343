"""The replay of the past: what is known when a unit is foretold, and what is summed up of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest

from habit_app.domain.evaluation.history import Unit
from habit_app.domain.track_record import Habit, Replayed, Tally, replay

MONDAY = date(2026, 1, 5)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def past(kept: str, length: timedelta = DAY) -> list[Unit]:
    """Units one after the other from a Monday on: `x` is a kept one."""
    firsts = [MONDAY + length * place for place in range(len(kept))]
    return [
        Unit(first, first + length - DAY, sign == "x", open=False, settled_on=first + length - DAY)
        for first, sign in zip(firsts, kept, strict=True)
    ]


def said_of(key: str, habits: dict[str, Habit]) -> Sequence[float]:
    found = replay(habits, known_from=0)
    return [unit.risk.probability for unit in found if unit.habit_id == key]


def test_what_became_of_a_week_is_not_known_before_it_is_over() -> None:
    daily = Habit("day", past("x" * 9))
    kept, missed = (
        said_of("daily", {"daily": daily, "weekly": Habit("week", past(week, WEEK))})
        for week in ("x", ".")
    )

    assert kept[:7] == missed[:7]
    assert all(good < bad for good, bad in zip(kept[7:], missed[7:], strict=True))
    assert all(today > later for today, later in pairwise(kept)), "its own days are known at once"


def test_a_month_that_begins_within_a_week_is_foretold_without_that_week() -> None:
    begin = MONDAY + 3 * DAY
    month = Unit(begin, begin + 30 * DAY, True, open=False, settled_on=begin + 30 * DAY)
    kept, missed = (
        said_of(
            "monthly", {"weekly": Habit("week", past(of, WEEK)), "monthly": Habit("month", [month])}
        )
        for of in ("x", ".")
    )

    assert kept == missed


def test_what_falls_on_the_same_day_is_foretold_before_any_of_it_is_known() -> None:
    one = Habit("day", past("xx"))
    kept, missed = (
        said_of("one", {"other": Habit("day", past(other)), "one": one}) for other in ("x", ".")
    )

    assert kept[0] == missed[0]
    assert kept[1] < missed[1]


def test_a_limit_says_nothing_of_other_habits_and_learns_from_them() -> None:
    daily, kept = Habit("day", past("x.x.x.")), past("xxxxxx")
    alone = said_of("daily", {"daily": daily})

    assert said_of("daily", {"daily": daily, "limit": Habit("day", kept, is_limit=True)}) == alone
    assert said_of("daily", {"daily": daily, "other": Habit("day", kept)}) != alone
    limit = Habit("day", past("......"), is_limit=True)
    beside = [
        said_of("limit", {"limit": limit, "d": Habit("day", past(of))}) for of in ("xx", "..")
    ]
    assert beside[0][1:] != beside[1][1:]


def test_a_tally_sums_up_slice_by_slice_what_was_said_alike() -> None:
    habits = {"one": Habit("day", past("xx.x.xx")), "two": Habit("day", past("...x..."))}
    units: list[Replayed[str]] = list(replay(habits, known_from=3))
    whole, sliced = Tally[str](), Tally[str]()

    whole.add(units)
    for unit in units:
        sliced.add([unit])

    assert sliced.sums == whole.sums
    assert sliced.mean_effects() == whole.mean_effects()
    assert sum(sums.units for sums in whole.sums.values()) == 8
    assert sum(sums.skipped for sums in whole.sums.values()) == sum(not one.kept for one in units)
    error = sum((one.risk.probability - (not one.kept)) ** 2 for one in units)
    assert sum(sums.squares for sums in whole.sums.values()) == pytest.approx(error)
    runs = [
        abs(one.effect) for unit in units for one in unit.risk.reasons if one.factor == "recent_run"
    ]
    assert whole.mean_effects()["recent_run"] == pytest.approx(sum(runs) / 8)
    assert list(whole.mean_effects().values()) == sorted(whole.mean_effects().values())[::-1]
    assert Tally[str]().mean_effects() == {}
