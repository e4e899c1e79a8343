"""Queries on reminders: whose are due soon, and which were scheduled already."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select, tuple_, update
from sqlmodel import Session

from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.habits import HABIT, active
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.rows import columns_of

SNOOZED = "/again"
"""How the subject of a reminder ends that was put off by hand."""


class RemindedRow(NamedTuple):
    """A habit that reminds, and when its owner's days begin."""

    id: UUID
    owner_id: UUID
    reminder_times: list[str]
    reminder_days: list[str] | None
    next_reminder_at: datetime | None
    timezone: str
    day_start: int
    lived_through: date | None


_REMINDED = select(*columns_of(RemindedRow, HABIT, USER)).join(USER, USER.c.id == HABIT.c.owner_id)


def claim_due(session: Session, until: datetime, limit: int) -> list[RemindedRow]:
    """Lock the habits with a reminder until then; those that somebody works on are left out."""
    statement = (
        _REMINDED.where(HABIT.c.next_reminder_at <= until, active(), USER.c.is_active)
        .order_by(HABIT.c.next_reminder_at)
        .limit(limit)
        .with_for_update(of=HABIT, skip_locked=True, key_share=True)
    )
    return [RemindedRow._make(row) for row in session.execute(statement)]


def list_of(
    session: Session, owner_id: UUID, habit_ids: Collection[UUID] | None
) -> list[RemindedRow]:
    """Lock an owner's habits as the scheduler sees them: those named, or all (None)."""
    own = _REMINDED.where(HABIT.c.owner_id == owner_id, active())
    statement = own.with_for_update(of=HABIT, key_share=True)
    if habit_ids is not None:
        statement = statement.where(HABIT.c.id.in_(habit_ids))
    return [RemindedRow._make(row) for row in session.execute(statement)]


def put_next(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write when each habit's next reminder is to be scheduled: `habit_id` and `at`."""
    if batch := list(rows):
        session.connection().execute(_PUT_NEXT, batch)


_PUT_NEXT = (
    update(HABIT)
    .where(HABIT.c.id == bindparam("habit_id"))
    .values(next_reminder_at=bindparam("at"))
)


def known_subjects(
    session: Session, subjects: Collection[tuple[UUID, str]]
) -> set[tuple[UUID, str]]:
    """Which of these (user, subject) were reminded of already, whatever the instant."""
    if not subjects:
        return set()
    pair = tuple_(NOTIFICATION.c.user_id, NOTIFICATION.c.subject)
    statement = select(NOTIFICATION.c.user_id, NOTIFICATION.c.subject).where(
        pair.in_(list(subjects)), NOTIFICATION.c.kind == "reminder"
    )
    return {(row.user_id, row.subject) for row in session.execute(statement)}


def drop_scheduled(session: Session, habit_ids: Collection[UUID], now: datetime) -> None:
    """Forget reminders that are still to come; a snoozed one was asked for, and stays."""
    session.execute(
        delete(NOTIFICATION).where(
            NOTIFICATION.c.habit_id.in_(habit_ids),
            NOTIFICATION.c.kind == "reminder",
            NOTIFICATION.c.status == "scheduled",
            NOTIFICATION.c.scheduled_for > now,
            NOTIFICATION.c.subject.not_like(f"%{SNOOZED}"),
        )
    )
