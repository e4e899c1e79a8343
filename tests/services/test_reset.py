"""A new day: who is brought along, when, and that it equals folding everything again."""

import json
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlmodel import Session
from starlette.testclient import TestClient

from habit_app.db.habits import ENTRY, HABIT, PAUSE, USER, VERSION, insert_rows
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.calendar import habit_day
from habit_app.domain.checkins import Said, Statement
from habit_app.domain.entries import Entry
from habit_app.domain.evaluation import evaluate
from habit_app.domain.habits import Rules
from habit_app.domain.schedules import schedule_dict
from habit_app.services import checkins, evaluations, profiles, reset, viewers
from habit_app.services.checkins import Checkin
from habit_app.services.profiles import ProfilePatch
from habit_app.services.viewers import Viewer
from tests.domain.test_invariants import START, TODAY, habits, histories
from tests.makers import bearer, keep, make_habit, make_user

FOLD = ("strength", "state")
NUMBERS = tuple(reset.store.NUMBERS)
AT_MOST = {"kind": "numeric", "unit": "beers", "target": 2, "direction": "at_most"}


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def row_of(habit_id: UUID) -> Any:
    with read_only() as session:
        return session.execute(select(HABIT).where(HABIT.c.id == habit_id)).one()


def revision_of(viewer: Viewer) -> int:
    with read_only() as session:
        number: int = session.execute(
            select(USER.c.revision).where(USER.c.id == viewer.id)
        ).scalar_one()
        return number


def numbers_in(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NUMBERS}


# Equal to folding everything again


def put(session: Session, viewer: Viewer, rules: Rules, entries: list[Entry], day: date) -> UUID:
    """Store a habit with its rules and history, and its cache as a check-in of `day` leaves it."""
    known = [entry for entry in entries if entry.day <= day]
    assessment = evaluations.assess(rules, known, day, None)
    habit_id = reset.store.HABIT.c.id.default.arg(None) if False else _new_id()
    row = {
        **{column.name: column.default.arg for column in HABIT.c if _is_plain(column)},
        "id": habit_id,
        "owner_id": viewer.id,
        "title": "Any",
        "kind": str(rules.kind),
        "reminder_times": [],
        "start_date": rules.start,
        "end_date": rules.end,
        "created_at": at(day),
        "updated_at": at(day),
        **evaluations.columns_of(assessment),
    }
    insert_rows(session, HABIT, [row])
    insert_rows(
        session,
        VERSION,
        [
            {
                "id": _new_id(),
                "habit_id": habit_id,
                "valid_from": version.valid_from or FROM_EVER,
                "schedule": schedule_dict(version.schedule),
                "target": version.target,
                "direction": str(version.direction),
                "created_at": at(day),
            }
            for version in rules.versions
        ],
    )
    return habit_id
