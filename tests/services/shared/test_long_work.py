"""What is computed in the lane is charged, by what it costs, and one person's is little at once."""

from datetime import date
from uuid import uuid4

import pytest

from habit_app.domain.habits import ONE, Kind, Rules, Version
from habit_app.domain.schedules import Daily, Rolling, Schedule
from habit_app.errors import TooMany
from habit_app.services.shared import long_work, rate_limits


@pytest.fixture
def charged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What was charged, in units."""
    units: list[int] = []
    monkeypatch.setattr(rate_limits, "spend", lambda *_, cost: units.append(cost))
    return units


def rules(*schedules: Schedule) -> Rules:
    versions = tuple(Version(None, schedule, ONE) for schedule in schedules)
    return Rules(Kind.BINARY, versions, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("days", "units"),
    [([long_work.INSTANT_DAYS], []), ([2_000, 501], [3]), ([20_785], [21]), ([26_000], [26])],
)
def test_all_that_waits_for_the_lane_is_charged(
    charged: list[int], days: list[int], units: list[int]
) -> None:
    in_lane: list[bool] = []

    def work(_: int) -> None:
        in_lane.append(long_work._lane.is_taken())

    long_work.each(uuid4(), days, work, days=lambda one: one)

    assert charged == units
    assert set(in_lane) == {bool(units)}


@pytest.mark.usefixtures("charged")
@pytest.mark.parametrize(
    ("days", "most"),
    [
        (long_work.SHORT_DAYS, long_work.SHORT_AT_ONCE),
        (long_work.SHORT_DAYS + 1, long_work.AT_ONCE),
    ],
)
def test_one_person_has_few_of_them_at_once_and_others_theirs(days: int, most: int) -> None:
    one, other = uuid4(), uuid4()

    def nest(depth: int) -> None:
        if depth:
            with long_work.paid(one, days):
                nest(depth - 1)
        else:
            with pytest.raises(TooMany), long_work.paid(one, days):
                pass
            with long_work.paid(other, days):
                pass

    nest(most)


def test_a_window_costs_by_its_room() -> None:
    plain = long_work.cost_of(rules(Daily()), 1_000, 0)

    assert plain == 1_000
    assert long_work.cost_of(rules(Rolling(3, 7)), 1_000, 0) < 2 * plain
    assert long_work.cost_of(rules(Daily(), Rolling(300, 365)), 1_000, 0) > 4 * plain
    assert long_work.cost_of(rules(Daily()), 1_000, 10) == plain + 10 * long_work.DAYS_PER_ENTRY
