"""What an installation learned, read from plain fields; what is odd is refused."""

from collections.abc import Mapping
from hashlib import sha256
from math import isfinite
from typing import Any

from habit_app.domain.risk import Calibration, Weights
from habit_app.domain.scorecard import TERMS, Scorecard


class OddFieldsError(ValueError):
    """Fields that are not what was written."""


def fingerprint(parameters: str, trees: str | None) -> str:
    """SHA-256 over all that a version consists of: it is read only while this is the same."""
    return sha256(f"{parameters}\0{trees or ''}".encode()).hexdigest()


def calibration_of(fields: Mapping[str, Any]) -> Calibration:
    """Read a calibration, the inverse of `dataclasses.asdict`."""
    try:
        plain = fields["weights"]
        weights = Weights(
            half_life=_number(plain["half_life"]),
            start=_number(plain["start"]),
            others=_weight(plain["others"]),
            after=_weight(plain["after"]),
            weekday=_weight(plain["weekday"]),
        )
        names = ("start", "slope", "intercept")
        start, slope, intercept = (_number(fields[name]) for name in names)
    except (KeyError, TypeError) as error:
        raise OddFieldsError("The calibration lacks what it should hold.") from error
    positive = (slope, weights.half_life, weights.start)
    shrunk = (weights.others, weights.after, weights.weekday)
    if (
        not 0 < start < 1
        or min(positive) <= 0
        or any(weight is not None and weight <= 0 for weight in shrunk)
    ):
        raise OddFieldsError("The calibration holds what cannot be.")
    return Calibration(start, slope, intercept, weights)


def scorecard_of(fields: Mapping[str, Any]) -> Scorecard:
    """Read a scorecard, the inverse of `dataclasses.asdict`."""
    try:
        coefficients = tuple(_number(one) for one in fields["coefficients"])
        means = tuple(_number(one) for one in fields["means"])
        start, intercept = _number(fields["start"]), _number(fields["intercept"])
    except (KeyError, TypeError) as error:
        raise OddFieldsError("The scorecard lacks what it should hold.") from error
    if not len(coefficients) == len(means) == len(TERMS) or not 0 < start < 1:
        raise OddFieldsError("The scorecard has other terms.")
    return Scorecard(start, intercept, coefficients, means)


def _weight(value: Any) -> float | None:
    return None if value is None else _number(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise OddFieldsError("A number is not finite.")
    return float(value)
