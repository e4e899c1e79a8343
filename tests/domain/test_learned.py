"""What was learned is read as it was written, and what is odd is refused."""

from dataclasses import asdict

import pytest

from habit_app.domain.learned import OddFieldsError, calibration_of, scorecard_of
from habit_app.domain.risk import AS_WRITTEN, Calibration, Weights
from habit_app.domain.scorecard import Scorecard

CARD = Scorecard(0.6, -0.2, (0.1, -0.7, -0.4, -0.3, 0.3, 0.1, 0.9), (0.3,) * 7)


@pytest.mark.parametrize(
    "calibration", [AS_WRITTEN, Calibration(0.3, 1.4, -0.2, Weights(3, 0.5, None, None, 64))]
)
def test_a_calibration_comes_back(calibration: Calibration) -> None:
    assert calibration_of(asdict(calibration)) == calibration


def test_a_scorecard_comes_back() -> None:
    assert scorecard_of(asdict(CARD)) == CARD


@pytest.mark.parametrize(
    "odd",
    [
        {"start": 1.0},
        {"slope": float("nan")},
        {"intercept": True},
        {"weights": {}},
        {"weights": None},
        {"weights": {**asdict(AS_WRITTEN.weights), "half_life": 0}},
    ],
)
def test_odd_calibrations_are_refused(odd: dict[str, object]) -> None:
    with pytest.raises(OddFieldsError):
        calibration_of({**asdict(AS_WRITTEN), **odd})


@pytest.mark.parametrize(
    "odd", [{"coefficients": (1.0,)}, {"means": None}, {"intercept": float("inf")}, {"start": 0}]
)
def test_odd_scorecards_are_refused(odd: dict[str, object]) -> None:
    with pytest.raises(OddFieldsError):
        scorecard_of({**asdict(CARD), **odd})
