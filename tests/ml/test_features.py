"""Features are what a slow loop over one look at a time finds, and never come from later."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from habit_app.domain.evaluation.due_units import DueUnit
from habit_app.ml.features import COUNTS, FEATURES, KEYS, build, features
from habit_app.ml.units import UNITS, HabitLog, Logged, frame_of
from tests.ml.crowds import START, a_person, statement
from tests.ml.reference import expected, quota_at, recorded_on

PRIOR = 0.6
NUMBERS = [*FEATURES, "p0"]


def looks(logs: list[HabitLog], *, with_next: bool = False) -> pl.DataFrame:
    frame = frame_of(logs, with_next=with_next)
    return features(frame.lazy(), PRIOR).collect().sort("habit", "first", "is_open")


@pytest.mark.parametrize("seed", range(10))
def test_a_slow_loop_over_single_looks_finds_the_same(seed: int) -> None:
    logs = a_person(seed, days=40)
    by_habit = {log.habit: log for log in logs}

    rows = looks(logs)

    assert rows.height > 2
    for row in rows.sample(min(rows.height, 40), seed=seed).iter_rows(named=True):
        log = by_habit[row["habit"]]
        unit = DueUnit(row["first"], row["last"], UNITS[row["unit"]])
        if row["unit"]:
            found = quota_at(log, row["look"])
            assert found is not None
            unit = found
        wanted = expected(logs, log, unit, row["look"])
        told = {name: row[name] for name in wanted}
        assert told == pytest.approx(wanted, rel=2e-4, abs=2e-4), (row["habit"], row["look"])


def later(logs: list[HabitLog], day: date, *, seed: int) -> list[HabitLog]:
    """The same logs with every outcome on or after a day turned, or told otherwise."""
    chance = Random(seed)
    return [replace(log, statements=_turned(log, day, chance)) for log in logs]


def _turned(log: HabitLog, day: date, chance: Random) -> list[Logged]:
    before = [one for one in log.statements if recorded_on(one) < day]
    days = [day + timedelta(days=ahead) for ahead in range((log.as_of - day).days)]
    done = {one.day for one in log.statements if one.status == "done"}
    flipped = [
        statement(chance, log.rules, one, one, 700)
        if one in done
        else replace(statement(chance, log.rules, one, one, 700), status="done", value=3000)
        for one in days
        if not log.rules.is_avoided(one)
    ]
    backfilled = [
        statement(chance, log.rules, START + timedelta(days=chance.randrange(-5, 40)), one, 800)
        for one in days
        if chance.random() < 0.2
    ]
    return [*before, *(replace(one, source="web") for one in flipped + backfilled)]


@pytest.mark.parametrize("seed", range(16))
def test_no_feature_comes_from_later(seed: int) -> None:
    logs = a_person(seed)
    day = START + timedelta(days=20 + seed % 20)

    rows = looks(logs).filter(pl.col("look") <= day)
    others = looks(later(logs, day, seed=seed)).filter(pl.col("look") <= day)

    both = rows.join(others, on=["habit", "first", "look"], suffix="_turned")
    assert both.height > 2
    for name in NUMBERS:
        same = both[name].eq_missing(both[f"{name}_turned"])
        assert same.all(), (
            name,
            both.filter(~same).select("habit", "first", name, f"{name}_turned"),
        )


def test_the_next_unit_is_told_as_it_would_be_in_training() -> None:
    logs = a_person(3)
    rows = looks(logs, with_next=True)

    upcoming = rows.filter("is_open")

    assert upcoming["kept"].is_null().all()
    assert upcoming["habit"].n_unique() == upcoming.height > 0
    assert (upcoming["look"] >= logs[0].as_of).all()


def test_chunks_of_people_change_nothing() -> None:
    logs = [log for user in range(5) for log in a_person(user, user=user)]
    frame = frame_of(logs)

    whole = build(frame, PRIOR).sort("habit", "first")
    parts = build(frame, PRIOR, rows_at_once=40).sort("habit", "first")

    assert parts.equals(whole)


def test_columns_are_small_and_of_known_names() -> None:
    rows = looks(a_person(1))

    assert rows.columns == [*KEYS, "p0", *FEATURES, *COUNTS]
    assert {rows.schema[name] for name in FEATURES} == {pl.Float32}
