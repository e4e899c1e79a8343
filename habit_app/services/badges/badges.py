"""Use-cases on badges: winning them, looking back for them, and showing them.

A check-in compares what its habit's cache says before and after it. What should have been won
before (an import, a long-lived account) is not celebrated now: a job looks back for it and tells
of it in one quiet summary, each badge with the day on which it was won.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock, jobs
from habit_app.db.queries import badges as store
from habit_app.db.rows import BadgeFacts, HabitRow
from habit_app.domain.badges import (
    CHAIN,
    CODES,
    COMEBACK,
    EARLY_BIRD,
    FIRST_STEP,
    LOGS,
    PERFECT_WEEK,
    Won,
    logs_won,
    span_of,
    streaks_won,
)
from habit_app.domain.calendar import local_instant
from habit_app.services.badges import evidence
from habit_app.services.badges.evidence import Tick
from habit_app.services.evaluation import evaluations
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.services.shared.viewers import Viewer

LOOK_BACK = "badges.look_back"
RARER = (PERFECT_WEEK, COMEBACK, EARLY_BIRD, CHAIN)
"""What a habit's cache alone does not tell."""
SUMMARY = "summary"
"""Subject of the one notification about badges that were won in the past."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A badge that its owner was not shown yet."""

    code: str
    habit_title: str


def after_checkin(session: Session, *, viewer: Viewer, tick: Tick) -> list[str]:
    """Unlock what a check-in won; return the codes. Where that is nothing, no statement is sent."""
    row, facts, have = tick.row, tick.facts, set(tick.facts.badges)
    missing = [code for code in CODES if code not in have]
    if not missing:
        return []
    before = {*streaks_won(span_in(row)), *logs_won(facts.all_logs)}
    if row.last_day is not None:
        before.add(FIRST_STEP)
    if before - have:
        if not facts.looking_back:
            ask_look_back(session, viewer.id)
        return []
    after = {*streaks_won(span_in(tick.newer)), *logs_won(facts.all_logs + tick.gained)}
    if tick.kept:
        after.add(FIRST_STEP)
    rarer = evidence.found(session, viewer, tick, missing)
    after |= {code for code, is_won in rarer.items() if is_won}
    if None in rarer.values() and not facts.looking_back:
        ask_look_back(session, viewer.id)
    today = viewer.today()
    won = [Won(code, today, _habit_of(code, row.id)) for code in missing if code in after]
    return unlock(session, viewer=viewer, won=won)


def after_batch(
    session: Session,
    *,
    viewer: Viewer,
    facts: BadgeFacts,
    rows: Sequence[HabitRow],
    newer: Mapping[UUID, HabitRow],
    gained: int,
) -> None:
    """Unlock what a batch won by the caches of its habits; for the rest a job looks back."""
    have, logs = set(facts.badges), facts.all_logs
    if have.issuperset(CODES):
        return
    won: dict[str, UUID] = {}
    due = set(logs_won(logs))
    for row in rows:
        due |= set(streaks_won(span_in(row)))
        now = [*streaks_won(span_in(newer[row.id])), *logs_won(logs + gained)]
        for code in [FIRST_STEP, *now] if newer[row.id].last_day else now:
            won.setdefault(code, row.id)
    if not due <= have or not have.issuperset(RARER):
        if not facts.looking_back:
            ask_look_back(session, viewer.id)
        if not due <= have:
            return
    today = viewer.today()
    new = [code for code in CODES if code in won and code not in have]
    unlock(
        session, viewer=viewer, won=[Won(code, today, _habit_of(code, won[code])) for code in new]
    )


def _habit_of(code: str, habit_id: UUID) -> UUID | None:
    """The habit that a badge is shown with: none for a perfect week and for counts of entries."""
    return None if code == PERFECT_WEEK or code in LOGS else habit_id


def span_in(row: HabitRow) -> int:
    """Calendar days of the longest streak that a habit's cache knows."""
    run = evaluations.longest_of(row)
    return span_of(run) if run else 0


def broke(row: HabitRow, first: date, today: date) -> bool:
    """Whether a habit's cache shows a miss in the week that begins on `first`, before today."""
    cells = row.standing["cells"] if row.folded_through == today else []
    begin = today - timedelta(days=len(cells) - 1)
    return any(
        due and state in evidence.BROKEN
        for offset, (state, due, _) in enumerate(cells)
        if first <= begin + timedelta(days=offset) < min(first + timedelta(weeks=1), today)
    )


def unlock(
    session: Session, *, viewer: Viewer, won: Sequence[Won], quiet: bool = False
) -> list[str]:
    """Store badges and announce each; `quiet`: all of them in one notification, not celebrated."""
    if not won:
        return []
    now, today = clock.utc_now(), viewer.today()
    rows = [
        {
            "id": uuid7(),
            "user_id": viewer.id,
            "code": badge.code,
            "habit_id": badge.habit,
            "unlocked_at": now if badge.day >= today else _end_of(badge.day, viewer, now),
            "seen_at": now if quiet else None,
        }
        for badge in won
    ]
    new = store.put_badges(session, rows)
    fresh = [badge for badge in won if badge.code in new]
    if fresh:
        announce(session, _announced(viewer, fresh, now, today, quiet=quiet))
    return [badge.code for badge in fresh]


def _announced(
    viewer: Viewer, won: Sequence[Won], now: datetime, today: date, *, quiet: bool
) -> list[Announcement]:
    if quiet:
        codes = [badge.code for badge in won]
        return [Announcement(viewer.id, "badge", SUMMARY, now, day=today, payload={"codes": codes})]
    return [
        Announcement(
            user_id=viewer.id,
            kind="badge",
            subject=badge.code,
            scheduled_for=now,
            habit_id=badge.habit if isinstance(badge.habit, UUID) else None,
            day=badge.day,
            payload={"codes": [badge.code]},
        )
        for badge in won
    ]


def _end_of(day: date, viewer: Viewer, now: datetime) -> datetime:
    """The last minute of a day, which dates a badge of the past: more than its day is not known."""
    end = local_instant(day, 24 * 60 - 1, viewer.timezone)
    return min(end + timedelta(minutes=viewer.day_start), now) if end else now


def unseen(session: Session, *, viewer: Viewer) -> list[Unseen]:
    """The badges that their owner was not shown yet, oldest first."""
    return [
        Unseen(row.code, row.habit_title or "")
        for row in store.list_badges(session, viewer.id)
        if row.seen_at is None and row.code in CODES
    ]


def mark_seen(session: Session, *, viewer: Viewer) -> None:
    """Remember that all badges were shown: each is celebrated once."""
    store.mark_seen(session, viewer.id, clock.utc_now())


def ask_look_back(session: Session, user_id: UUID, *, quiet: bool = False) -> None:
    """Ask for the job that looks back over a whole history; `quiet` where that was imported."""
    how = "yes" if quiet else "no"
    jobs.ask(session, LOOK_BACK, owner_id=user_id, user_id=str(user_id), quiet=how)
