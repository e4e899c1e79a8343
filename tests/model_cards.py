"""Cards of versions as training makes them, of a small made-up window."""

from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import insert

from habit_app import clock
from habit_app.db.session import unit_of_work
from habit_app.db.tables import metadata
from habit_app.domain.risk import AS_WRITTEN
from habit_app.ml.evaluation import Scored, metrics
from habit_app.ml.features import FEATURES
from habit_app.ml.training import card_of
from habit_app.services.predictions import calibration, registry
from habit_app.services.predictions.registry import Trained

ROWS, PEOPLE = 2_400, 80
LAST = date(2026, 3, 1)
OUTDONE = ({"rule": "not_better", "found": 0.0042, "bound": 0.0, "detail": "champion"},)


@cache
def card() -> dict[str, Any]:
    """The figures of a scorecard with trees that is a little better than the rules."""
    drawn = np.random.default_rng(7)
    true = drawn.normal(-0.8, 1.4, ROWS)
    skipped = (drawn.random(ROWS) < 1 / (1 + np.exp(-true))).astype(float)
    window = Scored(
        skipped,
        drawn.integers(0, PEOPLE, ROWS),
        drawn.integers(0, 3 * PEOPLE, ROWS),
        drawn.choice([0.0, 2.0, 5.0, 10.0, 20.0, 45.0, 90.0], ROWS),
        drawn.integers(0, 5, ROWS),
    )
    said = {
        "global": np.full(ROWS, -0.8),
        "beta": true + drawn.normal(0, 1.1, ROWS),
        "loop": true + drawn.normal(0.5, 1.3, ROWS),
        "ewma": true + drawn.normal(0, 0.9, ROWS),
        "ewma_weekday": true + drawn.normal(0, 0.8, ROWS),
        "rules": true + drawn.normal(0, 0.7, ROWS),
        "scorecard": true + drawn.normal(0, 0.5, ROWS),
        "blend": true + drawn.normal(0, 0.3, ROWS),
    }
    rivals = {"champion": said["scorecard"], "ewma_weekday": said["ewma_weekday"]}
    of_all = {name: metrics(found, window, base_rate=0.35) for name, found in said.items()}
    part = {"rows": ROWS, "people": PEOPLE, "habits": 3 * PEOPLE}
    return {
        **card_of(said["blend"], window, 0.35, rivals),
        "importance": {name: 1 / (place + 2) for place, name in enumerate(FEATURES)},
        "window": {
            "trained_on": {"from": "2025-09-01", "to": "2026-01-25", **part},
            "judged_on": {"from": "2026-01-26", "to": str(LAST), **part},
            "baselines": of_all,
            "newcomers": of_all,
            "rules": card_of(said["rules"], window, 0.35, {}),
        },
    }


def put_version(stage: str = "blend", *failed: dict[str, Any], **other: Any) -> int:
    """Keep a version as training does; it predicts unless it failed a rule of the gate."""
    found = card()
    trained = Trained(
        stage=stage,
        trained_from=LAST - timedelta(days=180),
        trained_to=LAST,
        units=12_000,
        people=PEOPLE,
        card=other.get("card", {"window": found["window"]} if stage == "rules" else found),
        failed=list(failed),
        parameters=calibration.pack(AS_WRITTEN) if stage == "rules" else "{}",
        trees=None,
    )
    with unit_of_work() as session:
        return registry.keep(session, trained, foretells=not failed)


def put_said(user_id: UUID, habit_id: UUID, version: int | None, *, days: int = 150) -> None:
    """What was said of a habit day by day, and what became of it, about as it was said."""
    drawn, today = np.random.default_rng(3), clock.utc_now().date()
    said = np.clip(drawn.beta(1.2, 2.2, days), 0.01, 0.99)
    rows: list[dict[str, Any]] = [
        {
            "habit_id": habit_id,
            "first_day": today - timedelta(days=back),
            "last_day": today - timedelta(days=back),
            "user_id": user_id,
            "probability": float(said[back - 1]),
            "source": "blend" if version else "rules",
            "model_version": version,
            "reasons": [],
            "is_stale": False,
            "made_at": clock.utc_now() - timedelta(days=back),
            "said": float(said[back - 1]),
            "said_by": version,
            "said_by_rules": 0.5,
            "kept": bool(drawn.random() > said[back - 1]),
        }
        for back in range(1, days + 1)
    ]
    with unit_of_work() as session:
        session.execute(insert(metadata.tables["prediction"]), rows)
