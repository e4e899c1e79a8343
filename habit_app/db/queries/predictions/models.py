"""Queries on the registry: versions of what foretells, and which of them does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, insert, select, update
from sqlmodel import Session
from sqlmodel import select as sqlmodel_select

from habit_app.db.dialect import is_postgresql
from habit_app.db.tables import Model, metadata

MODEL = metadata.tables["model"]
LOCK = 7_201_306
"""Advisory lock: of those who change which version foretells."""


def lock(session: Session) -> None:
    """Let only one at a time number versions or change which one foretells.

    SQLite has one writer anyhow.
    """
    if is_postgresql(session):
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Write a version under the next number, and return that; under `lock`."""
    latest: int = session.execute(select(func.coalesce(func.max(MODEL.c.version), 0))).scalar_one()
    session.execute(insert(MODEL).values(version=latest + 1, **values))
    return latest + 1


def find(session: Session, version: int) -> Model | None:
    return session.get(Model, version)


def active(session: Session) -> Model | None:
    """Return the version that foretells; None: the rules as they come."""
    return session.exec(sqlmodel_select(Model).where(MODEL.c.status == "active")).one_or_none()


def calibration_in_use(session: Session) -> Model | None:
    """Return the calibration of the rules that somebody activated, else the newest candidate."""
    usable = (MODEL.c.stage == "rules", MODEL.c.status.in_(("active", "candidate")))
    is_chosen = case((MODEL.c.status == "active", 1), else_=0)
    wanted = (is_chosen.desc(), MODEL.c.version.desc())
    return session.exec(sqlmodel_select(Model).where(*usable).order_by(*wanted).limit(1)).first()


def list_models(session: Session, *, skip: int, limit: int) -> tuple[list[Model], int]:
    """Return one page of all versions, the newest first, and how many there are."""
    newest = sqlmodel_select(Model).order_by(MODEL.c.version.desc()).offset(skip).limit(limit)
    total: int = session.execute(select(func.count()).select_from(MODEL)).scalar_one()
    return list(session.exec(newest)), total


def make_active(session: Session, version: int, now: datetime) -> None:
    """Let a version foretell, and retire the one that did; under `lock`."""
    others = (MODEL.c.status == "active", MODEL.c.version != version)
    session.execute(update(MODEL).where(*others).values(status="retired"))
    chosen = {"status": "active", "activated_at": now}
    session.execute(update(MODEL).where(MODEL.c.version == version).values(**chosen))


def retire(session: Session) -> None:
    """Let no version foretell, and no calibration stand: the rules do as they come."""
    stands = (MODEL.c.status == "active") | (
        (MODEL.c.stage == "rules") & (MODEL.c.status == "candidate")
    )
    session.execute(update(MODEL).where(stands).values(status="retired"))
