"""Rule R on columns is rule R of the domain, and is calibrated on what is over."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from habit_app.domain.evaluation.due_units import DueUnit, Outcome, Quota
from habit_app.domain.risk import AS_WRITTEN, Calibration, Weights, rule, start_rate
from habit_app.ml import rules
from habit_app.ml.evaluation import ece, scored
from habit_app.ml.units import UNITS, HabitLog, frame_of
from tests.ml.crowds import a_person
from tests.ml.frames import START, some_units
from tests.ml.reference import past_of, quota_at

FITTED = Calibration(0.3, 1.4, 0.2, Weights(3, 0.5, 20, 16, 64))
PARTLY = Calibration(0.7, 0.9, -0.3, Weights(20, 6, None, None, None))


@pytest.mark.parametrize("calibration", [AS_WRITTEN, FITTED, PARTLY])
@pytest.mark.parametrize("seed", [1, 5, 9])
def test_columns_say_what_the_domain_says(seed: int, calibration: Calibration) -> None:
    logs = [replace(log, chain=None) for log in a_person(seed, days=35)]
    counts = rules.count(frame_of(logs))

    found = rules.log_odds(counts, calibration)

    by_habit = {log.habit: log for log in logs}
    for row, log_odds in zip(counts.iter_rows(named=True), found, strict=True):
        log = by_habit[row["habit"]]
        wanted = by_domain(logs, log, row, calibration)
        assert 1 / (1 + np.exp(-log_odds)) == pytest.approx(wanted, abs=1e-6)


def by_domain(
    logs: list[HabitLog], log: HabitLog, row: dict[str, Any], calibration: Calibration
) -> float:
    look = row["look"]
    others = [
        one
        for other in logs
        if other.habit != log.habit and not other.rules.versions[0].at_most
        for one in past_of(other, look)
    ]
    kept = sum(one.kept for one in others)
    p0 = start_rate(
        (kept, len(others)), general=calibration.start, weight=calibration.weights.others
    )
    unit = DueUnit(row["first"], row["last"], UNITS[row["unit"]])
    if row["unit"]:
        found = quota_at(log, look)
        assert found is not None
        unit = found
    past = [Outcome(one.first, one.kept) for one in past_of(log, look)]
    return rule(past, unit, p0, calibration).probability


def test_a_calibration_keeps_reasons_additive() -> None:
    unit = DueUnit(START, START, "week", Quota(3, 7, 2, 4))

    found = rule([], unit, 0.4, FITTED)

    total = sum(reason.effect for reason in found.reasons)
    assert found.probability == pytest.approx(1 / (1 + np.exp(-total)))


def test_many_people_calibrate_what_few_leave_as_it_is_written() -> None:
    few, many = (rules.count(some_units(people, 40)) for people in (2, 60))
    surprising = many.with_columns(kept=pl.col("kept") & (pl.col("own_n") > 3))

    assert rules.fit(few) == AS_WRITTEN
    calibration = rules.fit(surprising)

    rows = scored(surprising.with_columns(n="own_n"))
    before, after = (
        ece(rules.log_odds(surprising, one), rows.skipped) for one in (AS_WRITTEN, calibration)
    )
    assert after < before / 2
    assert rules.loss(surprising, calibration) < rules.loss(surprising, AS_WRITTEN)
