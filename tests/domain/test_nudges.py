"""Which habits get a nudge, when, in which words, and which are held out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from habit_app.domain.nudges import (
    Candidate,
    Wishes,
    choose,
    instant_of,
    is_held_out,
    is_quiet,
    minute_for,
    propensity,
    usual_minute,
    wording,
)

DAY = date(2026, 3, 4)
NINE, EVENING = 9 * 60, 18 * 60


def candidate(name: str, risk: float = 0.5, **more: object) -> Candidate[str]:
    return Candidate(name, risk, **{"after_miss": False, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("risk", "chosen"),
    [(0.2999, False), (0.3, True), (0.55, True), (0.8, True), (0.8001, False)],
)
def test_only_the_uncertain_ones_get_a_nudge(risk: float, chosen: bool) -> None:
    assert bool(choose([candidate("a", risk)], Wishes())) is chosen


def test_after_a_miss_first_then_nearest_to_the_middle() -> None:
    found = choose(
        [
            candidate("far", 0.8),
            candidate("near", 0.56),
            candidate("missed", 0.31, after_miss=True),
            candidate("middle", 0.5),
        ],
        Wishes(per_day=3),
    )

    assert [one.habit_id for one in found] == ["missed", "near", "middle"]


def test_no_more_than_wanted_and_one_for_each_habit() -> None:
    three = [candidate(name) for name in "abc"]

    assert len(choose(three, Wishes(per_day=2))) == 2
    assert choose(three, Wishes(per_day=0)) == []
    assert [one.habit_id for one in choose(three, Wishes(), already=frozenset("a"))] == ["b"]
    assert choose(three, Wishes(per_day=1), already=frozenset("ax")) == []
    assert len(choose([candidate("a"), candidate("a")], Wishes())) == 1


def test_one_that_cannot_be_sent_leaves_its_place_to_the_next() -> None:
    late = candidate("late", 0.55, time_of_day="morning")
    reminded = candidate("reminded", 0.55, reminders=[EVENING])

    found = choose([late, reminded, candidate("c", 0.4)], Wishes(), not_before=8 * 60)

    assert [one.habit_id for one in found] == ["c"]


@pytest.mark.parametrize(
    ("check_ins", "time_of_day", "day_start", "usual"),
    [
        ([], "morning", 0, 8 * 60),
        ([], "afternoon", 0, 13 * 60),
        ([], "evening", 0, 19 * 60),
        ([], "anytime", 0, 19 * 60),
        ([600, 620, 700], "evening", 0, 620),
        ([600, 620], "evening", 0, 600),
        ([600] * 14 + [1200] * 50, "evening", 0, 600),  # only the last 14
        ([10, 1430, 20], "evening", 180, 1450),  # around midnight, where days begin at three
    ],
)
def test_the_usual_time(check_ins: list[int], time_of_day: str, day_start: int, usual: int) -> None:
    assert usual_minute(check_ins, time_of_day, day_start) == usual


@pytest.mark.parametrize(
    ("check_ins", "wishes", "minute"),
    [
        ([NINE], Wishes(), 8 * 60),
        ([7 * 60 + 30], Wishes(), 7 * 60),  # quiet hours end before the usual time
        ([6 * 60], Wishes(), None),
        ([22 * 60 + 30], Wishes(), 21 * 60 + 30),
        ([23 * 60 + 30], Wishes(), None),
        ([23 * 60 + 30], Wishes(quiet_from=None, quiet_to=None), 22 * 60 + 30),
        ([30], Wishes(quiet_from=None, quiet_to=None), 0),  # not before the day begins
        ([30], Wishes(quiet_from=None, quiet_to=None, day_start=180), 1410),
        ([90], Wishes(quiet_from=3 * 60, quiet_to=7 * 60, day_start=180), 1470),
        ([13 * 60], Wishes(quiet_from=11 * 60, quiet_to=14 * 60), None),
    ],
)
def test_when_it_comes(check_ins: list[int], wishes: Wishes, minute: int | None) -> None:
    assert minute_for(candidate("a", check_ins=check_ins), wishes) == minute


@pytest.mark.parametrize(
    ("reminder", "comes"),
    [(NINE, False), (8 * 60 - 119, False), (10 * 60, True), (6 * 60, True), (10 * 60 - 1, False)],
)
def test_it_keeps_away_from_reminders(reminder: int, comes: bool) -> None:
    one = candidate("a", check_ins=[NINE], reminders=[reminder])

    assert (minute_for(one, Wishes()) is not None) is comes


@pytest.mark.parametrize(
    ("minute", "quiet"),
    [(0, True), (419, True), (420, False), (1319, False), (1320, True), (1440 + 60, True)],
)
def test_quiet_hours_span_midnight(minute: int, quiet: bool) -> None:
    assert is_quiet(minute, Wishes()) is quiet
    assert not is_quiet(minute, Wishes(quiet_from=480, quiet_to=480))


def test_a_minute_of_the_night_after_is_an_instant_of_the_next_date() -> None:
    assert instant_of(DAY, 480, "Europe/Berlin") == datetime(2026, 3, 4, 7, tzinfo=UTC)
    assert instant_of(DAY, 1470, "Europe/Berlin") == datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert instant_of(date(2011, 12, 30), 480, "Pacific/Apia") is None


def test_a_tenth_is_held_out_always_the_same() -> None:
    days = [DAY + timedelta(days=offset) for offset in range(5000)]
    held = [is_held_out("user", "habit", day, 0.1) for day in days]

    assert held == [is_held_out("user", "habit", day, 0.1) for day in days]
    assert 430 < sum(held) < 570
    assert not any(is_held_out("user", "habit", day, 0) for day in days)
    assert all(is_held_out("user", "habit", day, 1) for day in days)
    assert propensity(0.1) == 0.9


def test_words_are_never_the_same_twice_in_a_row() -> None:
    last, seen = None, []
    for offset in range(400):
        place = wording("user", "habit", DAY + timedelta(days=offset), of=5, last=last)
        assert place != last
        seen.append(place)
        last = place

    assert set(seen) == set(range(5))
