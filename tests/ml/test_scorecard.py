"""The scorecard: fitted by Newton's steps, and the same in plain Python as on columns."""

import numpy as np
import pytest

from habit_app.domain.evaluation.due_units import DueUnit, Outcome
from habit_app.domain.risk import Factor
from habit_app.domain.scorecard import Scorecard, judge
from habit_app.ml import logistic, scorecard
from habit_app.ml.explain import explain
from habit_app.ml.features import build
from habit_app.ml.models import Model
from habit_app.ml.units import UNITS, frame_of
from tests.ml.crowds import a_person
from tests.ml.reference import past_of, quota_at

CARD = Scorecard(
    0.6, -0.2, (0.1, -0.7, -0.4, -0.3, 0.34, 0.05, 0.9), (0.3, 0.2, 0.1, 0.05, 0.4, 0.6, 0.0)
)


def test_newton_finds_the_coefficients_that_made_the_data() -> None:
    draw = np.random.default_rng(2)
    terms = draw.normal(size=(40_000, 2))
    true = logistic.chance(0.5 + terms @ np.array([1.0, -2.0]))
    skipped = (draw.random(len(terms)) < true).astype(float)

    found = logistic.fit(terms, skipped)

    assert found == pytest.approx([0.5, 1.0, -2.0], abs=0.06)
    slope = terms.T @ (skipped - logistic.chance(found[0] + terms @ found[1:])) - found[1:]
    assert np.abs(slope).max() < 1e-6


def test_it_stays_finite_where_outcomes_are_told_apart() -> None:
    terms = np.linspace(-1, 1, 50)[:, None]

    found = logistic.fit(terms, (terms[:, 0] > 0).astype(float))

    assert np.isfinite(found).all()


@pytest.mark.parametrize("seed", [0, 2, 3, 8])
def test_plain_python_says_what_columns_say(seed: int) -> None:
    logs = a_person(seed, days=35)
    rows = build(frame_of(logs), CARD.start)
    by_habit = {log.habit: log for log in logs}

    found = scorecard.log_odds(CARD, rows)
    reasons = explain(Model(CARD.start, CARD), rows)

    for row, log_odds, told in zip(rows.iter_rows(named=True), found, reasons, strict=True):
        log = by_habit[row["habit"]]
        unit = DueUnit(row["first"], row["last"], UNITS[row["unit"]])
        if row["unit"]:
            open_unit = quota_at(log, row["look"])
            assert open_unit is not None
            unit = open_unit
        past = [Outcome(one.first, one.kept) for one in past_of(log, row["look"])]
        risk = judge(CARD, past, unit, row["p0"])
        by_factor = {reason.factor: reason.effect for reason in told if reason.effect}
        wanted = {reason.factor: reason.effect for reason in risk.reasons if reason.effect}
        assert sum(wanted.values()) == pytest.approx(log_odds, abs=1e-4)
        assert by_factor == pytest.approx(wanted, abs=1e-4)
        assert Factor.BASE in wanted
