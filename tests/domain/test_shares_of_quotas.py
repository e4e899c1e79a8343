"""A quota asks for its share of the days that could be used, everywhere where it is told."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.due_units import next_due
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.history import counted, summarise
from habit_app.domain.habits import ONE, Kind, Pause, Rules, Version
from habit_app.domain.schedules import Daily, PerMonth, PerWeek, Schedule
from habit_app.domain.weeks import Share, look_back

START = date(2026, 11, 9)
"""A Monday."""


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def rules(schedule: Schedule, *later: Version, **more: object) -> Rules:
    versions = (Version(None, schedule, ONE), *later)
    return Rules(Kind.BINARY, versions, START, **more)  # type: ignore[arg-type]


def told(done: Iterable[int], skipped: Iterable[int] = ()) -> list[Entry]:
    said = [Entry(day(at), EntryStatus.DONE) for at in done]
    said += [Entry(day(at), EntryStatus.SKIP) for at in skipped]
    return sorted(said, key=lambda entry: entry.day)


TWO_WEEKS = [*range(6), *range(7, 13)]
ILL = told([*TWO_WEEKS, 14, 19], range(15, 19))
"""Two weeks of six; then a day, four of illness, and a day."""


def test_an_illness_of_four_days_ends_no_streak_of_six_times_a_week() -> None:
    six, today = rules(PerWeek(6)), day(21)

    assert evaluate(six, ILL, today).now.streak == 3
    week = look_back(six, ILL, day(14), today, start=START)
    assert (week.share, week.lost) == (Share(1, 1), None)
    assert summarise(six, ILL, today).rate_30d == 1.0
    found = counted(six, ILL, day(14), day(20), today, start=START)
    assert [unit.kept for unit in found] == [True]


def test_an_open_week_says_what_is_left_of_its_share() -> None:
    six, today = rules(PerWeek(6)), day(18)
    entries = [entry for entry in ILL if entry.day <= today]

    now = evaluate(six, entries, today).now
    found = next_due(six, entries, today)

    assert now.quota_left == 1
    assert found is not None
    assert found.quota is not None
    assert (found.quota.times, found.quota.times_left) == (2, 1)
    assert evaluate(six, ILL, day(19)).now.completed


@pytest.mark.parametrize(
    ("times", "available", "asked"),
    [(6, 7, 6), (6, 6, 5), (6, 3, 2), (6, 1, 1), (1, 3, 1), (3, 2, 1), (7, 4, 4), (5, 5, 3)],
)
def test_a_week_asks_in_whole_days_at_least_one(times: int, available: int, asked: int) -> None:
    weekly = rules(PerWeek(times), pauses=(Pause(day(7 + available), day(13)),))

    def streak(done: int) -> int:
        return evaluate(weekly, told(range(7, 7 + done)), day(14)).now.streak

    assert (streak(asked - 1), streak(asked)) == (0, 1)


def test_the_first_month_and_the_last_ask_for_their_share() -> None:
    monthly = rules(PerMonth(15), end=date(2026, 12, 10))
    eleven, four = range(11), range(22, 26)

    assert evaluate(monthly, told(eleven), date(2026, 12, 20)).now.streak == 0
    assert evaluate(monthly, told([*eleven, *four]), date(2026, 12, 20)).now.streak == 2
    assert evaluate(monthly, told([*eleven[1:], *four]), date(2026, 12, 20)).now.streak == 1


def test_a_quota_that_begins_within_a_week_asks_for_its_share() -> None:
    """Daily until Thursday, six a week from Friday: three days are left, which ask for two."""
    changed = rules(Daily(), Version(day(4), PerWeek(6), ONE))

    assert evaluate(changed, told([4, 5]), day(7)).now.streak == 1
    assert evaluate(changed, told([4]), day(7)).now.streak == 0
