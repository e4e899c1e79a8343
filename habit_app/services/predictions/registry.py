"""The registry: which version foretells, and whether it may still be believed.

Where anything is odd with a version (it is old, it is not what was trained), nobody is foretold
by it: the rules do as they come, and the log says so.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock, jobs
from habit_app.db.queries.predictions import models as store
from habit_app.db.queries.predictions import stored as day_store
from habit_app.db.tables import Model, ModelDay
from habit_app.domain.learned import fingerprint
from habit_app.errors import Conflict, NotFound
from habit_app.services.jobs import runner
from habit_app.services.jobs.views import JobView
from habit_app.services.predictions.admin_views import DriftView, ModelView
from habit_app.services.predictions.fingerprints import is_damaged
from habit_app.services.shared import audit
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.paging import Page
from habit_app.services.shared.spans import WeekSpan
from habit_app.services.shared.viewers import Viewer

TRAIN = "model.train"
REFRESH_ALL = "predictions.refresh_all"
STALE_AFTER = timedelta(days=35)
LATELY, LONGER = 7, 28
"""Days: over which calibration, and the loss against the rules, are looked at."""
MOST_OFF = 0.05
"""Probability: how far the mean of what was said may lie from what happened."""
LEAST_UNITS, LEAST_DAYS = 100, 14
"""Units and days: below which nothing is concluded from what happened. Whether a version or the
rules lose less differs little, so that a few days would say it by chance."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trained:
    """A version as training leaves it. `failed`: the rules of the gate that it did not pass."""

    stage: str
    trained_from: date
    trained_to: date
    units: int
    people: int
    card: dict[str, object]
    failed: list[dict[str, object]]
    parameters: str
    trees: str | None


def keep(session: Session, trained: Trained, *, foretells: bool) -> int:
    """Write a version down, and let it foretell from now on or not; return its number."""
    store.lock(session)
    now = clock.utc_now()
    version = store.add(
        session,
        {
            "stage": trained.stage,
            "status": "rejected" if trained.failed else "candidate",
            "created_at": now,
            "trained_from": trained.trained_from,
            "trained_to": trained.trained_to,
            "units": trained.units,
            "people": trained.people,
            "card": trained.card,
            "failed": trained.failed,
            "parameters": trained.parameters,
            "trees": trained.trees,
            "sha256": fingerprint(trained.parameters, trained.trees),
        },
    )
    if foretells:
        _let_foretell(session, version)
    return version


def in_use(session: Session) -> Model | None:
    """Return the version that foretells now; None: the rules do, as they come."""
    model = store.active(session)
    if model is None:
        return None
    if is_stale(model, clock.utc_now()):
        logger.error("Model %d is stale: the rules foretell until one is trained", model.version)
        return None
    if is_damaged(model):
        logger.error("Model %d is not what was trained: the rules foretell", model.version)
        return None
    return model


def is_stale(model: Model, now: datetime) -> bool:
    """Whether a version is too old: no training since has given a better one."""
    return now - model.created_at > STALE_AFTER


def list_models(session: Session, *, skip: int, limit: int) -> Page[ModelView]:
    """Return all versions, the newest first."""
    rows, total = store.list_models(session, skip=skip, limit=limit)
    now = clock.utc_now()
    return Page([_view(row, now) for row in rows], total, skip, limit)


def find_model(session: Session, *, version: int) -> ModelView:
    """Return one version."""
    return _view(_require(session, version), clock.utc_now())


def find_active(session: Session) -> ModelView | None:
    """Return the version that is to foretell, believed or not; None: the rules do."""
    model = store.active(session)
    return _view(model, clock.utc_now()) if model else None


def activate(session: Session, *, viewer: Viewer, version: int, origin: Origin) -> ModelView:
    """Let another version foretell: a newer one, or an earlier one again."""
    store.lock(session)
    model = _require(session, version)
    if model.status == "rejected":
        raise Conflict("This version did not pass the gate.", "model-rejected")
    if is_damaged(model):
        raise Conflict("This version is not what was trained.", "model-damaged")
    if is_stale(model, clock.utc_now()):
        raise Conflict("This version is too old to be believed. Train anew.", "model-stale")
    _let_foretell(session, version)
    audit.note(session, "model.activate", user_id=viewer.id, origin=origin, version=version)
    session.expire_all()
    return _view(_require(session, version), clock.utc_now())


def go_without(session: Session, *, viewer: Viewer, origin: Origin) -> None:
    """Let no version foretell: the rules do as they come."""
    store.lock(session)
    store.retire(session)
    _ask_refresh(session)
    audit.note(session, "model.retire", user_id=viewer.id, origin=origin)


def ask_reload(session: Session, *, viewer: Viewer, origin: Origin) -> JobView:
    """Let workers look at the version again, and foretell everybody anew."""
    job_id = uuid7()
    jobs.ask(session, REFRESH_ALL, owner_id=viewer.id, job_id=job_id)
    audit.note(session, "model.reload", user_id=viewer.id, origin=origin)
    return runner.new_view(job_id, REFRESH_ALL)


def ask_training(session: Session, *, viewer: Viewer, origin: Origin) -> JobView:
    """Ask for a version to be trained now; while one is being trained it is that one."""
    if waiting := runner.find_waiting(session, TRAIN, owner_id=viewer.id):
        return waiting
    job_id = uuid7()
    jobs.ask(session, TRAIN, owner_id=viewer.id, job_id=job_id)
    audit.note(session, "model.train", user_id=viewer.id, origin=origin)
    return runner.new_view(job_id, TRAIN)


def look_after(session: Session, now: datetime) -> None:
    """Ask for training where the version that foretells has drifted."""
    model = store.active(session)
    if model is None:
        return
    found = drift_of(session, model.version, now.date())
    if found.has_drifted:
        logger.warning("Model %d has drifted: training is asked for", model.version)
        jobs.ask(session, TRAIN, key=f"{TRAIN}/drift/{model.version}/{now.date()}")


def drift_of(session: Session, version: int, today: date) -> DriftView:
    """Compare a version's latest days with what happened, and with the rules."""
    days = [
        day
        for day in day_store.list_days(session, today - timedelta(days=LONGER))
        if day.model_version == version
    ]
    lately = [day for day in days if day.day >= today - timedelta(days=LATELY)]
    units, longer = _units(lately), _units(days)
    off = sum(day.predicted - day.skipped for day in lately) / units if units else 0.0
    margin = 1.96 * sqrt(sum(day.variance for day in lately)) / units if units else 0.0
    loss = sum(day.log_loss for day in days) / longer if longer else 0.0
    of_rules = sum(day.log_loss_of_rules for day in days) / longer if longer else 0.0
    is_off = units >= LEAST_UNITS and abs(off) > max(MOST_OFF, margin)
    is_worse = len(days) >= LEAST_DAYS and longer >= LEAST_UNITS and loss > of_rules
    return DriftView(
        units=units,
        off_by=off,
        margin=margin,
        log_loss=loss,
        log_loss_of_rules=of_rules,
        has_drifted=is_off or is_worse,
    )


def _units(days: list[ModelDay]) -> int:
    return sum(day.units for day in days)


def _let_foretell(session: Session, version: int) -> None:
    store.make_active(session, version, clock.utc_now())
    _ask_refresh(session)


def _ask_refresh(session: Session) -> None:
    """Everybody is foretold anew, by whoever does it from now on."""
    jobs.ask(session, REFRESH_ALL)


def _require(session: Session, version: int) -> Model:
    model = store.find(session, version)
    if model is None:
        raise NotFound("There is no such version.", "model-not-found")
    return model


def _view(model: Model, now: datetime) -> ModelView:
    return ModelView(
        version=model.version,
        stage=model.stage,
        status=model.status,
        is_stale=model.status == "active" and is_stale(model, now),
        is_damaged=is_damaged(model),
        created_at=model.created_at,
        activated_at=model.activated_at,
        trained=WeekSpan(model.trained_from, model.trained_to),
        units=model.units,
        people=model.people,
        sha256=model.sha256,
        card=model.card,
        failed=model.failed,
    )
