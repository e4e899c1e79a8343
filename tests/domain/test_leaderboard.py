"""The leaderboard's week, score and order."""

from datetime import UTC, date, datetime

import pytest

from habit_app.domain.evaluation.history import Unit
from habit_app.domain.leaderboard import Tally, common_week, tally, weeks_scored
from tests.domain.test_edges import MONDAY, after


def day_unit(offset: int, *, kept: bool) -> Unit:
    day = after(offset)
    return Unit(day, day, kept, open=False, settled_on=day)


def noon(offset: int) -> datetime:
    return datetime.combine(after(offset), datetime.min.time(), UTC).replace(hour=12)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 4), date(2026, 3, 2)),
        (date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 8), date(2026, 3, 2)),
    ],
)
def test_the_week_is_everybodys_from_monday_on(day: date, first: date) -> None:
    assert common_week(day) == (first, date(2026, 3, 8))
    assert weeks_scored(day) == [date(2026, 2, 23), first]


def test_a_week_is_kept_of_due_over_all_habits() -> None:
    read = [day_unit(offset, kept=offset != 3) for offset in range(4)]
    run = [day_unit(0, kept=True)]

    found = tally([(read, [(after(0), noon(0)), (after(2), noon(5))]), (run, [])])

    assert (found.due, found.kept, found.score) == (5, 4, 80.0)
    assert found.last_recorded_at == noon(5)
    assert found.is_ranked


def test_what_was_recorded_outside_of_counted_units_decides_no_tie() -> None:
    found = tally([([day_unit(0, kept=True)], [(after(0), noon(0)), (after(4), noon(4))])])

    assert found.last_recorded_at == noon(0)


def test_nobody_is_ranked_below_five_units_and_nothing_is_divided_by_none() -> None:
    assert not Tally(due=4, kept=4).is_ranked
    assert tally([]).score == 0.0
    assert MONDAY.weekday() == 0
