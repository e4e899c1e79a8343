"""The units frame: what the domain decided, and what was known of it when."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from habit_app.domain.evaluation.due_units import outcomes
from habit_app.domain.habits import ONE, Kind, Rules, Version
from habit_app.domain.schedules import Daily, PerWeek, Rolling, Schedule
from habit_app.ml.knowledge import entries_of
from habit_app.ml.units import HabitLog, Logged, _said, frame_of
from tests.ml.crowds import a_person

START = date(2026, 1, 5)
"""A Monday."""


def said(day: int, on: int, status: str = "done", *, hour: int = 9, source: str = "web") -> Logged:
    at = datetime(2026, 1, 5, hour, tzinfo=UTC) + timedelta(days=on)
    return Logged(START + timedelta(days=day), status, None, at, hour * 60, source)


def units(schedule: Schedule, *statements: Logged, days: int = 10, **more: object) -> pl.DataFrame:
    rules = Rules(Kind.BINARY, (Version(None, schedule, ONE),), START)
    as_of = START + timedelta(days=days)
    return frame_of([HabitLog(1, 1, rules, statements, as_of, **more)])  # type: ignore[arg-type]


def row(frame: pl.DataFrame, day: int) -> dict[str, object]:
    return frame.row(by_predicate=pl.col("first") == START + timedelta(days=day), named=True)


@pytest.mark.parametrize("seed", range(12))
def test_labels_are_what_the_domain_says(seed: int) -> None:
    logs = a_person(seed)
    frame = frame_of(logs).filter(pl.col("kept").is_not_null())

    for log in logs:
        found = frame.filter(pl.col("habit") == log.habit).select("first", "kept").rows()
        wanted = outcomes(log.rules, entries_of(_said(log)), log.as_of)
        assert found == [(one.day, one.kept) for one in wanted]


def test_what_was_recorded_in_time_was_always_known() -> None:
    frame = units(Daily(), said(2, 2), said(3, 3, "no"))

    assert frame["changes"].is_null().all()
    assert row(frame, 2)["then"] is row(frame, 2)["since"] is True


def test_what_was_recorded_late_is_known_from_the_next_day_on() -> None:
    found = row(units(Daily(), said(2, 5)), 2)

    assert (found["then"], found["since"], found["kept"]) == (False, True, True)
    assert found["changes"] == [{"on": START + timedelta(days=5), "to": True}]


def test_each_change_is_kept_apart() -> None:
    found = row(units(Daily(), said(2, 2), said(2, 4, "no"), said(2, 7, "skip")), 2)

    assert (found["then"], found["since"], found["kept"]) == (True, None, None)
    changes = [(START + timedelta(days=4), False), (START + timedelta(days=7), None)]
    assert found["changes"] == [{"on": on, "to": to} for on, to in changes]


def test_imports_were_known_on_their_own_day() -> None:
    frame = units(Daily(), said(2, 8, source="import"))

    assert frame["changes"].is_null().all()
    assert row(frame, 2)["then"] is True
    assert row(frame, 2)["minute"] is None


def test_the_day_of_a_person_begins_when_theirs_does() -> None:
    night = said(2, 3, hour=2)

    assert row(units(Daily(), night, day_start=240), 2)["then"] is True
    assert row(units(Daily(), night), 2)["then"] is False


def test_a_week_is_late_only_when_it_is_over() -> None:
    within = units(PerWeek(1), said(1, 4), days=20)
    after = units(PerWeek(1), said(1, 9), days=20)

    assert row(within, 0)["then"] is True
    assert (row(after, 0)["then"], row(after, 0)["since"]) == (False, True)


def test_a_tick_that_covers_days_before_it_was_not_known_on_them() -> None:
    frame = units(Rolling(2, 5), said(0, 0), said(3, 3))

    missed = row(frame, 1)
    assert (missed["then"], missed["since"], missed["kept"]) == (False, False, None)
    assert missed["look"] is None


def test_weeks_are_looked_at_on_one_of_their_days() -> None:
    frame = units(PerWeek(3), said(0, 0), days=40)

    looks = frame.filter(pl.col("look").is_not_null())
    within = looks["look"].is_between(looks["first"], looks["last"])
    assert within.all()
    assert looks["days_left"].to_list() == [
        (last - look).days + 1 for look, last in looks.select("look", "last").rows()
    ]
