"""What tests of imports share: histories in a line, and what became of them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from habit_app.db.queries.checkins import LOG, list_entries
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.habits import habits
from habit_app.services.habits.lists import HabitQuery, list_habits
from habit_app.services.habits.views import HabitDetail
from habit_app.services.imports import imports
from habit_app.services.imports.reports import ImportReport
from habit_app.services.shared.viewers import Viewer
from tests.loop_model import YES, LoopHabit

TODAY = date(2026, 3, 4)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=back) for back in days]


def ticked(name: str, *days: int, **more: Any) -> LoopHabit:
    return LoopHabit(name, marks=dict.fromkeys(ago(*days), YES), **more)


def bring_in(viewer: Viewer, payload: bytes, *, today: date | None = None) -> ImportReport:
    history = imports.read(payload, today=today or TODAY)
    return imports.bring_in(viewer, history, today=today).report


def all_of(viewer: Viewer) -> list[HabitDetail]:
    with read_only() as session:
        found = list_habits(session, viewer=viewer, query=HabitQuery(status="all", limit=500))
        return [habits.find(session, viewer=viewer, habit_id=habit.id) for habit in found.items]


def entries_of(habit_id: UUID) -> dict[date, tuple[str, int | None, str | None, str]]:
    with read_only() as session:
        return {
            row.day: (row.status, row.value, row.note, row.source)
            for row in list_entries(session, habit_id)
        }


def count_log() -> int:
    with read_only() as session:
        return len(session.execute(LOG.select()).all())


def say(viewer: Viewer, habit_id: UUID, said: Said, day: date = TODAY, **more: Any) -> bool:
    with unit_of_work() as session:
        checkin = Checkin(Statement(said=said), day=day, source="web", **more)
        outcome = checkins.check_in(session, viewer=viewer, habit_id=habit_id, checkin=checkin)
    return outcome.result.applied
