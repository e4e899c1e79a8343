"""Facts about Loop Habit Tracker 2.3.1, one test each; offsets are days before today."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from habit_app.domain.calendar import WeekStart, habit_day
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.days import DayState, day_states
from habit_app.domain.evaluation.evaluation import Now, evaluate
from habit_app.domain.evaluation.history import summarise
from habit_app.domain.evaluation.rolling import covered_days
from habit_app.domain.evaluation.strength import measure_of
from habit_app.domain.habits import Direction, Kind, Rules, Version
from habit_app.domain.schedules import Daily, PerWeek, Rolling, Schedule

TODAY = date(2015, 1, 25)
VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "loop_vectors.json").read_text()
)


def rules(
    schedule: Schedule,
    start: date,
    *,
    target: int = 1000,
    kind: Kind = Kind.BINARY,
    direction: Direction = Direction.AT_LEAST,
) -> Rules:
    return Rules(kind, (Version(None, schedule, target, direction),), start)


def ticks(offsets: Iterable[int], skips: Iterable[int] = ()) -> list[Entry]:
    found = [Entry(TODAY - timedelta(days=offset), EntryStatus.DONE) for offset in offsets]
    found += [Entry(TODAY - timedelta(days=offset), EntryStatus.SKIP) for offset in skips]
    return sorted(found, key=lambda entry: entry.day)


def now_of(schedule: Schedule, offsets: Iterable[int]) -> Now:
    entries = ticks(offsets)
    return evaluate(rules(schedule, entries[0].day), entries, TODAY).now


def series_of(schedule: Schedule, entries: list[Entry]) -> list[float]:
    history = summarise(rules(schedule, entries[0].day), entries, TODAY)
    return [strength for _, strength in reversed(history.strength_series)]


@pytest.mark.parametrize("case", VECTORS["score_step"]["cases"])
def test_one_step_of_the_score(case: list[Any]) -> None:
    (share, before, done), after = case
    keep = 0.5 ** (sqrt(Fraction(share)) / 13)
    frequency = Fraction(share)
    schedule = Daily() if frequency == 1 else Rolling(frequency.numerator, frequency.denominator)
    multiplier = measure_of(Kind.BINARY, Version(None, schedule, 1000)).multiplier

    assert multiplier == pytest.approx(keep)
    assert before * multiplier + done * (1 - multiplier) == pytest.approx(after, abs=1e-6)


def test_daily_checks() -> None:
    expected = VECTORS["daily_checks_at_offsets_0_to_19"]
    found = [*series_of(Daily(), ticks(range(20))), 0, 0, 0]

    assert found == pytest.approx(expected, abs=1e-6)


def test_daily_checks_with_skips() -> None:
    vector = VECTORS["daily_with_skip"]
    found = series_of(Daily(), ticks(vector["checks"], vector["skips"]))
    expected = vector["scores_from_today"]

    assert found[: len(expected)] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("schedule", "offsets", "least", "most"),
    [
        (Rolling(3, 7), [7 * w + d for w in range(100) for d in (0, 3)], 0.666666, 0.666668),
        (Rolling(1, 7), [14 * b + d for b in range(100) for d in (0, 13)], 0.999, 1),
        (Daily(), range(90), 0.99, 1),
        (Rolling(1, 7), range(0, 273, 7), 0.99, 1),
    ],
)
def test_steady_states(
    schedule: Schedule, offsets: Iterable[int], least: float, most: float
) -> None:
    assert least < now_of(schedule, offsets).strength <= most


def numeric(values: Mapping[int, float], direction: Direction, span: int = 30) -> float:
    entries = [
        Entry(TODAY - timedelta(days=offset), EntryStatus.DONE, round(value * 1000))
        for offset, value in sorted(values.items(), reverse=True)
    ]
    asked = rules(
        Daily(),
        TODAY - timedelta(days=span),
        target=2000,
        kind=Kind.NUMERIC,
        direction=direction,
    )
    return evaluate(asked, entries, TODAY).now.strength


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("numeric_at_least_daily_target_2", Direction.AT_LEAST),
        ("numeric_at_most_daily_target_2", Direction.AT_MOST),
    ],
)
def test_amounts(name: str, direction: Direction) -> None:
    for case in VECTORS[name]:
        values = case["values"]
        if isinstance(values, str):
            amount, days = float(values.split()[0]), 500
            values = dict.fromkeys(range(days), amount)
        else:
            values, days = {int(key): float(value) for key, value in values.items()}, 30

        found = numeric(values, direction, days - 1)

        assert found == pytest.approx(case["score"], abs=1e-5)


def test_rolling_fill() -> None:
    vector = VECTORS["rolling_auto_fill"][0]
    entries = ticks(vector["checks"])
    states = day_states(
        rules(Rolling(1, 3), TODAY - timedelta(days=14)),
        entries,
        TODAY - timedelta(days=14),
        TODAY,
        TODAY,
    )
    implied = {(TODAY - day.day).days for day in states if day.state is DayState.IMPLIED}

    assert set(vector["filled"]) - {11, 12} <= implied
    assert not implied & set(vector["empty"])


def test_rolling_streak_of_daily_checks() -> None:
    vector = VECTORS["rolling_streaks"][1]
    offsets = [int(part) for part in vector["checks"].removeprefix("offsets ").split(",")]
    entries = ticks(offsets)
    history = summarise(rules(Daily(), entries[0].day), entries, TODAY)
    best = sorted(history.runs, key=lambda run: (run.length, run.last), reverse=True)[:4]
    newest_first = sorted(best, key=lambda run: run.last, reverse=True)

    assert [run.length for run in newest_first] == vector["best4_newest_first"]


@pytest.mark.parametrize(
    ("schedule", "checks", "covered"),
    [
        # Each interval moves back so far as it overlaps the next, but keeps its last tick.
        (Rolling(2, 7), (8, 15, 18, 22, 23), range(12, 29)),
        (Rolling(1, 7), (8, 12, 20, 27), range(2, 30)),
    ],
)
def test_intervals_are_snapped_together(
    schedule: Rolling, checks: tuple[int, ...], covered: range
) -> None:
    ordinals = sorted(TODAY.toordinal() - offset for offset in checks)

    found = {TODAY.toordinal() - day for day in covered_days(ordinals, schedule, 0)}

    assert found == set(covered)


@pytest.mark.parametrize(("share", "days"), VECTORS["days_to_reach"].items())
def test_days_to_reach_a_share(share: str, days: Any) -> None:
    if share == "doc":
        return
    entries = ticks(range(100))
    series = summarise(rules(Daily(), entries[0].day), entries, TODAY).strength_series
    reached = next(n for n, (_, s) in enumerate(series, start=1) if s >= float(share) - 1e-9)

    assert reached == days


def test_calendar_windows() -> None:
    week = [Entry(date(2026, 1, day), EntryStatus.DONE) for day in (6, 8)]
    asked = Rules(
        Kind.BINARY,
        (Version(None, PerWeek(2), 1000),),
        date(2026, 1, 5),
        week_start=WeekStart.MONDAY,
    )
    longest = evaluate(asked, week, date(2026, 1, 14)).now.longest
    assert longest is not None
    assert (longest.first, longest.last) == (date(2026, 1, 5), date(2026, 1, 11))

    near, far = ([date(2026, 1, 10), date(2026, 1, day)] for day in (12, 15))
    for days, expected in ((near, 4), (far, 0)):
        covered = covered_days([day.toordinal() for day in days], Rolling(2, 4), 0)
        assert len(covered) == expected


@pytest.mark.parametrize("case", VECTORS["time"])
def test_the_day_of_an_instant(case: dict[str, Any]) -> None:
    instant = datetime.fromisoformat(case["instant"])

    found = habit_day(instant, case["zone"], case.get("day_start_minutes", 0))

    assert found.isoformat() == case["day"]
