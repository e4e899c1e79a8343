"""Planning everybody's nudges, place by place, once their day has begun."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from habit_app import jobs
from habit_app.db.queries import nudges as store
from habit_app.db.queries.accounts import accounts as account_store
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.calendar import habit_day
from habit_app.services.nudges import nudges
from habit_app.services.predictions import forecasts
from habit_app.services.shared import viewers
from habit_app.services.shared.failures import Alone

AFTER_START = timedelta(minutes=30)
"""Time: from the start of a habit day until its nudges are planned."""


def ask_plans(now: datetime) -> None:
    """Ask for the nudges of each place where the planning hour of a new day has come, once."""
    with unit_of_work() as session:
        for zone in store.list_zones(session):
            day = habit_day(now - AFTER_START, zone.timezone, zone.day_start)
            jobs.ask(
                session,
                nudges.PLAN,
                key=f"{nudges.PLAN}/{zone.timezone}/{zone.day_start}/{day}",
                timezone=zone.timezone,
                day_start=str(zone.day_start),
            )


def plan_people(user_ids: Sequence[UUID]) -> None:
    """Plan the nudges of people, each in a transaction; doing it twice plans nothing more.

    Habits are judged before that transaction, so that no lock is held meanwhile.
    """
    for user_id in user_ids:
        with read_only() as session:
            user = account_store.find_user_or_none(session, user_id)
        if user is None or not user.nudges_enabled or not user.is_active:
            continue
        with Alone("The nudges of %s could not be planned", user_id):
            with read_only() as session:
                judged = forecasts.judge_open(session, viewer=viewers.of_user(user))
            with unit_of_work() as session:
                nudges.plan(session, user=user, judged=judged)
