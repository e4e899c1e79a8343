"""Use-cases on the leaderboard: who leads a week, and keeping the scores up to date.

A score is made by a job and read by everybody: a read evaluates nobody. What is out of date is
known by the user's revision, which grows with all that they do, and by the end of their day.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app import clock, jobs
from habit_app.db.queries import leaderboard as store
from habit_app.db.queries.leaderboard import ScoredEntryRow, ScoredHabitRow, ScoredPersonRow
from habit_app.domain.calendar import WeekStart, local_instant, open_day
from habit_app.domain.entries import EntryStatus
from habit_app.domain.evaluation.days import lookback
from habit_app.domain.evaluation.history import Unit, counted, needed_for
from habit_app.domain.habits import Rules
from habit_app.domain.leaderboard import LEAST_UNITS, Tally, common_week, tally, weeks_scored
from habit_app.services import histories
from habit_app.services.insights.views import LeaderboardView, PlaceView
from habit_app.services.shared.spans import Span
from habit_app.services.shared.viewers import Viewer

REFRESH = "leaderboard.refresh"
TOP = 100
"""People: that a week's board shows at most."""
KEPT_FOR = timedelta(weeks=8)
"""Time: for which the scores of a week are kept."""
NEAR = 31
"""Days: that most schedules look back. Habits that look back further are read by a second query."""


def of_week(session: Session, *, viewer: Viewer, day: date | None = None) -> LeaderboardView:
    """Return the leaderboard of the week, Monday to Sunday, that holds a day."""
    first, last = common_week(day or viewer.today())
    rows = store.list_leaders(session, viewer.id, first, least=LEAST_UNITS, top=TOP)
    places = [
        PlaceView(
            rank=row.rank if row.counts else None,
            display_name=row.display_name,
            score=round(row.score, 1),
            kept=row.kept,
            due=row.due,
            me=row.user_id == viewer.id,
        )
        for row in rows
    ]
    return LeaderboardView(
        week=Span(first, last),
        items=[place for place in places if place.rank and place.rank <= TOP],
        me=next((place for place in places if place.me), None),
    )


def ask_refresh(session: Session) -> None:
    """Ask for new scores at once: somebody has just begun to take part."""
    jobs.ask(session, REFRESH)


def purge(session: Session) -> None:
    """Forget old weeks, and the scores of those who do not take part any more."""
    store.drop_scores(session, common_week(clock.utc_now().date())[0] - KEPT_FOR)


def scores(
    session: Session, people: Sequence[ScoredPersonRow], now: datetime
) -> list[dict[str, Any]]:
    """The scores of some people in this week and the last, by a constant number of statements."""
    today = {
        person.id: open_day(now, person.timezone, person.day_start, person.lived_through)
        for person in people
    }
    first = weeks_scored(min(today.values()))[0]
    week_starts = {person.id: WeekStart(person.week_start) for person in people}
    habits = store.list_habits(session, list(today))
    rules = histories.rules_of_many(habits, week_starts)
    entries = _entries(session, habits, rules, list(today), first)
    units: dict[UUID, list[tuple[list[Unit], list[tuple[date, datetime]]]]] = {}
    for row in habits:
        own = entries.get(row.id, [])
        said = histories.entries_in((e.day, e.status, e.value) for e in own)
        until = today[row.owner_id]
        start = date.fromisoformat(row.began)
        found = counted(rules[row.id], said, first, until, until, start=start)
        done = [(e.day, e.recorded_at) for e in own if e.status == EntryStatus.DONE]
        units.setdefault(row.owner_id, []).append((found, done))
    return [
        _row(person, week, _week_tally(units.get(person.id, []), week), today[person.id], now)
        for person in people
        for week in weeks_scored(today[person.id])
    ]


def _entries(
    session: Session,
    habits: Sequence[ScoredHabitRow],
    rules: Mapping[UUID, Rules],
    owner_ids: list[UUID],
    first: date,
) -> Mapping[UUID, list[ScoredEntryRow]]:
    """The entries that the weeks from `first` on depend on, by habit."""
    near = first - timedelta(days=2 * NEAR)
    far = {
        row.owner_id: needed_for(rules[row.id], first)
        for row in habits
        if lookback(rules[row.id]) > NEAR
    }
    rows = [*store.list_entries(session, owner_ids, near)]
    if far:
        others = store.list_entries(session, list(far), min(far.values()))
        rows = [*(row for row in others if row.day < near), *rows]
    found: dict[UUID, list[ScoredEntryRow]] = {}
    for row in rows:
        found.setdefault(row.habit_id, []).append(row)
    return found


def _week_tally(
    habits: Sequence[tuple[list[Unit], list[tuple[date, datetime]]]], week: date
) -> Tally:
    last = week + timedelta(days=6)
    return tally(
        ([unit for unit in units if week <= unit.settled_on <= last], recorded)
        for units, recorded in habits
    )


def _row(
    person: ScoredPersonRow, week: date, week_tally: Tally, today: date, now: datetime
) -> dict[str, Any]:
    begins = local_instant(today + timedelta(days=1), person.day_start, person.timezone)
    return {
        "user_id": person.id,
        "week": week,
        "due": week_tally.due,
        "kept": week_tally.kept,
        "score": week_tally.score,
        "last_recorded_at": week_tally.last_recorded_at,
        "revision": person.revision,
        "fresh_until": begins if begins and begins > now else now + timedelta(hours=1),
    }
