"""Queries on deliveries: one notification to one channel, claimed before it is sent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    insert,
    select,
    true,
    update,
)
from sqlmodel import Session

from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.habits import HABIT
from habit_app.db.queries.notifications.notifications import CHANNEL, NOTIFICATION
from habit_app.db.queries.reminders import SNOOZED
from habit_app.db.tables import metadata

DELIVERY = metadata.tables["delivery"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that was claimed to be sent: the words, the way, and the person."""

    id: UUID
    attempts: int
    ends_at: datetime | None
    notification_id: UUID
    channel_id: UUID
    channel_kind: str
    address: bytes | None
    secret: bytes | None
    """Both sealed; mail needs neither."""
    kind: str
    subject: str
    habit_id: UUID | None
    day: date | None
    title: str
    body: str
    payload: dict[str, Any]
    scheduled_for: datetime
    email: str
    locale: str
    timezone: str
    day_start: int
    lived_through: date | None
    """With zone and start of the day it says which day the reader's is."""
    is_wanted: bool
    """Whether what was decided still holds."""


TO_SEND = (
    DELIVERY.c.id,
    DELIVERY.c.attempts,
    DELIVERY.c.ends_at,
    DELIVERY.c.notification_id,
    DELIVERY.c.channel_id,
    CHANNEL.c.kind,
    CHANNEL.c.address,
    CHANNEL.c.secret,
    NOTIFICATION.c.kind,
    NOTIFICATION.c.subject,
    NOTIFICATION.c.habit_id,
    NOTIFICATION.c.day,
    NOTIFICATION.c.title,
    NOTIFICATION.c.body,
    NOTIFICATION.c.payload,
    NOTIFICATION.c.scheduled_for,
    USER.c.email,
    USER.c.locale,
    USER.c.timezone,
    USER.c.day_start,
    USER.c.lived_through,
)
"""The columns of a `Delivery`, in its order; whether it is wanted comes last."""


def insert_deliveries(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    if batch := list(rows):
        session.execute(insert(DELIVERY), batch)


def count_made(
    session: Session, user_ids: Collection[UUID], day: datetime, hour: datetime
) -> Mapping[UUID, tuple[int, int]]:
    """Return how many deliveries of people end after each of two instants."""
    statement = (
        select(
            NOTIFICATION.c.user_id,
            func.count(),
            func.count(case((DELIVERY.c.ends_at > hour, 1))),
        )
        .join(DELIVERY, DELIVERY.c.notification_id == NOTIFICATION.c.id)
        .where(NOTIFICATION.c.user_id.in_(user_ids), DELIVERY.c.ends_at > day)
        .group_by(NOTIFICATION.c.user_id)
    )
    made = {user_id: (of_day, of_hour) for user_id, of_day, of_hour in session.execute(statement)}
    return {user_id: made.get(user_id, (0, 0)) for user_id in user_ids}


def count_waiting(session: Session, now: datetime) -> Mapping[str, int]:
    """Return how much is to be sent now, by way; a way that nothing waits for is missing."""
    waiting = (DELIVERY.c.status == "waiting", DELIVERY.c.due_at <= now)
    statement = select(DELIVERY.c.way, func.count().label("number")).where(*waiting)
    found = session.execute(statement.group_by(DELIVERY.c.way))
    return {row.way: row.number for row in found}


def claim(session: Session, way: str, now: datetime, limit: int) -> list[Delivery]:
    """Take deliveries to be sent now, that nobody else takes."""
    ids = (
        select(DELIVERY.c.id)
        .where(DELIVERY.c.status == "waiting", DELIVERY.c.way == way, DELIVERY.c.due_at <= now)
        .order_by(DELIVERY.c.due_at, DELIVERY.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.execute(ids).scalars())
    values = {"status": "sending", "due_at": now, "attempts": DELIVERY.c.attempts + 1}
    session.execute(update(DELIVERY).where(DELIVERY.c.id.in_(taken)).values(**values))
    statement = (
        select(*TO_SEND, _is_wanted())
        .join(NOTIFICATION, NOTIFICATION.c.id == DELIVERY.c.notification_id)
        .join(CHANNEL, CHANNEL.c.id == DELIVERY.c.channel_id)
        .join(USER, USER.c.id == NOTIFICATION.c.user_id)
        .outerjoin(HABIT, HABIT.c.id == NOTIFICATION.c.habit_id)
        .where(DELIVERY.c.id.in_(taken))
        .order_by(DELIVERY.c.id)
    )
    return [Delivery(*row) for row in session.execute(statement)]


def _is_wanted() -> ColumnElement[bool]:
    """Whether what was decided still holds.

    It may have been put away or switched off since, or what it reminds of been done.
    """
    done = and_(
        NOTIFICATION.c.kind.in_(("reminder", "nudge")),
        NOTIFICATION.c.subject.not_like(f"%{SNOOZED}"),  # it may be about a day that is over
        func.coalesce(HABIT.c.completed_through, date.min) >= NOTIFICATION.c.day,
    )
    return and_(
        ~func.coalesce(done, false()),
        NOTIFICATION.c.status == "sending",
        CHANNEL.c.enabled,
        USER.c.is_active,
        USER.c.delete_after.is_(None),
    )


def put_results(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write what became of deliveries: `delivery`, `new_status`, `tries`, `why`, `at`."""
    if batch := list(rows):
        session.connection().execute(_PUT_RESULT, batch)


_PUT_RESULT = (
    update(DELIVERY)
    .where(DELIVERY.c.id == bindparam("delivery"), DELIVERY.c.status == "sending")
    .values(
        status=bindparam("new_status"),
        attempts=bindparam("tries"),
        problem=bindparam("why"),
        due_at=bindparam("at"),
        answered_at=bindparam("at"),
    )
)


def give_up_unanswered(session: Session, before: datetime) -> None:
    """Call unknown what was claimed and never answered."""
    claimed = (DELIVERY.c.status == "sending", DELIVERY.c.due_at < before)
    session.execute(update(DELIVERY).where(*claimed).values(status="unknown"))


def settle(session: Session, notification_ids: Collection[UUID] | None, now: datetime) -> None:
    """Write what became of notifications (None: of all) once none of their deliveries is open.

    Sent when one channel took it, unknown when one may have, else failed.
    """
    these = true() if notification_ids is None else NOTIFICATION.c.id.in_(notification_ids)
    mine = DELIVERY.c.notification_id == NOTIFICATION.c.id
    over = (
        select(NOTIFICATION.c.id)
        .where(
            these,
            NOTIFICATION.c.status == "sending",
            ~exists().where(mine, DELIVERY.c.status.in_(("waiting", "sending"))),
        )
        .order_by(NOTIFICATION.c.id)  # in one order, so that no two workers wait for each other
        .with_for_update()
    )
    session.execute(
        update(NOTIFICATION)
        .where(NOTIFICATION.c.id.in_(session.execute(over).scalars().all()))
        .values(
            sent_at=now,
            status=case(
                (exists().where(mine, DELIVERY.c.status == "sent"), "sent"),
                (exists().where(mine, DELIVERY.c.status == "unknown"), "unknown"),
                else_="failed",
            ),
        )
    )
