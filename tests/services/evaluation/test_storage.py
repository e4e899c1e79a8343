"""What is stored of a habit does not grow without end."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import func, select

from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries.habits import CHECKPOINT
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.services.checkins import batches
from habit_app.services.checkins.batches import BatchItem
from habit_app.services.checkins.statements import Checkin
from tests.makers import keep, make_habit, make_user


def test_checkpoints_become_rarer_as_years_pass(database: str) -> None:
    with time_machine.travel("2022-03-04T12:00:00Z", tick=False):
        viewer = make_user()
        habit = make_habit(viewer, start_date="2020-01-01")
    for year in (2023, 2024, 2025, 2026):
        with time_machine.travel(f"{year}-03-04T12:00:00Z", tick=False):
            keep(viewer, habit.id, [date(year, 3, 4)])

    with read_only() as session:
        found = session.execute(select(CHECKPOINT.c.day).order_by(CHECKPOINT.c.day)).scalars()
        days = [day.isoformat()[:7] for day in found]

    lately = [f"2025-{month:02}" for month in range(1, 13)]
    assert days == [
        "2020-12",
        "2021-12",
        "2022-12",
        "2023-12",
        "2024-12",
        *lately,
        "2026-01",
        "2026-02",
    ]


def test_of_what_was_said_about_a_day_the_last_words_are_kept(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_store, "LOG_KEPT", 5)
    monkeypatch.setattr(entry_store, "LOG_EXCESS", 3)
    viewer = make_user()
    habit, other = make_habit(viewer), make_habit(viewer)
    today = viewer.today()
    keep(viewer, other.id, [today] * 4)

    def words() -> list[int]:
        with read_only() as session:
            count = select(func.count()).select_from(entry_store.LOG)
            of = entry_store.LOG.c.habit_id
            return [
                session.execute(count.where(of == one.id)).scalar_one() for one in (habit, other)
            ]

    keep(viewer, habit.id, [today] * 8)
    assert words() == [8, 4]
    keep(viewer, habit.id, [today])
    assert words() == [5, 4]
    items = [BatchItem(habit.id, Checkin(Statement(said=Said.DONE), day=today)) for _ in range(9)]
    with unit_of_work() as session:
        batches.check_in_all(session, viewer=viewer, items=items, atomic=True)
    assert words() == [5, 4]
