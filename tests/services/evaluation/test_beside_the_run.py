"""What stands beside a run is the same wherever a habit is told, and on each day anew."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from habit_app.db.session import read_only
from habit_app.services.habits.habits import find
from habit_app.services.habits.wording import quota_in_words, streak_in_words
from habit_app.services.shared.viewers import Viewer
from habit_app.services.today.today import today_view
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
        found = [one["previous_streak"] for one in told(api, viewer, str(habit.id))]
        assert found == [expected] * 3
        if later == 4:
            with read_only() as session:
                card = today_view(session, viewer=viewer).groups[0].habits[0]
            assert streak_in_words(card, language="en") == "0 weeks, after 29 days"
            assert streak_in_words(card, language="de") == "0 Wochen, nach 29 Tagen"


def told(api: TestClient, viewer: Viewer, habit_id: str) -> list[dict[str, Any]]:
    """The habit, as list, its own answer and Today tell it."""
    headers = bearer(viewer)
    listed = api.get(f"{V1}/habits", headers=headers).json()["items"]
    whole = api.get(f"{V1}/habits/{habit_id}", headers=headers).json()
    today = api.get(f"{V1}/today", headers=headers).json()
    cards = [card for group in today["groups"] for card in group["habits"]]
    return [*listed, whole, *cards, *today["resting"]]


WEEK = {"direction": "at_least", "is_sum": False, "per": "week", "days": None}
"""A number of days of the week."""


@pytest.mark.parametrize(
    ("draft", "quota", "english", "german"),
    [
        (
            {"schedule": {"type": "per_week", "times": 3}},
            {
                "kept": 1,
                "asked": 3,
                "direction": "at_least",
                "is_sum": False,
                "per": "week",
                "days": None,
            },
            "1 of 3 this week",
            "1 von 3 diese Woche",
        ),
        (
            {"schedule": {"type": "rolling", "times": 3, "days": 10}},
            {
                "kept": 2,
                "asked": 3,
                "direction": "at_least",
                "is_sum": False,
                "per": "days",
                "days": 10,
            },
            "2 of 3 in the last 10 days",
            "2 von 3 in den letzten 10 Tagen",
        ),
        (
            {"kind": "numeric", "unit": "km", "target": 1500, "schedule": {"type": "per_month"}},
            {
                "kept": 7.5,
                "asked": 1500,
                "direction": "at_least",
                "is_sum": True,
                "per": "month",
                "days": None,
            },
            "7.5 of 1,500 km this month",
            "7,5 von 1.500 km diesen Monat",
        ),
        (
            {
                "kind": "numeric",
                "unit": "cups",
                "target": 4,
                "direction": "at_most",
                "schedule": {"type": "per_week"},
            },
            {
                "kept": 7.5,
                "asked": 4,
                "direction": "at_most",
                "is_sum": True,
                "per": "week",
                "days": None,
            },
            "7.5 of at most 4 cups this week",
            "7,5 von höchstens 4 cups diese Woche",
        ),
        (
            {
                "kind": "numeric",
                "unit": "km",
                "target": 5,
                "schedule": {"type": "per_week", "times": 2},
            },
            {
                "kept": 1,
                "asked": 2,
                "direction": "at_least",
                "is_sum": False,
                "per": "week",
                "days": None,
            },
            "1 of 2 this week",
            "1 von 2 diese Woche",
        ),
        ({"schedule": {"type": "daily"}}, None, "", ""),
    ],
    ids=["week", "rolling", "sum", "limit", "days at a target", "none"],
)
def test_what_is_kept_of_what_is_asked_is_told_everywhere(
    api: TestClient,
    draft: dict[str, Any],
    quota: dict[str, Any] | None,
    english: str,
    german: str,
) -> None:
    """Kept on Tuesday of this week and on Wednesday of the week before."""
    viewer = make_user()
    habit = make_habit(viewer, start_date="2026-01-01", **draft)
    is_month = draft["schedule"]["type"] == "per_month"
    days = days_ago(1) if is_month else days_ago(7, 1)
    keep(viewer, habit.id, days, value=7500 if "kind" in draft else None)

    found = [one["today"]["quota"] for one in told(api, viewer, str(habit.id))]
    assert found == [quota] * 3
    with read_only() as session:
        card = find(session, viewer=viewer, habit_id=habit.id)
    assert quota_in_words(card, language="en") == english
    assert quota_in_words(card, language="de") == german


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"direction": "at_most", "target": 5}, "8.25 of 20 km this week"),
        ({"schedule": {"type": "per_week", "times": 2}, "target": 1}, "8.25 of 20 km this week"),
    ],
)
def test_a_quota_is_told_as_the_version_that_judges_its_week_counts(
    api: TestClient, change: dict[str, Any], words: str
) -> None:
    """20 km a week from Monday on; changed on Wednesday."""
    viewer = make_user()
    week = {"kind": "numeric", "unit": "km", "target": 20, "schedule": {"type": "per_week"}}
    habit = make_habit(viewer, start_date="2026-01-01", **week)
    keep(viewer, habit.id, days_ago(1), value=8250)

    api.patch(f"{V1}/habits/{habit.id}", json=change, headers=bearer(viewer))

    with read_only() as session:
        card = find(session, viewer=viewer, habit_id=habit.id)
    assert quota_in_words(card, language="en") == words
