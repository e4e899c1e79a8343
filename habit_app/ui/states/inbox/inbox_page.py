"""What the inbox shows: notifications by day, in the reader's zone and language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from habit_app import text
from habit_app.domain.calendar import habit_day
from habit_app.services.notifications.inbox import Inbox
from habit_app.services.notifications.views import NotificationView
from habit_app.services.shared.viewers import Viewer
from habit_app.text.formats import clock_in_words, in_words
from habit_app.ui.look import routes

WITHOUT_A_CHANNEL = {"failed", "unknown"}
"""What stands in the inbox only, or may do: no channel took it for certain."""


@dataclass(frozen=True, slots=True)
class Item:
    """A notification as the page draws it. Empty texts are left out."""

    id: str
    kind: str
    title: str
    text: str
    at: str
    when: str
    is_new: bool
    status: str
    acts: list[str]
    href: str


@dataclass(frozen=True, slots=True)
class Day:
    """What was said on one day."""

    label: str
    said: list[Item]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The inbox, and what is still to be said."""

    days: list[Day] = field(default_factory=list)
    coming: list[Item] = field(default_factory=list)
    has_more: bool = False
    timezone: str = ""


def inbox_page(
    said: Inbox, coming: Inbox, viewer: Viewer, *, now: datetime, new: frozenset[str]
) -> InboxPage:
    """Draw up the page; `new` are those that were unread when it was opened."""
    return InboxPage(
        days=list(_days(said.items, viewer, now, new)),
        coming=[
            _item(notification, viewer, now, new, dated=True)
            for notification in reversed(coming.items)
        ],
        has_more=said.total > len(said.items),
        timezone=viewer.timezone,
    )


def suggestion(viewer: Viewer, now: datetime) -> str:
    """When to say a new note: at a full hour, one or two from now, by the viewer's clock."""
    here = now.astimezone(ZoneInfo(viewer.timezone)) + timedelta(hours=2)
    return f"{here:%Y-%m-%dT%H}:00"


def _days(
    items: Iterable[NotificationView], viewer: Viewer, now: datetime, new: frozenset[str]
) -> Iterator[Day]:
    def day_of(notification: NotificationView) -> date:
        return habit_day(notification.scheduled_for, viewer.timezone, viewer.day_start)

    for day, group in groupby(items, key=day_of):
        drawn = [_item(notification, viewer, now, new) for notification in group]
        yield Day(_name_of(day, viewer, now), drawn)


def _name_of(day: date, viewer: Viewer, now: datetime) -> str:
    """A day as people call it who are not far from it."""
    today = habit_day(now, viewer.timezone, viewer.day_start)
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today).days)
    if near:
        return text.say(viewer.locale, f"inbox.{near}")
    return in_words(day, locale=viewer.locale, form="long" if day.year == today.year else "full")


def _item(
    notification: NotificationView,
    viewer: Viewer,
    now: datetime,
    new: frozenset[str],
    *,
    dated: bool = False,
) -> Item:
    here = notification.scheduled_for.astimezone(ZoneInfo(viewer.timezone))
    clock = clock_in_words(here, locale=viewer.locale)
    name = _name_of(habit_day(here, viewer.timezone, viewer.day_start), viewer, now)
    return Item(
        id=str(notification.id),
        kind=notification.kind,
        title=notification.title,
        text=notification.body,
        at=notification.scheduled_for.isoformat(),
        when=f"{name}, {clock}" if dated else clock,
        is_new=str(notification.id) in new,
        status="unsent" if notification.status in WITHOUT_A_CHANNEL else notification.status,
        acts=[str(act) for act in notification.acts],
        href=_leads_to(notification),
    )


def _leads_to(notification: NotificationView) -> str:
    """The page that a notification is about."""
    if notification.habit_id:
        return f"{routes.HABITS}/{notification.habit_id}"
    pages: dict[str, Any] = {
        "badge": routes.BADGES,
        "report": f"{routes.INSIGHTS}?week={notification.day}"
        if notification.day
        else routes.INSIGHTS,
    }
    return str(pages.get(notification.kind, ""))
