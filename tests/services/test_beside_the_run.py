"""What stands beside a run is the same wherever a habit is told, and on each day anew."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from habit_app.db.session import read_only
from habit_app.services.today import today_view
from habit_app.services.viewers import Viewer
from habit_app.services.wording import streak_in_words
from tests.makers import bearer, keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY = date(2026, 3, 4)
"""A Wednesday."""
V1 = "/api/v1"


def days_ago(*offsets: int) -> list[date]:
    return [TODAY - timedelta(days=offset) for offset in offsets]


def test_the_run_before_another_unit_is_told_everywhere_until_a_unit_is_missed(
    api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(TODAY - timedelta(days=29)))
    keep(viewer, habit.id, days_ago(*range(29, 0, -1)))
    headers = bearer(viewer)
    weekly = {"schedule": {"type": "per_week", "times": 3}}

    changed = api.patch(f"{V1}/habits/{habit.id}", json=weekly, headers=headers).json()

    before = {"length": 29, "unit": "day", "to": "2026-03-03"}
    assert (changed["streak"], changed["previous_streak"]) == (0, before)
    days = {0: before, 3: before, 4: before, 5: None}
    for later, expected in days.items():
        stopped_clock.move_to(datetime(2026, 3, 4 + later, 12, tzinfo=UTC))
        assert told(api, viewer, str(habit.id)) == [expected] * 3
        if later == 4:
            with read_only() as session:
                card = today_view(session, viewer=viewer).groups[0].habits[0]
            assert streak_in_words(card, language="en") == "0 weeks, after 29 days"
            assert streak_in_words(card, language="de") == "0 Wochen, nach 29 Tagen"


def told(api: TestClient, viewer: Viewer, habit_id: str) -> list[Any]:
    """The run before, as list, habit and Today tell it."""
    headers = bearer(viewer)
    listed = api.get(f"{V1}/habits", headers=headers).json()["items"]
    whole = api.get(f"{V1}/habits/{habit_id}", headers=headers).json()
    groups = api.get(f"{V1}/today", headers=headers).json()["groups"]
    cards = [card for group in groups for card in group["habits"]]
    return [one["previous_streak"] for one in [*listed, whole, *cards]]
