"""Asking for something to be told: a reminder, a nudge, a report, a badge, a note."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db.queries.notifications import notifications as store
from habit_app.db.rows import NotificationKind

Kind = NotificationKind


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something to tell a user at a time. The words are found when it is shown or sent.

    `subject` names what it is about: the same (user, kind, subject, time) is told once.
    """

    user_id: UUID
    kind: Kind
    subject: str
    scheduled_for: datetime
    habit_id: UUID | None = None
    day: date | None = None
    title: str = ""
    body: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    channels: list[str] | None = None


def announce(session: Session, announcements: Sequence[Announcement]) -> None:
    """Schedule what is to be told; saying it again changes nothing."""
    now = clock.utc_now()
    store.put_notifications(
        session,
        [
            {
                **asdict(announcement),
                "id": uuid7(),
                "status": "scheduled",
                "used": [],
                "created_at": now,
            }
            for announcement in announcements
        ],
    )
