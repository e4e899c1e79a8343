"""The registry: a version foretells only while it is believed, and what it foretold is right."""

import json
import logging
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from habit_app import clock
from habit_app.db.queries.predictions import models, stored
from habit_app.db.queries.predictions.models import MODEL
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import metadata
from habit_app.domain.risk import Share
from habit_app.domain.track_record import lift
from habit_app.errors import Conflict, NotFound
from habit_app.services.predictions import registry
from habit_app.services.predictions.registry import Trained
from habit_app.services.shared.audit import Origin
from tests.makers import make_user

TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _on_a_wednesday(stopped_clock: time_machine.Traveller) -> None:
    """Noon in UTC."""


def keep(*failed: dict[str, object]) -> int:
    trained = Trained(
        stage="scorecard",
        trained_from=TODAY - timedelta(days=90),
        trained_to=TODAY,
        units=2_000,
        people=30,
        card={"log_loss": 0.44},
        failed=list(failed),
        parameters=json.dumps({"weights": [0.1]}),
        trees=None,
    )
    with unit_of_work() as session:
        return registry.keep(session, trained, foretells=not failed)


def in_use() -> int | None:
    with read_only() as session:
        model = registry.in_use(session)
        return model.version if model else None


def statuses() -> list[str]:
    with read_only() as session:
        return list(session.execute(select(MODEL.c.status).order_by(MODEL.c.version)).scalars())


def activate(version: int) -> None:
    admin = make_user(role="admin")
    with unit_of_work() as session:
        registry.activate(session, viewer=admin, version=version, origin=Origin())


def asked() -> list[str]:
    job = metadata.tables["job"]
    with read_only() as session:
        return list(session.execute(select(job.c.name).order_by(job.c.id)).scalars())


def put_days(version: int, *, predicted: float, skipped: int, loss: float = 40.0) -> None:
    """Two weeks of days with a hundred units each."""
    days: list[dict[str, Any]] = [
        {
            "day": TODAY - timedelta(days=back),
            "model_version": version,
            "units": 100,
            "skipped": skipped,
            "predicted": predicted * 100,
            "variance": 16.0,
            "log_loss": loss,
            "log_loss_of_rules": 45.0,
            "brier": 15.0,
        }
        for back in range(1, 16)
    ]
    with unit_of_work() as session:
        for day in days:
            stored.put_day(session, day["day"], [day])


def test_a_version_that_passed_the_gate_foretells_and_the_one_before_retires(
    database: str,
) -> None:
    assert in_use() is None
    first, second = keep(), keep()

    assert (first, second) == (1, 2)
    assert in_use() == 2
    assert statuses() == ["retired", "active"]
    assert "predictions.refresh_all" in asked()


def test_a_version_that_failed_is_kept_with_the_reason_and_does_not_foretell(
    database: str,
) -> None:
    good = keep()
    bad = keep({"rule": "calibration", "ece": 0.05, "most": 0.03})

    assert in_use() == good
    with pytest.raises(Conflict) as refused:
        activate(bad)
    assert refused.value.code == "model-rejected"
    with read_only() as session:
        (newest, _) = registry.list_models(session, skip=0, limit=20).items
    assert newest.failed == [{"rule": "calibration", "ece": 0.05, "most": 0.03}]


def test_an_earlier_version_foretells_again_when_an_admin_says_so(database: str) -> None:
    first, second = keep(), keep()

    activate(first)

    assert in_use() == first
    assert statuses() == ["active", "retired"]
    activate(second)
    assert in_use() == second


def test_there_is_one_version_that_foretells_at_most(database: str) -> None:
    for _ in range(4):
        keep()

    assert statuses().count("active") == 1


@pytest.mark.parametrize("column", ["parameters", "trees"])
def test_what_is_not_what_was_trained_is_not_believed(
    database: str, caplog: pytest.LogCaptureFixture, column: str
) -> None:
    version = keep()
    with unit_of_work() as session:
        session.execute(update(MODEL).values({column: "something else"}))

    with caplog.at_level(logging.ERROR):
        assert in_use() is None
    assert "is not what was trained" in caplog.text
    with pytest.raises(Conflict, match="not what was trained"):
        activate(version)


def test_an_old_version_is_not_believed_until_one_is_trained(
    database: str, stopped_clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    version = keep()
    stopped_clock.shift(timedelta(days=35))
    assert in_use() == version

    stopped_clock.shift(timedelta(minutes=1))
    with caplog.at_level(logging.ERROR):
        assert in_use() is None
    assert "is stale" in caplog.text
    with pytest.raises(Conflict, match="too old"):
        activate(version)
    assert in_use() is None
    assert keep() == version + 1
    assert in_use() == version + 1


def test_a_version_that_there_is_not_cannot_foretell(database: str) -> None:
    with pytest.raises(NotFound):
        activate(7)


@pytest.mark.parametrize(
    ("predicted", "skipped", "loss", "drifts"),
    [
        (0.30, 30, 40.0, False),
        (0.30, 34, 40.0, False),  # within 0.05
        (0.30, 38, 40.0, True),
        (0.40, 30, 40.0, True),
        (0.30, 30, 46.0, True),  # worse than the rules
    ],
)
def test_drift_is_being_off_by_more_than_it_may_or_worse_than_the_rules(
    database: str, *, predicted: float, skipped: int, loss: float, drifts: bool
) -> None:
    version = keep()
    put_days(version, predicted=predicted, skipped=skipped, loss=loss)

    with unit_of_work() as session:
        found = registry.drift_of(session, version, TODAY)
        registry.look_after(session, clock.utc_now())

    assert found.has_drifted is drifts
    assert (registry.TRAIN in asked()) is drifts


def test_nothing_is_concluded_from_few_units(database: str) -> None:
    version = keep()
    few = {"day": TODAY, "model_version": version, "units": 9, "skipped": 9, "predicted": 1.0}
    sums = {"variance": 0.9, "log_loss": 20.0, "log_loss_of_rules": 2.0, "brier": 7.0}
    with unit_of_work() as session:
        stored.put_day(session, TODAY, [few | sums])
        assert not registry.drift_of(session, version, TODAY).has_drifted


def test_the_calibration_of_the_rules_is_that_of_the_newest_that_may_be_used(
    database: str,
) -> None:
    def calibrate(text: str, **failed: Any) -> None:
        trained = Trained("rules", TODAY, TODAY, 200, 3, {}, [failed] if failed else [], text, None)
        with unit_of_work() as session:
            registry.keep(session, trained, foretells=False)

    calibrate('{"slope": 0.9}')
    calibrate('{"slope": 0.2}', rule="log_loss")
    keep()

    with read_only() as session:
        found = models.calibration_in_use(session)
        assert found
        assert found.parameters == '{"slope": 0.9}'


def test_a_lift_is_a_difference_with_an_interval_that_narrows() -> None:
    little = lift(Share(120, 200), Share(100, 200))
    much = lift(Share(1_200, 2_000), Share(1_000, 2_000))

    assert little.difference == much.difference == pytest.approx(0.1)
    assert little.low == pytest.approx(0.1 - 1.96 * (0.24 / 200 + 0.25 / 200) ** 0.5)
    assert little.low < much.low < 0.1 < much.high < little.high


def test_the_rules_only_are_the_rules_as_they_come(database: str) -> None:
    trained = Trained("rules", TODAY, TODAY, 200, 3, {}, [], "{}", None)
    with unit_of_work() as session:
        registry.keep(session, trained, foretells=False)
    keep()
    admin = make_user(role="admin")
    with unit_of_work() as session:
        registry.go_without(session, viewer=admin, origin=Origin())

    with read_only() as session:
        assert models.calibration_in_use(session) is None
        assert registry.in_use(session) is None
