"""Queries on imports and on what they write."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, tuple_, update
from sqlmodel import Session, SQLModel

from habit_app.db.habits import ENTRY, HABIT
from habit_app.db.tables import ImportRun

RUN = SQLModel.metadata.tables["import_run"]


def insert_run(session: Session, run: ImportRun) -> None:
    session.add(run)
    session.flush()


def find_run(session: Session, owner_id: UUID, run_id: UUID) -> ImportRun | None:
    statement = select(ImportRun).where(RUN.c.id == run_id, RUN.c.owner_id == owner_id)
    return session.execute(statement).scalar_one_or_none()


def finish_run(session: Session, run_id: UUID, report: Mapping[str, Any]) -> None:
    session.execute(
        update(RUN).where(RUN.c.id == run_id).values(status="imported", report=report, payload=None)
    )


def list_origins(session: Session, owner_id: UUID) -> Sequence[Row[Any]]:
    """Return (origin, id, title, deleted_at) of the owner's imported habits."""
    statement = select(HABIT.c.origin, HABIT.c.id, HABIT.c.title, HABIT.c.deleted_at)
    return session.execute(
        statement.where(HABIT.c.owner_id == owner_id, HABIT.c.origin.is_not(None))
    ).all()


def list_known(session: Session, habit_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    statement = select(ENTRY).where(ENTRY.c.habit_id.in_(habit_ids))
    return session.execute(statement).all()


def delete_entries(session: Session, keys: Sequence[tuple[UUID, Any]]) -> None:
    for start in range(0, len(keys), 400):
        part = keys[start : start + 400]
        session.execute(delete(ENTRY).where(tuple_(ENTRY.c.habit_id, ENTRY.c.day).in_(part)))
