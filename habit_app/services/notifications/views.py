"""What REST answers and pages show of notifications and channels."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from habit_app.db.rows import NotificationStatus
from habit_app.services.accounts.views import QuietHours
from habit_app.services.shared.action_links import Act
from habit_app.services.shared.announcements import Kind


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel without its address, which nobody is told again; `hint` is its scheme or host."""

    id: UUID
    kind: str
    name: str
    hint: str
    enabled: bool
    quiet_hours: QuietHours | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewChannel(ChannelView):
    """A channel that was made; a webhook's secret is shown this once."""

    secret: str | None


@dataclass(frozen=True, slots=True)
class NotificationView:
    """A notification in its owner's language. `seen` is about the inbox; `acts` can be done."""

    id: UUID
    kind: Kind
    title: str
    body: str
    habit_id: UUID | None
    day: date | None
    scheduled_for: datetime
    status: NotificationStatus
    reason: str | None
    seen: bool
    acts: list[Act]
