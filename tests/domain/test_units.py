"""Days and units at their borders: what a single word, a tie or a cut week changes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation import history
from habit_app.domain.evaluation.days import Day, day_states
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.history import summarise
from habit_app.domain.habits import Kind, Pause
from habit_app.domain.schedules import Daily, PerMonth, PerWeek, Rolling, Schedule
from tests.domain.test_edges import MONDAY, after, done, habit


@pytest.mark.parametrize(
    ("schedule", "state"),
    [(Daily(), "missed"), (Rolling(2, 7), "missed"), (PerWeek(3), "rest")],
    ids=["day", "rolling", "quota"],
)
def test_a_no_closes_the_open_day_and_counts_like_nothing(schedule: Schedule, state: str) -> None:
    rules, ticks = habit(schedule), done(MONDAY)
    refused = [*ticks, Entry(after(6), EntryStatus.NO)]

    silent, said = (evaluate(rules, entries, after(6)).now for entries in (ticks, refused))

    assert (silent.state, said.state) == ("pending", state)
    assert (said.streak, said.strength) == (silent.streak, silent.strength)


def test_of_two_runs_of_one_length_the_later_is_the_longest() -> None:
    ticks = done(after(0), after(1), after(2), after(5), after(6), after(7))

    longest = evaluate(habit(Daily()), ticks, after(12)).now.longest

    assert longest is not None
    assert (longest.length, longest.first, longest.last) == (3, after(5), after(7))


def test_a_sum_asks_for_its_share_of_a_week_with_a_pause() -> None:
    pause = Pause(after(0), after(3))
    rules = habit(PerWeek(None), kind=Kind.NUMERIC, target=70_000, pauses=(pause,))

    def streak(amount: int) -> int:
        return evaluate(rules, done(after(5), value=amount), after(7)).now.streak

    assert (streak(30_000), streak(29_999)) == (1, 0)


def test_a_sum_asks_for_its_share_of_the_month_in_which_it_begins() -> None:
    rules = habit(PerMonth(None), kind=Kind.NUMERIC, target=31_000, start=date(2026, 3, 22))

    def streak(amount: int) -> int:
        return evaluate(rules, done(date(2026, 3, 25), value=amount), date(2026, 4, 1)).now.streak

    assert (streak(10_000), streak(9_999)) == (1, 0)


def test_under_a_rolling_schedule_a_ticked_day_was_asked_for_and_an_implied_one_was_not() -> None:
    rules, ticks = habit(Rolling(2, 7)), done(after(0), after(2))

    days = day_states(rules, ticks, MONDAY, after(2), after(2))

    assert [(day.state, day.due) for day in days] == [
        ("done", True),
        ("implied", False),
        ("done", True),
    ]


def test_a_skipped_day_is_passed_over_and_freezes_the_strength() -> None:
    rules, skip = habit(Daily()), Entry(after(1), EntryStatus.SKIP)
    ticks = done(after(0), after(2))

    with_skip = evaluate(rules, sorted([*ticks, skip], key=lambda entry: entry.day), after(2)).now
    shorter = evaluate(rules, done(after(0), after(1)), after(1)).now

    assert with_skip.streak == 2
    assert with_skip.strength == pytest.approx(shorter.strength)
    assert evaluate(rules, ticks, after(2)).now.streak == 1


def test_weekdays_of_a_quota_say_how_often_each_was_used() -> None:
    ticks = done(after(0), after(2), after(7), after(8))

    by_weekday = summarise(habit(PerWeek(2)), ticks, after(13)).by_weekday

    assert by_weekday == [(2, 2), (2, 1), (2, 1), (2, 0), (2, 0), (2, 0), (2, 0)]


def test_days_are_looked_at_once_however_many_versions_judge_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[date] = []

    def watched(*args: Any, **kwargs: Any) -> list[Day]:
        looks.append(args[2])
        return day_states(*args, **kwargs)

    monkeypatch.setattr(history, "day_states", watched)
    first, later = habit(Daily()).versions[0], habit(Rolling(2, 7)).versions[0]
    changes = [replace(later if n % 2 else first, valid_from=after(n)) for n in range(1, 30)]
    rules = replace(habit(Daily()), versions=(first, *changes))

    assert list(history.units(rules, done(after(3)), MONDAY, after(40), after(40)))
    assert looks == [MONDAY]
