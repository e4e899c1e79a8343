"""Queries on many people at once: who they are and what their habits ask."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session
from sqlmodel import select as sqlmodel_select

from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.habits import HABIT, active, pauses_of, versions_of
from habit_app.db.rows import HabitRow
from habit_app.db.tables import User


def list_users(session: Session, user_ids: Collection[UUID]) -> list[User]:
    """Return those of some people who are active."""
    statement = sqlmodel_select(User).where(USER.c.id.in_(user_ids), USER.c.is_active)
    return list(session.exec(statement))


def list_habits(
    session: Session, user_ids: Collection[UUID], *, with_archived: bool = False
) -> list[HabitRow]:
    """Return the active habits of some people, with their versions and pauses."""
    wanted = HABIT.c.deleted_at.is_(None) if with_archived else active()
    statement = (
        select(HABIT, versions_of(), pauses_of())
        .where(HABIT.c.owner_id.in_(user_ids), wanted)
        .order_by(HABIT.c.owner_id, HABIT.c.position, HABIT.c.id)
    )
    return [HabitRow(*row) for row in session.execute(statement)]
