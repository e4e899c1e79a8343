"""A calibration is read as it was written, and one that cannot be believed is not used."""

import json
import logging
import math
from datetime import date

import pytest
from sqlalchemy import update

from habit_app.db.queries.predictions.models import MODEL
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.risk import Calibration, Weights
from habit_app.services.predictions import calibration, registry
from habit_app.services.predictions.calibration import AS_THEY_COME
from habit_app.services.predictions.registry import Trained
from habit_app.services.shared.audit import Origin
from tests.makers import make_user

DAY = date(2026, 3, 4)
LEARNED = Calibration(0.6, 0.8, -0.1, Weights(7.0, 2.0, None, 16.0, None))


def keep(parameters: str) -> int:
    trained = Trained("rules", DAY, DAY, 200, 3, {}, [], parameters, None)
    with unit_of_work() as session:
        return registry.keep(session, trained, foretells=True)


def in_use() -> calibration.CalibratedRules:
    with read_only() as session:
        return calibration.in_use(session)


def test_a_calibration_is_read_as_it_was_written(database: str) -> None:
    assert in_use() == AS_THEY_COME

    version = keep(calibration.pack(LEARNED))

    assert in_use() == calibration.CalibratedRules(LEARNED, version)


def test_an_earlier_calibration_is_used_again_once_it_was_activated(database: str) -> None:
    earlier = keep(calibration.pack(LEARNED))
    later = keep(calibration.pack(Calibration()))
    assert in_use().version == later

    admin = make_user(role="admin")
    with unit_of_work() as session:
        registry.activate(session, viewer=admin, version=earlier, origin=Origin())

    assert in_use().version == earlier


@pytest.mark.parametrize(
    "change",
    [
        {"slope": "1"},
        {"slope": True},
        {"intercept": math.inf},
        {"start": 1.0},
        {"start": 0},
        {"weights": None},
        {"weights": {"half_life": 0}},
    ],
)
def test_a_calibration_that_is_none_is_not_used(
    sqlite_database: str, caplog: pytest.LogCaptureFixture, change: dict[str, object]
) -> None:
    fields = json.loads(calibration.pack(LEARNED)) | change
    keep(json.dumps(fields))

    assert in_use() == AS_THEY_COME
    assert "cannot be read" in caplog.text


def test_a_calibration_that_somebody_changed_is_not_used(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    keep(calibration.pack(LEARNED))
    with unit_of_work() as session:
        session.execute(update(MODEL).values(parameters=calibration.pack(Calibration())))

    with caplog.at_level(logging.ERROR):
        assert in_use() == AS_THEY_COME
    assert "is not what was trained" in caplog.text


def test_numbers_that_are_not_finite_are_not_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        calibration.pack(Calibration(slope=math.nan))
