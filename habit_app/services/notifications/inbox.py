"""Use-cases on what people are told: notes of their own, the inbox, acting on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field
from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db.queries import nudges as nudge_store
from habit_app.db.queries.habits import lock_owner
from habit_app.db.queries.notifications import channels as channel_store
from habit_app.db.queries.notifications import notifications as store
from habit_app.db.queries.reminders import SNOOZED
from habit_app.db.rows import NotificationRow, NotificationStatus, ShownRow
from habit_app.errors import Conflict, NotFound, invalid_field
from habit_app.services.habits import habits
from habit_app.services.habits.drafts import Body, Line, Note
from habit_app.services.notifications.content import content_of, when_answered
from habit_app.services.notifications.views import NotificationView
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.services.shared.viewers import Viewer

Status = NotificationStatus
MOST_NOTES = 200
"""Notes: of their own, that a user may have waiting."""
SOON = timedelta(minutes=5)
"""How far in the past a note may be wanted for: clocks differ."""
FARTHEST = timedelta(days=366)
LATER = {"reminder", "nudge", "note"}
"""What can be said again later. Badges and reports stay where they are."""


class NoteDraft(Body):
    """A note to oneself, to be said at a time."""

    title: Annotated[Line, Field(min_length=1, max_length=160)]
    body: Note = ""
    scheduled_for: AwareDatetime
    habit_id: UUID | None = None
    channels: Annotated[list[UUID], Field(max_length=20)] | None = None


class SnoozeBody(Body):
    minutes: Annotated[int, Field(ge=5, le=24 * 60, strict=True)] = 60


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of notifications, and how many of the inbox were not seen yet."""

    items: list[NotificationView]
    total: int
    skip: int
    limit: int
    unread: int


def inbox(
    session: Session, *, viewer: Viewer, status: Status | None = None, skip: int, limit: int
) -> Inbox:
    """Return what was said to the viewer, newest first; with `status` what stands so instead."""
    rows, total, unread = store.page_notifications(
        session, viewer.id, status=status, skip=skip, limit=limit
    )
    items = [_view(row, viewer) for row in rows]
    return Inbox(items, total, skip, limit, unread)


def count_unread(session: Session, *, viewer: Viewer) -> int:
    return store.count_unread(session, viewer.id)


def mark_seen(session: Session, *, viewer: Viewer) -> None:
    """Note that the viewer has looked into the inbox."""
    lock_owner(session, viewer.id)
    store.mark_seen(session, viewer.id, clock.utc_now())


def create(session: Session, *, viewer: Viewer, draft: NoteDraft) -> NotificationView:
    """Schedule a note to oneself. It names only one's own habits and channels."""
    lock_owner(session, viewer.id)
    now = clock.utc_now()
    if not now - SOON <= draft.scheduled_for <= now + FARTHEST:
        raise invalid_field("scheduled_for", "Choose a time within the next year.", "out-of-range")
    if store.count_scheduled(session, viewer.id) >= MOST_NOTES:
        raise Conflict(f"There are {MOST_NOTES} notes waiting already.", "too-many-notes")
    if draft.habit_id:
        habits.require(session, viewer, draft.habit_id)
    own = {row.id for row in channel_store.list_channels(session, viewer.id)}
    if not own.issuperset(draft.channels or ()):
        raise invalid_field("channels", "Name channels of your own.", "unknown-channel")
    subject = uuid7().hex
    note = Announcement(
        user_id=viewer.id,
        kind="note",
        subject=subject,
        scheduled_for=draft.scheduled_for,
        habit_id=draft.habit_id,
        title=draft.title,
        body=draft.body,
        channels=None
        if draft.channels is None
        else [str(channel_id) for channel_id in draft.channels],
    )
    announce(session, [note])
    return _view(store.find_by_subject(session, viewer.id, subject), viewer)


def find(session: Session, *, viewer: Viewer, notification_id: UUID) -> NotificationView:
    """Return one notification of the viewer's, whatever became of it."""
    return _view(require(session, viewer, notification_id), viewer)


def dismiss(session: Session, *, viewer: Viewer, notification_id: UUID) -> NotificationView:
    """Put a notification away; one that has not come due is not said at all."""
    lock_owner(session, viewer.id)
    row = require(session, viewer, notification_id)
    put_away(session, [row])
    return _view(require(session, viewer, notification_id), viewer)


def dismiss_all(session: Session, *, viewer: Viewer) -> dict[UUID, Status]:
    """Put everything away that stands in the inbox; return how each of it stood."""
    lock_owner(session, viewer.id)
    rows = store.list_shown(session, viewer.id)
    put_away(session, rows)
    return {row.id: row.status for row in rows}


def bring_back(session: Session, *, viewer: Viewer, statuses: Mapping[UUID, Status]) -> None:
    """Take dismissing back: each stands again as it did."""
    lock_owner(session, viewer.id)
    for notification_id, status in statuses.items():
        row = require(session, viewer, notification_id)
        if row.status == "dismissed":
            values = {"status": status, "dismissed_at": None}
            store.update_notifications(session, [row.id], values)
            if row.kind == "nudge":
                nudge_store.mark(session, [nudge_of(row.subject)], "sent", only="dismissed")


def snooze(
    session: Session, *, viewer: Viewer, notification_id: UUID, minutes: int
) -> NotificationView:
    """Put a notification away, and say it again later, for the day that it was about."""
    lock_owner(session, viewer.id)
    row = require(session, viewer, notification_id)
    if row.kind not in LATER:
        raise Conflict("Only reminders, nudges and notes are said again.", "not-snoozed")
    return _view(say_again(session, row, minutes), viewer)


def say_again(session: Session, row: NotificationRow, minutes: int) -> NotificationRow:
    """Schedule what a notification says once more, and put it away. It is said again once."""
    later = Announcement(
        user_id=row.user_id,
        kind=row.kind,
        subject=row.subject.removesuffix(SNOOZED) + SNOOZED,
        scheduled_for=clock.utc_now() + timedelta(minutes=minutes),
        habit_id=row.habit_id,
        day=row.day,
        title=row.title,
        body=row.body,
        payload=row.payload,
        channels=row.channels,
    )
    store.drop_waiting(session, row.user_id, later.subject, but=row.id)
    announce(session, [later])
    put_away(session, [row])
    return store.find_by_subject(session, row.user_id, later.subject)


def put_away(session: Session, rows: Sequence[NotificationRow | ShownRow]) -> None:
    """Take notifications out of the inbox, and note of their nudges that they were not wanted."""
    values = {"status": "dismissed", "dismissed_at": clock.utc_now()}
    store.update_notifications(session, [row.id for row in rows], values)
    nudges = [nudge_of(row.subject) for row in rows if row.kind == "nudge"]
    if nudges:
        nudge_store.mark(session, nudges, "dismissed", only="sent")


def nudge_of(subject: str) -> UUID:
    """The nudge that a notification says, for the first time or again."""
    return UUID(subject.removesuffix(SNOOZED))


def require(session: Session, viewer: Viewer, notification_id: UUID) -> NotificationRow:
    """Return the viewer's notification; a stranger's is not found."""
    row = store.find_notification(session, notification_id, viewer.id)
    if row is None:
        raise NotFound("There is no such notification.", "notification-not-found")
    return row


def _view(row: NotificationRow, viewer: Viewer) -> NotificationView:
    language = viewer.locale
    content = content_of(row, language, viewer.today())
    if row.answered:
        content = when_answered(content, language)
    return NotificationView(
        id=row.id,
        kind=row.kind,
        title=content.title,
        body=" ".join(content.sentences),
        habit_id=row.habit_id,
        day=row.day,
        scheduled_for=row.scheduled_for,
        status=row.status,
        reason=row.reason,
        seen=row.seen_at is not None or row.answered or row.status not in store.SHOWN,
        acts=["snooze"] if row.kind == "note" else content.acts,
    )
