"""Use-cases on what was recorded: reading entries, taking one back."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app.db import checkins as store
from habit_app.domain.checkins import Said, Statement
from habit_app.domain.days import day_states, lookback
from habit_app.services import evaluations
from habit_app.services.checkins import Checkin, check_in
from habit_app.services.drafts import amount_of
from habit_app.services.habits import require
from habit_app.services.viewers import Viewer
from habit_app.services.views import EntryView, Page


def list_entries(
    session: Session,
    *,
    viewer: Viewer,
    habit_id: UUID,
    first: date | None,
    last: date | None,
    status: str | None,
    skip: int,
    limit: int,
) -> Page[EntryView]:
    """Return one page of a habit's entries, newest first, each with what its day came to."""
    row = require(session, viewer, habit_id)
    found, total = store.page_entries(
        session, habit_id, first=first, last=last, status=status, skip=skip, limit=limit
    )
    if not found:
        return Page([], total, skip, limit)
    rules = evaluations.rules_of(row, row.pauses, viewer.week_start)
    oldest, newest, today = found[-1].day, found[0].day, viewer.today()
    needed = oldest - timedelta(days=lookback(rules))
    around = evaluations.entries_in(
        (entry.day, entry.status, entry.value)
        for entry in store.list_entries(session, habit_id, first=needed, last=today)
    )
    states = {
        day.day: str(day.state)
        for day in day_states(rules, around, oldest, newest, today, start=evaluations.start_of(row))
    }
    views = [
        EntryView(
            habit_id=habit_id,
            day=entry.day,
            status=entry.status,
            value=None if entry.value is None else amount_of(entry.value),
            note=entry.note,
            state=states.get(entry.day, "rest"),
            source=entry.source,
            recorded_at=entry.recorded_at,
        )
        for entry in found
    ]
    return Page(views, total, skip, limit)


def remove(session: Session, *, viewer: Viewer, habit_id: UUID, day: date) -> None:
    """Take a day's entry back; a day without one is left alone."""
    require(session, viewer, habit_id)
    if store.list_entries(session, habit_id, first=day, last=day):
        clear = Checkin(Statement(said=Said.CLEAR), day=day)
        check_in(session, viewer=viewer, habit_id=habit_id, checkin=clear)
