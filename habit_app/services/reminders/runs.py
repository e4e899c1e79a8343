"""Scheduling everybody's reminders of the next hour, in commits of a bearable size."""

from datetime import timedelta

from habit_app import clock
from habit_app.db.queries import reminders as store
from habit_app.db.session import unit_of_work
from habit_app.services.reminders import reminders
from habit_app.services.reminders.reminders import HABITS_TOGETHER, HORIZON
from habit_app.services.shared.failures import Alone

RETRY_AFTER = timedelta(minutes=1)
"""Time: after which a habit is tried again that could not be scheduled."""


def schedule_all() -> None:
    """Schedule the reminders of the next hour, however many."""
    more = True
    while more:
        with Alone("Reminders are scheduled one by one") as together, unit_of_work() as session:
            more = reminders.schedule_due(session)
        if together.has_failed:
            more = all(_schedule_next() for _ in range(HABITS_TOGETHER))


def _schedule_next() -> bool:
    """Schedule the next habit's reminders, if there is one; put off what cannot be scheduled."""
    now = clock.utc_now()
    with unit_of_work() as session:
        rows = store.claim_due(session, now + HORIZON, 1)
        for row in rows:
            with (
                Alone("Reminders of %s cannot be scheduled", row.id) as habit,
                session.begin_nested(),
            ):
                reminders.schedule(session, [row], now)
            if habit.has_failed:
                store.put_next(session, [{"habit_id": row.id, "at": now + HORIZON + RETRY_AFTER}])
    return bool(rows)
