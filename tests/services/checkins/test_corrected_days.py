"""Which day it is once somebody has named their zone, or when their day begins."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from habit_app.db.queries.habits import CHECKPOINT
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.errors import Invalid
from habit_app.services.checkins.checkins import check_in
from habit_app.services.checkins.statements import Checkin
from habit_app.services.evaluation import folding, new_day
from habit_app.services.habits import habits
from habit_app.services.shared.viewers import Viewer
from tests.makers import keep, make_habit, make_user
from tests.services.evaluation.new_day_steps import change, row_of

EVENING = datetime(2026, 12, 1, 3, 43, tzinfo=UTC)
"""The evening of 30 November in Los Angeles: another day, and another month."""
TODAY, TOMORROW = date(2026, 11, 30), date(2026, 12, 1)
LIMIT = {"kind": "numeric", "unit": "beers", "target": 2, "direction": "at_most"}
SCHEDULES = [
    {"schedule": {"type": "daily"}},
    {"schedule": {"type": "weekdays", "days": ["mon"]}},
    {"schedule": {"type": "every_n_days", "n": 3}},
    {"schedule": {"type": "month_days", "days": [30]}},
    {"schedule": {"type": "per_week", "times": 3}},
    {"schedule": {"type": "per_month", "times": 3}},
    {"schedule": {"type": "rolling", "times": 2, "days": 5}},
    LIMIT,
]


def numbers(habit_id: UUID) -> dict[str, Any]:
    row = row_of(habit_id)._mapping
    names = ("as_of", "moves_on", "folded_through", "streak", "streak_alive_through", "strength")
    more = ("streak_grows_through", "completed_through", "longest_length", "state", "standing")
    return {name: row[name] for name in (*names, *more)}


def today_of(viewer: Viewer, habit_id: UUID) -> Any:
    with read_only() as session:
        return habits.find(session, viewer=viewer, habit_id=habit_id)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("named", [{"timezone": "America/Los_Angeles"}, {"day_start": 240}])
def test_today_moves_back_where_nothing_was_recorded(named: dict[str, Any]) -> None:
    with time_machine.travel(EVENING, tick=False):
        viewer = make_user()
        made = make_habit(viewer, schedule={"type": "every_n_days", "n": 2}).id

        viewer = change(viewer, **named)

        shown = today_of(viewer, made)
        assert viewer.today() == shown.today.day == shown.start_date == TODAY
        assert shown.today.state == "pending"
        keep(viewer, made, [TODAY])
        assert today_of(viewer, made).streak == 1
        with pytest.raises(Invalid, match="not come yet"):
            keep(viewer, made, [TOMORROW])


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("said", [Said.DONE, Said.SKIP, Said.NO])
def test_a_day_on_which_something_was_recorded_stays_open(said: Said) -> None:
    with time_machine.travel(EVENING, tick=False):
        viewer = make_user()
        made = make_habit(viewer).id
        with unit_of_work() as session:
            check_in(session, viewer=viewer, habit_id=made, checkin=Checkin(Statement(said=said)))

        viewer = change(viewer, timezone="America/Los_Angeles")

        assert viewer.today() == today_of(viewer, made).today.day == TOMORROW


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("draft", SCHEDULES)
def test_caches_come_back_to_what_they_would_have_been(draft: dict[str, Any]) -> None:
    """A habit with history reads as one whose owner was in the right zone from the beginning."""
    kept = [date(2026, 11, day) for day in (2, 9, 16, 24, 27, 29)]
    with time_machine.travel(datetime(2026, 11, 29, 20, tzinfo=UTC), tick=False):
        people = make_user(), make_user(timezone="America/Los_Angeles")
        value = 1000 if "kind" in draft else None
        made = [make_habit(one, start_date="2026-11-02", **draft).id for one in people]
        for viewer, habit_id in zip(people, made, strict=True):
            keep(viewer, habit_id, kept, value)
    with time_machine.travel(EVENING, tick=False):
        new_day.begin_due()
        with unit_of_work() as session:
            new_day.turn_own(session, viewer=people[0])
        assert row_of(made[0]).as_of == TOMORROW

        change(people[0], timezone="America/Los_Angeles")

        with unit_of_work() as session:
            folding.reassess(session, viewer=people[1], habit_ids=[made[1]], first=None)
        assert numbers(made[0]) == numbers(made[1])
        new_day.begin_due()
        assert row_of(made[0]).as_of == TODAY
    with time_machine.travel(EVENING + timedelta(days=9), tick=False):
        new_day.begin_due()
        turned = [
            {k: v for k, v in numbers(key).items() if k not in {"folded_through", "state"}}
            for key in made
        ]
        assert turned[0] == turned[1]


@pytest.mark.usefixtures("database")
def test_no_checkpoint_of_a_day_that_is_open_again_stays() -> None:
    with time_machine.travel(EVENING - timedelta(days=3), tick=False):
        viewer = make_user()
        made = make_habit(viewer).id
    with time_machine.travel(EVENING, tick=False):
        keep(viewer, made, [date(2026, 11, 29)])

        viewer = change(viewer, timezone="America/Los_Angeles")

        with read_only() as session:
            days = session.execute(select(CHECKPOINT.c.day)).scalars().all()
        assert TODAY not in days
        keep(viewer, made, [TODAY])
        assert today_of(viewer, made).streak == 2


@pytest.mark.usefixtures("database")
def test_reminders_are_scheduled_for_the_day_that_it_is() -> None:
    with time_machine.travel(EVENING, tick=False):
        viewer = make_user()
        make_habit(viewer, reminder_times=["04:00", "20:00"])

        change(viewer, timezone="America/Los_Angeles")

        with read_only() as session:
            found = session.execute(select(NOTIFICATION.c.day, NOTIFICATION.c.scheduled_for)).all()
        assert [(row.day, f"{row.scheduled_for:%H:%M}") for row in found] == [(TODAY, "04:00")]
