"""Queries on notifications, their deliveries and channels."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from habit_app.db.session import is_postgresql

tables = SQLModel.metadata.tables
NOTIFICATION, DELIVERY, CHANNEL = tables["notification"], tables["delivery"], tables["channel"]


def put_notifications(session: Session, rows: list[Mapping[str, Any]]) -> None:
    """Insert notifications; what is there already (user, kind, subject, time) stays as it is."""
    if not rows:
        return
    insert_into = postgresql.insert if is_postgresql(session) else sqlite.insert
    session.execute(insert_into(NOTIFICATION).on_conflict_do_nothing(), rows)
