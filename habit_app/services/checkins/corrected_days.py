"""A corrected zone or day start: what was already counted for a later day comes back to today.

Whoever names their zone on the first evening is in the day they mean, unless something was
recorded on the later one: then that day has begun for them, and stays the open one.
"""

from sqlmodel import Session

from habit_app.db.queries import habits as store
from habit_app.db.queries import nudges as nudge_store
from habit_app.domain.calendar import habit_day
from habit_app.services.evaluation import folding
from habit_app.services.shared.viewers import Viewer


def bring_back(session: Session, *, before: Viewer, after: Viewer) -> None:
    """Take back what was counted for days after today. To a later today the new day brings all."""
    today = after.today()
    if before.today() <= today:
        return
    _begin_today(session, before, after)
    ahead = store.list_rows(session, after.id, store.HABIT.c.as_of > today)
    ids = [row.id for row in ahead]
    folding.reassess(session, viewer=after, habit_ids=ids, first=today)
    nudge_store.drop_planned(session, after.id, after=today)


def _begin_today(session: Session, before: Viewer, after: Viewer) -> None:
    """Let habits that were to begin on the day they were made begin on the corrected one."""
    today, begins = after.today(), store.HABIT.c.start_date
    for row in store.list_rows(session, after.id, begins > today, begins <= before.today()):
        made_on = habit_day(row.created_at, before.timezone, before.day_start)
        if row.start_date != made_on:
            continue
        store.update_habit(session, row.id, {"start_date": today})
        store.move_anchor(session, row.id, row.start_date, today)
        folding.reassess(session, viewer=after, habit_ids=[row.id], first=None)
