"""Weekly reports: what a whole week came to, told once, in the inbox and by mail."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock, jobs
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries import reports as store
from habit_app.db.queries.accounts import accounts as account_store
from habit_app.db.tables import User
from habit_app.domain.calendar import ONE_DAY, WeekStart, local_instant, week_of
from habit_app.domain.weeks import WEEK
from habit_app.errors import Conflict, invalid_field
from habit_app.services.insights import weeks as insights
from habit_app.services.insights.views import WeeklyInsights, WeeklyReport
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.services.shared.email_addresses import may_mail
from habit_app.services.shared.spans import WeekSpan
from habit_app.services.shared.viewers import Viewer

MAIL = "reports.email"
TELL = "reports.tell"
MORNING = 7 * 60
"""Minutes: after midnight, local, when a report comes on the first day of the week after."""

Place = tuple[str, str, int]
"""Where weeks begin alike: zone, week start, day start."""

CONTENT = TypeAdapter(WeeklyInsights)


def weekly(session: Session, *, viewer: Viewer, day: date | None = None) -> WeeklyReport:
    """Return the report of a whole week, by default the last: as told, else as it would be."""
    first = _whole_week(viewer, day)
    row = store.find_report(session, viewer.id, first)
    if row is None:
        found = insights.weekly(session, viewer=viewer, day=first)
        return _report(found, told_at=None, mailed_at=None)
    content = CONTENT.validate_python(row.content)
    return _report(content, told_at=row.created_at, mailed_at=row.mailed_at)


def _report(
    found: WeeklyInsights, *, told_at: datetime | None, mailed_at: datetime | None
) -> WeeklyReport:
    told: dict[str, Any] = {part.name: getattr(found, part.name) for part in fields(found)}
    return WeeklyReport(**told, told_at=told_at, mailed_at=mailed_at)


def _whole_week(viewer: Viewer, day: date | None) -> date:
    """The first day of the week that holds a day; refuses one that is not over."""
    running, _ = week_of(viewer.today(), viewer.week_start)
    if day is None:
        return running - WEEK
    first, _ = week_of(day, viewer.week_start)
    if first >= running:
        raise invalid_field("week", "This week is not over yet.", "week-not-over")
    return first


def ask_mail(session: Session, *, viewer: Viewer, day: date | None = None) -> WeekSpan:
    """Send a week's report by mail, once; refuses where there is nothing or nowhere to send."""
    first = _whole_week(viewer, day)
    row = store.find_report(session, viewer.id, first)
    if row is not None and row.mailed_at is not None:
        raise Conflict("This report was sent already.", "report-mailed-already")
    if not may_mail(account_store.find_user(session, viewer.id)):
        raise Conflict("Confirm the e-mail address first.", "address-unconfirmed")
    if row is None and not tell(session, viewer=viewer, first=first):
        raise Conflict("Nothing was due in that week.", "nothing-due")
    ask(session, viewer, first)
    return WeekSpan(first, first + WEEK - ONE_DAY)


def ask(session: Session, viewer: Viewer, first: date) -> None:
    """Ask for the job that sends the mail of a week; on one day it is asked for once."""
    jobs.ask(
        session,
        MAIL,
        owner_id=viewer.id,
        key=f"{MAIL}/{viewer.id}/{first}/{viewer.today()}",
        user_id=str(viewer.id),
        week=first.isoformat(),
    )


def tell(session: Session, *, viewer: Viewer, first: date) -> bool:
    """Keep a week's report and put it into the inbox; False where nothing was due.

    What is there already stays as it was told.
    """
    return keep(session, viewer=viewer, found=insights.weekly(session, viewer=viewer, day=first))


def keep(session: Session, *, viewer: Viewer, found: WeeklyInsights) -> bool:
    """The same with a week that was looked back at before, with no lock held."""
    if not found.due:
        return False
    first = found.week.from_
    habit_store.lock_owner(session, viewer.id)
    now = clock.utc_now()
    row = {
        "id": uuid7(),
        "user_id": viewer.id,
        "week": first,
        "content": CONTENT.dump_python(found, mode="json", by_alias=True),
        "created_at": now,
    }
    if store.put_report(session, row):
        announce(
            session,
            [
                Announcement(
                    user_id=viewer.id,
                    kind="report",
                    subject=first.isoformat(),
                    scheduled_for=now,
                    day=first,
                    payload={"kept": found.kept, "due": found.due},
                    channels=[],
                )
            ],
        )
    return True


def due_weeks(places: list[Place], now: datetime) -> Mapping[Place, date]:
    """Say for whom the morning of the report has come, and which week it is about.

    It is due for a day: who was off at that hour tells it later on that day. Where days begin
    after seven, the week is over only then.
    """
    found = {}
    for place in places:
        zone, week_start, day_start = place
        today = now.astimezone(ZoneInfo(zone)).date()
        first, _ = week_of(today, WeekStart(week_start))
        begins = local_instant(first, max(MORNING, day_start), zone)
        if begins and begins <= now < begins + timedelta(days=1):
            found[place] = first - WEEK
    return found


def due_users(
    session: Session, now: datetime, *, after: UUID | None, limit: int
) -> list[tuple[User, date]]:
    """Return users who are to be told of their last week now, by id, with its first day."""
    weeks = due_weeks(list(store.list_zones(session)), now)
    return [
        (user, weeks[user.timezone, user.week_start, user.day_start])
        for user in store.list_untold(session, weeks, after=after, limit=limit)
    ]
