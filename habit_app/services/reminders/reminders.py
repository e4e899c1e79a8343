"""Use-cases on reminders: scheduling those of the next hour, and again after every change."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import reminders as store
from habit_app.db.queries.reminders import RemindedRow
from habit_app.domain.calendar import open_day
from habit_app.domain.reminders import Due, due_between, next_after
from habit_app.services.shared.announcements import Announcement, announce

HORIZON = timedelta(hours=1)
"""Time: how far ahead reminders are put into the inbox, to wait there for their minute."""
HABITS_TOGETHER = 1_000
"""Habits: whose reminders are scheduled in one transaction."""


def schedule_due(session: Session) -> bool:
    """Schedule the reminders of the next hour, of so many habits; whether there may be more."""
    now = clock.utc_now()
    rows = store.claim_due(session, now + HORIZON, HABITS_TOGETHER)
    schedule(session, rows, now)
    return len(rows) == HABITS_TOGETHER


def reschedule(
    session: Session, *, owner_id: UUID, habit_ids: Collection[UUID] | None = None
) -> None:
    """Schedule anew what was changed: some habits' times, or all (None) with the owner's zone.

    Reminders that have come due already stay as they are, and are not said again.
    """
    now = clock.utc_now()
    rows = store.list_of(session, owner_id, habit_ids)
    store.drop_scheduled(session, [row.id for row in rows], now)
    schedule(session, rows, now, since=now)


def schedule(
    session: Session, rows: Sequence[RemindedRow], now: datetime, since: datetime | None = None
) -> None:
    """Schedule what is still worth saying of some habits, and when each is looked at again."""
    wanted = [
        _announcement(row, due)
        for row in rows
        for due in _still_worth_saying(row, since or row.next_reminder_at or now, now)
    ]
    known = store.known_subjects(
        session, {(reminder.user_id, reminder.subject) for reminder in wanted}
    )
    announce(
        session,
        [reminder for reminder in wanted if (reminder.user_id, reminder.subject) not in known],
    )
    moved = [(row.id, at) for row in rows if (at := _next(row, now)) != row.next_reminder_at]
    store.put_next(session, [{"habit_id": habit_id, "at": at} for habit_id, at in moved])


def _still_worth_saying(row: RemindedRow, since: datetime, now: datetime) -> list[Due]:
    """The reminders up to the horizon; of those missed meanwhile the last, while its day lasts."""
    asked = row.reminder_times, row.timezone, row.day_start
    dues = due_between(*asked, since, now + HORIZON, row.reminder_days)
    missed = [due for due in dues if due.at < now]
    today = open_day(now, row.timezone, row.day_start, row.lived_through)
    late = [due for due in missed[-1:] if due.day == today]
    return late + dues[len(missed) :]


def _announcement(row: RemindedRow, due: Due) -> Announcement:
    return Announcement(
        user_id=row.owner_id,
        kind="reminder",
        subject=f"{row.id.hex}/{due.day}/{due.time}",
        scheduled_for=due.at,
        habit_id=row.id,
        day=due.day,
    )


def _next(row: RemindedRow, now: datetime) -> datetime | None:
    asked = row.reminder_times, row.timezone, row.day_start
    return next_after(*asked, now + HORIZON, row.reminder_days)
