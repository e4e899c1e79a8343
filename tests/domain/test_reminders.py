"""When reminders are due: local times over clock changes, skipped dates and late days."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from habit_app.domain.evaluation.days import DayState
from habit_app.domain.reminders import (
    Silence,
    due_between,
    is_quiet,
    next_after,
    silence_of,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dues(zone: str, time: str, first: str, last: str, day_start: int = 0) -> list[tuple[str, str]]:
    found = due_between([time], zone, day_start, at(first), at(last))
    return [(f"{due.at:%m-%dT%H:%M}", str(due.day)[5:]) for due in found]


def test_a_local_time_stays_when_the_clocks_change() -> None:
    assert dues("America/New_York", "20:30", "2024-03-09T12:00", "2024-03-11T12:00") == [
        ("03-10T01:30", "03-09"),
        ("03-11T00:30", "03-10"),
    ]


def test_a_time_that_does_not_exist_moves_to_the_next_that_does() -> None:
    assert dues("America/New_York", "02:30", "2024-03-10T00:00", "2024-03-11T00:00") == [
        ("03-10T07:00", "03-10")
    ]


def test_half_an_hour_that_the_clocks_skip_is_skipped_in_lord_howe() -> None:
    assert dues("Australia/Lord_Howe", "02:15", "2026-10-03T00:00", "2026-10-04T00:00") == [
        ("10-03T15:30", "10-04")
    ]


def test_a_time_that_comes_twice_is_reminded_of_once() -> None:
    assert dues("America/New_York", "01:30", "2024-11-03T00:00", "2024-11-04T00:00") == [
        ("11-03T05:30", "11-03")
    ]
    assert dues("Australia/Lord_Howe", "01:45", "2026-04-04T00:00", "2026-04-05T00:00") == [
        ("04-04T14:45", "04-05")
    ]


def test_a_date_that_the_zone_skipped_is_passed_over() -> None:
    found = dues("Pacific/Apia", "09:00", "2011-12-29T00:00", "2011-12-31T05:00")

    assert [day for _, day in found] == ["12-29", "12-31"]


def test_after_midnight_it_is_still_the_day_before_where_days_begin_late() -> None:
    assert dues("UTC", "01:00", "2026-03-05T00:00", "2026-03-05T12:00", day_start=180) == [
        ("03-05T01:00", "03-04")
    ]


def test_the_next_is_after_and_never_at_the_instant() -> None:
    assert next_after(["08:00", "20:00"], "UTC", 0, at("2026-03-04T08:00")) == at(
        "2026-03-04T20:00"
    )
    assert next_after(["08:00"], "Pacific/Apia", 0, at("2011-12-29T18:00")) == at(
        "2011-12-30T18:00"
    )
    assert next_after([], "UTC", 0, at("2026-03-04T08:00")) is None


def test_chosen_weekdays_are_those_of_the_habit_day() -> None:
    monday, sunday = at("2026-03-02T00:00"), at("2026-03-08T20:00")
    week = monday, monday + 7 * DAY

    assert [due.at for due in due_between(["20:00"], "UTC", 0, *week, ["sun"])] == [sunday]
    assert next_after(["20:00"], "UTC", 0, sunday, ["sun"]) == sunday + 7 * DAY
    late = due_between(["01:00"], "UTC", 180, *week, ["sun"])
    assert [f"{due.day} {due.at:%d}" for due in late] == ["2026-03-01 02"]


def test_a_zone_that_skips_the_only_chosen_weekday_is_reminded_a_week_later() -> None:
    found = next_after(["08:00"], "Pacific/Apia", 0, at("2011-12-24T12:00"), ["fri"])

    assert found == at("2012-01-05T18:00")


@given(
    zone=some.sampled_from(
        ["Australia/Lord_Howe", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "UTC"]
    ),
    time=some.times().map(lambda time: f"{time:%H:%M}"),
    first=some.integers(0, 20 * 365 * 24).map(lambda hours: at("2009-01-01") + hours * HOUR),
    day_start=some.integers(0, 720),
)
def test_one_reminder_a_day_and_no_gap_of_more_than_two(
    zone: str, time: str, first: datetime, day_start: int
) -> None:
    found = due_between([time], zone, day_start, first, first + 30 * DAY)

    assert 28 <= len(found) <= 31
    assert len({due.day for due in found}) == len(found)
    step = first
    for due in found:
        assert step - timedelta(microseconds=1) < due.at
        assert next_after([time], zone, day_start, due.at - timedelta(seconds=1)) == due.at
        step = due.at


@pytest.mark.parametrize(
    ("state", "due", "silence"),
    [
        ("pending", True, None),
        ("partial", True, None),
        ("pending", False, Silence.NOT_DUE),
        ("done", True, Silence.KEPT),
        ("implied", False, Silence.KEPT),
        ("missed", True, Silence.SAID_NO),
        ("slipped", True, Silence.SAID_NO),
        ("skipped", False, Silence.AWAY),
        ("paused", False, Silence.AWAY),
        ("rest", False, Silence.AWAY),
    ],
)
def test_only_what_is_open_is_reminded_of(state: str, due: bool, silence: Silence | None) -> None:
    assert silence_of(DayState(state), due=due) is silence


@pytest.mark.parametrize(
    ("minute", "begin", "end", "quiet"),
    [
        (22 * 60, "22:00", "07:00", True),
        (6 * 60 + 59, "22:00", "07:00", True),
        (7 * 60, "22:00", "07:00", False),
        (13 * 60, "12:00", "14:00", True),
        (14 * 60, "12:00", "14:00", False),
        (0, None, None, False),
        (0, "08:00", "08:00", False),
    ],
)
def test_quiet_hours_may_span_midnight(
    minute: int, begin: str | None, end: str | None, quiet: bool
) -> None:
    assert is_quiet(minute, begin, end) is quiet
