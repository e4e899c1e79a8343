"""Looking back over whole histories for badges: after an import, and for accounts that are old."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import badges as store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.accounts import accounts as account_store
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain import badges as domain
from habit_app.domain.badges import (
    CHAIN,
    CHAIN_DAYS,
    CODES,
    COMEBACK,
    EARLY_BIRD,
    EARLY_ENTRIES,
    FIRST_STEP,
    LOGS,
    PERFECT_WEEK,
    Won,
)
from habit_app.domain.calendar import week_of
from habit_app.domain.checkins import counts_as_kept
from habit_app.domain.evaluation.history import Unit, all_runs, counted, units
from habit_app.services import histories
from habit_app.services.badges import badges, evidence
from habit_app.services.histories import HabitHistory
from habit_app.services.shared import viewers
from habit_app.services.shared.viewers import Viewer

RECENT = timedelta(days=1)
"""Time: since which what was won is celebrated; what is older is told quietly."""


def look_back(user_id: UUID, *, quiet: bool) -> None:
    """Unlock all that a user's history has won. Safe to do twice; a user may be gone meanwhile."""
    with read_only() as session:
        user = account_store.find_user_or_none(session, user_id)
        if user is None:
            return
        viewer = viewers.of_user(user)
        won = find(session, viewer=viewer)
    if won:
        with unit_of_work() as session:
            habit_store.lock_owner(session, viewer.id)
            unlock(session, viewer=viewer, won=won, quiet=quiet)


def unlock(session: Session, *, viewer: Viewer, won: Sequence[Won], quiet: bool) -> None:
    """Store what was found: the past quietly, what was won just now with a celebration."""
    since = viewer.today() - RECENT
    old = [badge for badge in won if quiet or badge.day < since]
    badges.unlock(session, viewer=viewer, won=old, quiet=True)
    badges.unlock(session, viewer=viewer, won=[badge for badge in won if badge not in old])


def find(session: Session, *, viewer: Viewer) -> list[Won]:
    """Find the badges that are missing and were won, each with its habit and its day."""
    missing = set(CODES) - store.list_codes(session, viewer.id)
    today = viewer.today()
    lived = _lived(session, viewer, today) if missing else []
    found = [*_steps(lived), *_streaks(lived, today), *_logs(lived)]
    if PERFECT_WEEK in missing:
        found += _perfect_weeks(lived, viewer)
    if COMEBACK in missing:
        found += _comebacks(lived, today)
    if EARLY_BIRD in missing:
        days = evidence.early_days(session, viewer)
        found += [Won(EARLY_BIRD, day) for day in days[EARLY_ENTRIES - 1 : EARLY_ENTRIES]]
    if CHAIN in missing:
        found += _chains(session, viewer, lived)
    first: dict[str, Won] = {}
    for badge in sorted(found, key=lambda badge: badge.day):
        first.setdefault(badge.code, badge)
    return [badge for badge in first.values() if badge.code in missing]


def _lived(session: Session, viewer: Viewer, today: date) -> list[HabitHistory]:
    """The habits that are not in the trash, each with all that was recorded of it."""
    rows = habit_store.list_rows(session, viewer.id, habit_store.HABIT.c.deleted_at.is_(None))
    return histories.of_person(
        session, viewer=viewer, rows=rows, since=lambda _: FROM_EVER, until=today
    )


def _steps(lived: Sequence[HabitHistory]) -> Iterator[Won]:
    for habit in lived:
        kept = (entry.day for entry in habit.entries if counts_as_kept(habit.rules, entry))
        day = next(kept, None)
        if day:
            yield Won(FIRST_STEP, day, habit.row.id)


def _streaks(lived: Sequence[HabitHistory], today: date) -> Iterator[Won]:
    for habit in lived:
        runs = all_runs(habit.rules, habit.entries, today)
        yield from (Won(code, day, habit.row.id) for code, day in domain.runs_won(runs).items())


def _logs(lived: Sequence[HabitHistory]) -> Iterator[Won]:
    days = sorted(
        entry.day for habit in lived for entry in habit.entries if domain.is_log(habit.rules, entry)
    )
    yield from (Won(code, days[least - 1]) for code, least in LOGS.items() if len(days) >= least)


def _perfect_weeks(lived: Sequence[HabitHistory], viewer: Viewer) -> list[Won]:
    """The first week that was perfect, dated with its last day."""
    today = viewer.today()
    weeks: dict[date, list[Unit]] = {}
    for habit in lived:
        for unit in counted(
            habit.rules, habit.entries, habit.start, today, today, start=habit.start
        ):
            weeks.setdefault(week_of(unit.settled_on, viewer.week_start)[1], []).append(unit)
    closed = sorted(last for last in weeks if last < today)
    perfect = (last for last in closed if domain.is_perfect(weeks[last]))
    return [Won(PERFECT_WEEK, last) for last in perfect][:1]


def _comebacks(lived: Sequence[HabitHistory], today: date) -> Iterator[Won]:
    for habit in lived:
        every = units(habit.rules, habit.entries, habit.start, today, today)
        day = domain.comeback_on(every)
        if day:
            yield Won(COMEBACK, day, habit.row.id)


def _chains(session: Session, viewer: Viewer, lived: Sequence[HabitHistory]) -> Iterator[Won]:
    for chain_id, since in {habit.row.chain for habit in lived if habit.row.chain}:
        days = evidence.chain_days(session, viewer, chain_id, since)
        yield from (Won(CHAIN, day) for day in days[CHAIN_DAYS - 1 : CHAIN_DAYS])
