"""Forty days of a crowd: a model is promoted, drifts, is followed, rolled back, and grows old."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import insert, select

from habit_app import clock
from habit_app.db.queries.checkins import LOG
from habit_app.db.queries.habits import ENTRY, HABIT
from habit_app.db.queries.jobs import JOB
from habit_app.db.queries.predictions import models
from habit_app.db.queries.predictions.stored import MODEL_DAY, PREDICTION
from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import Conflict
from habit_app.services.predictions import registry, runs
from habit_app.services.shared.audit import Origin
from habit_app.serving import crowd
from habit_app.worker import foretelling, training
from tests.makers import make_user

PEOPLE, WATCHED = 80, 12
"""So many there are, and of so many every day is lived: it is slow to foretell them all."""
FIRST = date(2026, 3, 4)


def habits() -> list[tuple[UUID, UUID]]:
    """Each habit with its owner, those of the same person together."""
    with read_only() as session:
        rows = session.execute(select(HABIT.c.id, HABIT.c.owner_id).order_by(HABIT.c.owner_id))
        return [(row.id, row.owner_id) for row in rows]


def record(ids: Sequence[UUID], day: date) -> None:
    """Write down in the evening that these habits were kept."""
    evening = datetime.combine(day, time(20), tzinfo=clock.utc_now().tzinfo)
    said = {"day": day, "status": "done", "source": "api", "recorded_at": evening}
    log = {"made_at": evening, "local_minute": 1200, "timezone": "UTC", "created": True}
    with unit_of_work() as session:
        session.execute(insert(ENTRY), [{"habit_id": key, **said} for key in ids])
        rows = [{"id": uuid4(), "habit_id": key, "took_back": False, **said, **log} for key in ids]
        session.execute(insert(LOG), rows)


def foretold_on(day: date) -> dict[UUID, float]:
    wanted = select(PREDICTION.c.habit_id, PREDICTION.c.probability).where(
        PREDICTION.c.first_day == day
    )
    with read_only() as session:
        return {row.habit_id: row.probability for row in session.execute(wanted)}


def sources_on(day: date) -> set[tuple[str, int | None]]:
    wanted = select(PREDICTION.c.source, PREDICTION.c.model_version)
    with read_only() as session:
        rows = session.execute(wanted.where(PREDICTION.c.first_day == day))
        return {(row.source, row.model_version) for row in rows}


def in_use() -> int | None:
    with read_only() as session:
        model = registry.in_use(session)
        return model.version if model else None


def asked_for_drift() -> bool:
    with read_only() as session:
        keys = session.execute(select(JOB.c.key).where(JOB.c.name == registry.TRAIN)).scalars()
        return any("/drift/" in (key or "") for key in keys)


def activate(version: int) -> None:
    admin = make_user(role="admin")
    with unit_of_work() as session:
        registry.activate(session, viewer=admin, version=version, origin=Origin())


def follow(version: int) -> int:
    """Promote a successor with the same numbers."""
    with unit_of_work() as session:
        model = models.find(session, version)
        assert model
        names = ("stage", "trained_from", "trained_to", "units", "people", "card", "failed")
        fields = {name: getattr(model, name) for name in (*names, "parameters", "trees")}
        return registry.keep(session, registry.Trained(**fields), foretells=True)


@pytest.mark.no_cover
def test_forty_days_of_a_crowd(sqlite_database: str, stopped_clock: time_machine.Traveller) -> None:
    crowd.run(people=PEOPLE, days=90, seed=1)
    people = sorted({owner for _, owner in habits()})[:WATCHED]
    mine = [key for key, owner in habits() if owner in people]

    def live(days: int, keeps: Callable[[float], bool]) -> date:
        """Let days begin, be foretold, be lived as `keeps` says of each risk, and be looked at."""
        for _ in range(days):
            day = clock.utc_now().date()
            runs.refresh(people, foretell=foretelling.by_model)
            risks = foretold_on(day)
            kept = [key for key in mine if key in risks and keeps(risks[key])]
            if kept:
                record(kept, day)
            stopped_clock.shift(timedelta(days=1))
            runs.hold_to_word(clock.utc_now())
        return clock.utc_now().date() - timedelta(days=1)

    chance = random.Random(1)

    def by_chance(risk: float) -> bool:
        return chance.random() >= risk

    assert in_use() is None, "nothing is trained: the rules as they come"
    first = training.run().version
    assert first
    assert in_use() == first, "trained and promoted"

    day = live(8, by_chance)
    assert {version for _, version in sources_on(day)} == {first}
    assert not asked_for_drift(), "what happens is what was said"

    live(8, lambda _risk: False)
    assert asked_for_drift(), "everybody has given up, which nobody had foretold"

    with read_only() as session:
        days = session.execute(select(MODEL_DAY.c.model_version).distinct()).scalars()
        assert set(days) == {first}
    assert training.run().version is None, "retrained, and refused: it is no better"
    assert in_use() == first
    with read_only() as session:
        newest = registry.list_models(session, skip=0, limit=1).items[0]
    assert newest.status == "rejected"
    assert newest.failed

    second = follow(first)
    assert in_use() == second, "followed"

    activate(first)
    assert in_use() == first, "rolled back"
    day = live(1, by_chance)
    assert {version for _, version in sources_on(day)} == {first}

    stopped_clock.shift(timedelta(days=23))
    assert in_use() is None, "stale after 35 days"
    day = live(1, by_chance)
    assert {source for source, _ in sources_on(day)} == {"rules"}, "the rules have taken over"
    with pytest.raises(Conflict, match="too old"):
        activate(first)
    assert clock.utc_now().date() - FIRST >= timedelta(days=40)
