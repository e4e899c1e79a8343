"""Use-cases on what was recorded: reading entries, taking one back."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import checkins as store
from habit_app.db.rows import HabitRow
from habit_app.domain.checkins import Said, Statement
from habit_app.domain.entries import EntryStatus
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.habits import Rules
from habit_app.services import histories
from habit_app.services.checkins.checkins import check_in
from habit_app.services.checkins.statements import Checkin
from habit_app.services.checkins.views import EntryView
from habit_app.services.habits.drafts import amount_of, thousandths
from habit_app.services.habits.habits import require
from habit_app.services.shared import long_work
from habit_app.services.shared.paging import Page
from habit_app.services.shared.viewers import Viewer


@dataclass(frozen=True, slots=True)
class EntryQuery:
    """Which entries a list holds; days are inclusive."""

    first: date | None = None
    last: date | None = None
    status: str | None = None
    skip: int = 0
    limit: int = 20


def list_entries(
    session: Session, *, viewer: Viewer, habit_id: UUID, query: EntryQuery
) -> Page[EntryView]:
    """Return one page of a habit's entries, newest first, each with what its day came to."""
    row = require(session, viewer, habit_id)
    found, total = store.page_entries(session, habit_id, **asdict(query))
    states = _states(session, viewer, row, found[-1].day, found[0].day) if found else {}
    views = [
        EntryView(
            habit_id=habit_id,
            day=entry.day,
            status=entry.status,
            value=None if entry.value is None else amount_of(entry.value),
            note=entry.note,
            state=states[entry.day],
            source=entry.source,
            recorded_at=entry.recorded_at,
        )
        for entry in found
    ]
    return Page(views, total, query.skip, query.limit)


def noted_days(session: Session, *, viewer: Viewer, first: date) -> set[tuple[UUID, date]]:
    """Which days of the viewer's habits have a note, from the first on."""
    return store.list_noted(session, viewer.id, first=first)


def _states(
    session: Session, viewer: Viewer, row: HabitRow, first: date, last: date
) -> dict[date, str]:
    """What the days in a range came to."""
    today = viewer.today()
    habit = histories.of_habit(
        session,
        viewer=viewer,
        row=row,
        days=lambda rules: _around(first, last, rules, today),
    )
    (days,) = long_work.each(
        viewer.id,
        [habit],
        lambda habit: day_states(habit.rules, habit.entries, first, last, today, start=habit.start),
        days=lambda habit: long_work.cost_of(habit.rules, (last - first).days, len(habit.entries)),
    )
    return {day.day: str(day.state) for day in days}


def _around(first: date, last: date, rules: Rules, today: date) -> tuple[date, date]:
    """The days whose entries decide what those in a range came to."""
    reach = timedelta(days=lookback(rules))
    return first - reach, min(last + reach, today)


def remove(session: Session, *, viewer: Viewer, habit_id: UUID, day: date) -> None:
    """Take a day's entry back; a day without one is left alone."""
    require(session, viewer, habit_id)
    if store.list_entries(session, habit_id, first=day, last=day):
        clear = Checkin(Statement(said=Said.CLEAR), day=day)
        check_in(session, viewer=viewer, habit_id=habit_id, checkin=clear)


def put_back(session: Session, *, viewer: Viewer, habit_id: UUID, entry: EntryView) -> None:
    """Say again what was recorded on a day before it was taken back."""
    said = None if entry.status == EntryStatus.NOTE else Said(entry.status)
    value = None if entry.value is None else thousandths(entry.value)
    statement = Statement(said=said, value=value, note=entry.note, sets_note=entry.note is not None)
    checkin = Checkin(statement, day=entry.day, source="web")
    check_in(session, viewer=viewer, habit_id=habit_id, checkin=checkin)
