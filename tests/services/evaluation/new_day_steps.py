"""Steps that the tests of new days take."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import time_machine
from sqlalchemy import select

from habit_app.db.queries.habits import HABIT
from habit_app.db.session import read_only, unit_of_work
from habit_app.services.accounts import profiles
from habit_app.services.accounts.profiles import ProfilePatch
from habit_app.services.shared import viewers
from habit_app.services.shared.viewers import Viewer

MONDAY = date(2026, 3, 2)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def on(day: date, hour: int = 12) -> AbstractContextManager[Any]:
    return time_machine.travel(at(day, hour), tick=False)


def row_of(habit_id: UUID) -> Any:
    with read_only() as session:
        return session.execute(select(HABIT).where(HABIT.c.id == habit_id)).one()


def change(viewer: Viewer, **said: Any) -> Viewer:
    with unit_of_work() as session:
        patch = ProfilePatch.model_validate(said)
        profiles.change_profile(session, viewer=viewer, change=patch)
    with read_only() as session:
        return viewers.of_email(session, viewer.email)
