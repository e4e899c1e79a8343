"""Use-cases on the life of a habit: archive, trash and back, the owner's order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import checkins as checkin_store
from habit_app.db.queries import habits as store
from habit_app.db.rows import HabitRow
from habit_app.db.tables import Pause
from habit_app.db.tables.habits import FROM_EVER
from habit_app.errors import NotFound, invalid_field
from habit_app.services.evaluation import folding
from habit_app.services.habits import chains
from habit_app.services.habits.habits import TRASH_DAYS, find, refuse_too_many, require
from habit_app.services.habits.views import HabitDetail
from habit_app.services.reminders import reminders
from habit_app.services.shared.viewers import Viewer


def archive(
    session: Session, *, viewer: Viewer, habit_id: UUID, archived: bool | None
) -> HabitDetail:
    """Put a habit away or bring it back; None toggles. The time away counts as a pause."""
    store.lock_owner(session, viewer.id)
    row = require(session, viewer, habit_id)
    was = row.archived_at is not None
    wanted = not was if archived is None else archived
    if wanted != was:
        _go(session, viewer, row, kind="archive", away=wanted)
        at = clock.utc_now() if wanted else None
        store.update_habit(session, habit_id, {"archived_at": at, "next_reminder_at": None})
        folding.reassess(session, viewer=viewer, habit_ids=[habit_id], first=viewer.today())
        _remind_again(session, viewer, row)
    return find(session, viewer=viewer, habit_id=habit_id)


def delete(session: Session, *, viewer: Viewer, habit_id: UUID) -> None:
    """Move a habit to the trash, from where it can be restored for 30 days.

    Its checkpoints go at once: restoring folds it from its start.
    """
    store.lock_owner(session, viewer.id)
    row = require(session, viewer, habit_id)
    _go(session, viewer, row, kind="delete", away=True)
    checkin_store.drop_checkpoints(session, [habit_id], FROM_EVER)
    store.update_habit(session, habit_id, {"deleted_at": clock.utc_now(), "next_reminder_at": None})


def restore(session: Session, *, viewer: Viewer, habit_id: UUID) -> HabitDetail:
    """Take a habit out of the trash; one that is not in it is left as it is."""
    store.lock_owner(session, viewer.id)
    row = require(session, viewer, habit_id, with_deleted=True)
    if row.deleted_at is None:
        return find(session, viewer=viewer, habit_id=habit_id)
    if row.deleted_at < _trash_begins():
        raise NotFound("There is no such habit.", "habit-not-found")
    refuse_too_many(session, viewer, coming=1, from_trash=1)
    _go(session, viewer, row, kind="delete", away=False)
    store.update_habit(session, habit_id, {"deleted_at": None})
    folding.reassess(session, viewer=viewer, habit_ids=[habit_id], first=viewer.today())
    _remind_again(session, viewer, row)
    return find(session, viewer=viewer, habit_id=habit_id)


def _trash_begins() -> datetime:
    return clock.utc_now() - timedelta(days=TRASH_DAYS)


def _go(session: Session, viewer: Viewer, row: HabitRow, *, kind: str, away: bool) -> None:
    """Begin or end a span in which nothing is asked of the habit; leaving also leaves its chain."""
    today = viewer.today()
    if away:
        chains.leave(session, viewer=viewer, row=row)
        store.insert_pause(
            session, Pause(owner_id=viewer.id, habit_id=row.id, kind=kind, first_day=today)
        )
    else:
        store.end_span(session, row.id, kind, today - timedelta(days=1))


def _remind_again(session: Session, viewer: Viewer, row: HabitRow) -> None:
    """Schedule the reminders of a habit that is back; one that is away has none."""
    if row.reminder_times:
        reminders.reschedule(session, owner_id=viewer.id, habit_ids=[row.id])


def reorder(session: Session, *, viewer: Viewer, habit_ids: Sequence[UUID]) -> None:
    """Put the active habits into a new order; exactly all of them must be named, once each."""
    store.lock_owner(session, viewer.id)
    active = {row.id for row in store.list_rows(session, viewer.id, store.active())}
    if len(habit_ids) != len(set(habit_ids)) or set(habit_ids) != active:
        raise invalid_field("ids", "Name each active habit exactly once.", "not-all-habits")
    store.update_habits(
        session,
        [{"habit_id": key, "position": place} for place, key in enumerate(habit_ids, start=1)],
    )
