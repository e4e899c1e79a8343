"""Training on what people recorded: refused, kept out of, promoted, and asked by a worker."""

import subprocess
import sys
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select, update

from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.predictions import models
from habit_app.db.queries.predictions.stored import PREDICTION
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import Model, metadata
from habit_app.errors import Invalid
from habit_app.ml import learning
from habit_app.services.jobs import runner
from habit_app.services.predictions import registry, runs
from habit_app.services.shared.audit import Origin
from habit_app.serving import crowd
from habit_app.worker import foretelling, training
from tests.makers import keep, make_habit, make_user

TODAY = date(2026, 3, 4)
JOB = metadata.tables["job"]


@pytest.fixture(autouse=True)
def _on_a_wednesday(stopped_clock: time_machine.Traveller) -> None:
    """Noon in UTC."""


def everybody() -> list[UUID]:
    with read_only() as session:
        return list(session.execute(select(USER.c.id)).scalars())


def versions() -> list[Model]:
    with read_only() as session:
        return models.list_models(session, skip=0, limit=20)[0]


def foretold() -> list[tuple[str, int | None]]:
    with read_only() as session:
        rows = session.execute(select(PREDICTION.c.source, PREDICTION.c.model_version))
        return [(row.source, row.model_version) for row in rows]


def test_nothing_is_trained_on_too_little(sqlite_database: str) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=(TODAY - timedelta(days=30)).isoformat())
    keep(viewer, habit.id, [TODAY - timedelta(days=back) for back in range(1, 20)])

    with pytest.raises(Invalid, match="100 are needed"):
        training.run()
    assert versions() == []


def test_five_people_go_on_with_the_rules_calibrated_on_their_past(database: str) -> None:
    crowd.run(people=5, days=60, seed=3)

    outcome = training.run()

    assert (outcome.stage, outcome.version) == ("rules", 1)
    (model,) = versions()
    assert (model.stage, model.status, model.people) == ("rules", "active", 5)
    runs.refresh(everybody(), foretell=foretelling.by_model)
    assert set(foretold()) == {("rules", 1)}


def test_a_crowd_trains_a_version_that_foretells(database: str) -> None:
    crowd.run(people=80, days=90, seed=1)

    outcome = training.run()

    assert outcome.stage == "blend"
    best = next(model for model in versions() if model.status == "active")
    assert best.version == outcome.version
    assert best.card["metrics"]["log_loss"] < best.card["window"]["baselines"]["rules"]["log_loss"]
    runs.refresh(everybody(), foretell=foretelling.by_model)
    assert set(foretold()) == {("blend", best.version)}


def test_a_dry_run_writes_nothing(sqlite_database: str) -> None:
    crowd.run(people=5, days=60, seed=3)

    assert training.run(dry_run=True).version is None
    assert versions() == []


def test_the_same_data_train_the_same_bytes(sqlite_database: str) -> None:
    crowd.run(people=30, days=60, seed=3)

    training.run()
    training.run()

    by_stage: dict[str, set[str]] = {}
    for model in versions():
        by_stage.setdefault(model.stage, set()).add(model.sha256)
    assert len(by_stage) == 2
    assert all(len(hashes) == 1 for hashes in by_stage.values())


def test_a_history_that_is_kept_out_trains_nothing(sqlite_database: str) -> None:
    crowd.run(people=6, days=60, seed=3)
    with unit_of_work() as session:
        session.execute(
            update(USER)
            .where(USER.c.email == "person0001@crowd.example")
            .values(trains_model=False)
        )

    training.run()

    (model,) = versions()
    assert model.people == 5


def test_a_version_that_cannot_be_read_leaves_it_to_the_rules(
    sqlite_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    crowd.run(people=5, days=60, seed=3)
    trained = registry.Trained("scorecard", TODAY, TODAY, 2_000, 30, {}, [], '{"format": 99}', None)
    with unit_of_work() as session:
        registry.keep(session, trained, foretells=True)

    runs.refresh(everybody(), foretell=foretelling.by_model)

    assert set(foretold()) == {("rules", None)}
    assert "is refused: the rules foretell" in caplog.text


@pytest.mark.trains
def test_an_admin_who_asks_with_too_little_is_told_so(sqlite_database: str) -> None:
    admin = make_user(role="admin")
    with unit_of_work() as session:
        job = registry.ask_training(session, viewer=admin, origin=Origin())

    runner.run_due()

    with read_only() as session:
        found = runner.find(session, viewer=admin, job_id=job.id)
    assert (found.status, found.problem) == (
        "failed",
        {
            "title": "too-little-data",
            "detail": "0 labelled units are not enough: 100 are needed.",
        },
    )


def test_neither_pages_nor_workers_load_what_learns_before_it_is_needed() -> None:
    """A process of its own, since the tests have loaded it long ago."""
    code = (
        "import sys, habit_app.habit_app, habit_app.worker.predictions;"
        "print({'polars', 'lightgbm', 'numpy', 'scipy'} & set(sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], check=True, capture_output=True, text=True
    )

    assert found.stdout.strip().splitlines()[-1] == "set()"


def test_a_history_begins_where_it_is_remembered_from(sqlite_database: str) -> None:
    """Else the years before would be misses that nobody made."""
    viewer = make_user()
    habit = make_habit(viewer, start_date="2019-01-01")
    keep(viewer, habit.id, [TODAY - timedelta(days=back) for back in range(1, 390)])

    units = training.read()

    assert units.height == 400
    assert learning.kept_rate(units) > 0.9
