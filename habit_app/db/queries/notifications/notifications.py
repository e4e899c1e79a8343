"""Queries on notifications: asking for them, the inbox, and what is due to be said."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlmodel import Session

from habit_app import revisions
from habit_app.db.dialect import insert_new
from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.habits import ENTRY, HABIT, VERSION, pauses_of, versions_of
from habit_app.db.rows import (
    ClaimedRow,
    HabitRow,
    NotificationRow,
    ReaderRow,
    ShownRow,
    WaitingRow,
    columns_of,
    one_or_none,
)
from habit_app.db.tables import metadata

NOTIFICATION = metadata.tables["notification"]
CHANNEL = metadata.tables["channel"]
OVER = ("sending", "sent", "failed", "unknown", "dismissed", "suppressed")
"""What is not to come any more."""
SHOWN = ("sending", "sent", "failed", "unknown")
"""What stands in the inbox: it has come due, and was neither dismissed nor suppressed."""


def put_notifications(session: Session, rows: list[Mapping[str, Any]]) -> None:
    """Insert notifications; what is there already (user, kind, subject, time) stays as it is."""
    if rows:
        session.execute(insert_new(session, NOTIFICATION), rows)


def list_due(session: Session, now: datetime, limit: int) -> list[WaitingRow]:
    """Return what has come due, the longest waiting first."""
    statement = (
        select(*columns_of(WaitingRow, NOTIFICATION))
        .where(NOTIFICATION.c.status == "scheduled", NOTIFICATION.c.scheduled_for <= now)
        .order_by(NOTIFICATION.c.scheduled_for, NOTIFICATION.c.id)
        .limit(limit)
    )
    return [WaitingRow._make(row) for row in session.execute(statement)]


def list_overtaken(session: Session, ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Which of these are reminders after which another one of the same day has come due already."""
    later = NOTIFICATION.alias("later")
    statement = (
        select(NOTIFICATION.c.id)
        .join(later, later.c.user_id == NOTIFICATION.c.user_id)
        .where(
            later.c.habit_id == NOTIFICATION.c.habit_id,
            NOTIFICATION.c.id.in_(ids),
            NOTIFICATION.c.kind == "reminder",
            later.c.kind == "reminder",
            later.c.day == NOTIFICATION.c.day,
            later.c.scheduled_for >= NOTIFICATION.c.scheduled_for,
            later.c.scheduled_for <= now,
            # At the same instant, where clocks go forward, one of them is enough.
            or_(
                later.c.scheduled_for > NOTIFICATION.c.scheduled_for,
                later.c.id > NOTIFICATION.c.id,
            ),
        )
    )
    return set(session.execute(statement).scalars())


def lock_users(session: Session, user_ids: Collection[UUID]) -> list[ReaderRow]:
    """Raise the revision of those users whom nobody else is writing for, and return them.

    Nobody is waited for, so however many workers do this, no two wait for each other.
    """
    free = (
        select(USER.c.id)
        .where(USER.c.id.in_(user_ids))
        .order_by(USER.c.id)
        .with_for_update(key_share=True, skip_locked=True)
    )
    ids = list(session.execute(free).scalars())
    raised = update(USER).where(USER.c.id.in_(ids)).values(revision=USER.c.revision + 1)
    returned = session.execute(raised.returning(*columns_of(ReaderRow, USER)))
    readers = [ReaderRow._make(row) for row in returned]
    for reader in readers:
        revisions.note(session, reader.id, reader.revision)
    return readers


def claim(session: Session, ids: Collection[UUID]) -> list[ClaimedRow]:
    """Take what is still scheduled of these, to be said now."""
    statement = (
        update(NOTIFICATION)
        .where(NOTIFICATION.c.id.in_(ids), NOTIFICATION.c.status == "scheduled")
        .values(status="sending")
        .returning(*columns_of(ClaimedRow, NOTIFICATION))
    )
    return [ClaimedRow._make(row) for row in session.execute(statement)]


def list_habits(session: Session, habit_ids: Collection[UUID]) -> list[HabitRow]:
    """Return habits of many people, with all that judging a day of theirs takes."""
    if not habit_ids:
        return []
    statement = select(HABIT, versions_of(), pauses_of()).where(HABIT.c.id.in_(habit_ids))
    return [HabitRow(*row) for row in session.execute(statement)]


def update_notifications(
    session: Session, ids: Collection[UUID], values: Mapping[str, Any], *, only: str = ""
) -> None:
    """Change notifications; with `only` those that have this status."""
    conditions: list[ColumnElement[bool]] = [NOTIFICATION.c.id.in_(ids)]
    if only:
        conditions.append(NOTIFICATION.c.status == only)
    session.execute(update(NOTIFICATION).where(*conditions).values(**values))


def find_notification(
    session: Session, notification_id: UUID, user_id: UUID | None = None
) -> NotificationRow | None:
    """Return one notification: of a user, or of anybody where a secret names it (None)."""
    conditions: list[ColumnElement[bool]] = [NOTIFICATION.c.id == notification_id]
    if user_id is not None:
        conditions.append(NOTIFICATION.c.user_id == user_id)
    return one_or_none(NotificationRow, session.execute(_with_answered().where(*conditions)))


def find_by_subject(session: Session, user_id: UUID, subject: str) -> NotificationRow:
    """Return the latest notification of a user about a subject."""
    statement = (
        _with_answered()
        .where(NOTIFICATION.c.user_id == user_id, NOTIFICATION.c.subject == subject)
        .order_by(NOTIFICATION.c.scheduled_for.desc())
        .limit(1)
    )
    return NotificationRow._make(session.execute(statement).one())


def _listed(user_id: UUID, status: str | None) -> ColumnElement[bool]:
    mine = NOTIFICATION.c.user_id == user_id
    wanted = [status] if status else SHOWN
    return mine & NOTIFICATION.c.status.in_(wanted)


def page_notifications(
    session: Session, user_id: UUID, *, status: str | None, skip: int, limit: int
) -> tuple[list[NotificationRow], int, int]:
    """Return one page of the inbox, newest first; how many there are, and how many are unread."""
    listed = _listed(user_id, status)
    found = session.execute(
        _with_answered()
        .where(listed)
        .order_by(NOTIFICATION.c.scheduled_for.desc(), NOTIFICATION.c.id.desc())
        .offset(skip)
        .limit(limit)
    )
    rows = [NotificationRow._make(row) for row in found]
    unread = select(func.count()).where(_unread(user_id)).scalar_subquery()
    total, new = session.execute(
        select(select(func.count()).where(listed).scalar_subquery(), unread)
    ).one()
    return rows, total, new


def count_unread(session: Session, user_id: UUID) -> int:
    count: int = session.execute(select(func.count()).where(_unread(user_id))).scalar_one()
    return count


def count_scheduled(session: Session, user_id: UUID) -> int:
    """How many notes of their own a user has waiting."""
    waiting = (NOTIFICATION.c.kind == "note", NOTIFICATION.c.status == "scheduled")
    statement = select(func.count()).where(NOTIFICATION.c.user_id == user_id, *waiting)
    count: int = session.execute(statement).scalar_one()
    return count


def _unread(user_id: UUID) -> ColumnElement[bool]:
    return _unseen(user_id) & not_(_is_answered())


def _unseen(user_id: UUID) -> ColumnElement[bool]:
    return _listed(user_id, None) & NOTIFICATION.c.seen_at.is_(None)


def mark_seen(session: Session, user_id: UUID, now: datetime) -> None:
    session.execute(update(NOTIFICATION).where(_unseen(user_id)).values(seen_at=now))


def _with_answered() -> Select[Any]:
    return select(*columns_of(NotificationRow, NOTIFICATION, answered=_is_answered()))


def _is_answered() -> ColumnElement[bool]:
    """Whether the day that a reminder or nudge is about asks for nothing any more.

    It is read, not written, so that it holds however the day was kept, and no longer when that is
    taken back. Something was said of the day that is enough, it is kept by others, a week or month
    was gone on with since, or the habit is away.
    """
    told, entry, habit = NOTIFICATION.c, ENTRY.c, HABIT.c
    target, direction = (
        _asked_on_its_day(column) for column in (VERSION.c.target, VERSION.c.direction)
    )
    enough = case(
        (direction == "at_most", entry.value > target),
        else_=entry.value.is_(None) | (entry.value >= target),
    )
    said = exists().where(
        entry.habit_id == told.habit_id,
        entry.day == told.day,
        entry.status.in_(("slip", "skip", "no")) | ((entry.status == "done") & enough),
    )
    went_on = (
        habit.streak_unit.in_(("week", "month"))
        & (habit.last_day >= told.day)
        & (habit.last_completed > told.scheduled_for)
    )
    away = habit.archived_at.is_not(None) | habit.deleted_at.is_not(None)
    stands = exists().where(
        habit.id == told.habit_id, away | went_on | (habit.completed_through == told.day)
    )
    about_a_day = told.kind.in_(("reminder", "nudge")) & told.day.is_not(None)
    return about_a_day & (said.correlate(NOTIFICATION) | stands.correlate(NOTIFICATION))


def _asked_on_its_day(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    """What the habit's version of the notification's day says."""
    return (
        select(column)
        .where(
            VERSION.c.habit_id == NOTIFICATION.c.habit_id,
            VERSION.c.valid_from <= NOTIFICATION.c.day,
        )
        .order_by(VERSION.c.valid_from.desc())
        .limit(1)
        .correlate(NOTIFICATION)
        .scalar_subquery()
    )


def list_shown(session: Session, user_id: UUID) -> list[ShownRow]:
    """Return what stands in the inbox."""
    statement = select(*columns_of(ShownRow, NOTIFICATION)).where(_listed(user_id, None))
    return [ShownRow._make(row) for row in session.execute(statement)]


def drop_waiting(session: Session, user_id: UUID, subject: str, *, but: UUID) -> None:
    """Forget what is still to be said about a subject, but for one."""
    waiting = (NOTIFICATION.c.subject == subject, NOTIFICATION.c.status == "scheduled")
    session.execute(
        delete(NOTIFICATION).where(
            NOTIFICATION.c.user_id == user_id, *waiting, NOTIFICATION.c.id != but
        )
    )


def put_verdicts(session: Session, rows: Collection[Mapping[str, Any]]) -> None:
    """Write what was decided: `id`, `status`, `reason`, `sent_at`, `payload`."""
    if rows:
        named = [{f"new_{name}": value for name, value in row.items()} for row in rows]
        session.connection().execute(_PUT_VERDICT, named)


_PUT_VERDICT = (
    update(NOTIFICATION)
    .where(NOTIFICATION.c.id == bindparam("new_id"))
    .values(
        status=bindparam("new_status"),
        reason=bindparam("new_reason"),
        sent_at=bindparam("new_sent_at"),
        payload=bindparam("new_payload", type_=NOTIFICATION.c.payload.type),
    )
)


def purge_notifications(session: Session, before: datetime) -> None:
    """Forget what was said, or kept silent about, long ago."""
    over = (NOTIFICATION.c.status.in_(OVER), NOTIFICATION.c.scheduled_for < before)
    session.execute(delete(NOTIFICATION).where(*over))
