"""All badges as their owner sees them: won, or how far it is still to go."""

from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session

from habit_app.db.queries import badges as store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.badges import BadgeRow
from habit_app.db.rows import HabitRow
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
    MISSES,
    PERFECT_WEEK,
    STREAKS,
)
from habit_app.domain.calendar import week_of
from habit_app.services.badges import badges, evidence, words
from habit_app.services.badges.views import BadgeProgress, BadgeView
from habit_app.services.evaluation import evaluations
from habit_app.services.habits import cards
from habit_app.services.shared.viewers import Viewer

GOALS = {
    FIRST_STEP: 1,
    **STREAKS,
    **LOGS,
    PERFECT_WEEK: 7,
    COMEBACK: MISSES,
    EARLY_BIRD: EARLY_ENTRIES,
    CHAIN: CHAIN_DAYS,
}
"""What each badge takes: days or entries."""


def list_badges(session: Session, *, viewer: Viewer) -> list[BadgeView]:
    """Return every badge, in the order in which people may win them."""
    won = {row.code: row for row in store.list_badges(session, viewer.id)}
    reached = _reached(session, viewer, set(CODES) - set(won))
    return [_view(viewer.locale, code, won.get(code), reached.get(code, 0)) for code in CODES]


def _view(locale: str, code: str, row: BadgeRow | None, now: int) -> BadgeView:
    goal = GOALS[code]
    return BadgeView(
        code=code,
        title=words.title_of(locale, code),
        text=words.text_of(locale, code),
        unlocked_at=row.unlocked_at if row else None,
        habit_id=row.habit_id if row else None,
        habit_title=row.habit_title if row else None,
        progress=BadgeProgress(goal if row else min(now, goal), goal),
    )


def _reached(session: Session, viewer: Viewer, missing: set[str]) -> dict[str, int]:
    """How far each missing badge is, from the caches as they are today."""
    every = habit_store.list_rows(session, viewer.id)
    rows = [row for row in every if row.deleted_at is None]
    forward = evaluations.bring_forward(session, viewer=viewer, rows=rows)
    now = [cards.brought(row, forward) for row in rows]
    span = max(map(badges.span_in, now), default=0)
    logs = sum(row.logs for row in every)
    return {
        **dict.fromkeys(STREAKS, span),
        **dict.fromkeys(LOGS, logs),
        FIRST_STEP: int(any(row.last_day for row in rows)),
        PERFECT_WEEK: _whole_days(viewer, now),
        COMEBACK: max((domain.days_back(_states(row)) for row in now), default=0),
        EARLY_BIRD: len(evidence.early_days(session, viewer)) if EARLY_BIRD in missing else 0,
        CHAIN: _full_days(session, viewer, rows) if CHAIN in missing else 0,
    }


def _states(row: HabitRow) -> list[str]:
    return [state for state, _, _ in row.standing["cells"]]


def _whole_days(viewer: Viewer, rows: Sequence[HabitRow]) -> int:
    """Days of this week that are over, while nothing was missed in it."""
    today = viewer.today()
    first, _ = week_of(today, viewer.week_start)
    missed = any(badges.broke(row, first, today) for row in rows)
    return 0 if missed or not rows else (today - first).days


def _full_days(session: Session, viewer: Viewer, rows: Sequence[HabitRow]) -> int:
    """Days on which the best of the chains was done whole since it is as it is."""
    made = dict(row.chain for row in rows if row.chain)
    if not made:
        return 0
    days = store.list_full_days(session, viewer.id, min(made.values()))
    whole = Counter(row.chain_id for row in days if row.day >= made[row.chain_id])
    return max(whole.values(), default=0)
