"""Queries on nudges."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session

from habit_app.db.tables import metadata

NUDGE = metadata.tables["nudge"]


def mark(session: Session, ids: Collection[UUID], status: str, *, only: str) -> None:
    """Change the status of nudges that have a certain one."""
    if ids:
        mine = (NUDGE.c.id.in_(ids), NUDGE.c.status == only)
        session.execute(update(NUDGE).where(*mine).values(status=status))
