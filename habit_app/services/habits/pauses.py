"""Use-cases on pauses: days on which nothing is asked, of one habit or of all."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from habit_app.db.queries import habits as store
from habit_app.db.tables import Pause
from habit_app.errors import Conflict, NotFound, invalid_field
from habit_app.services.evaluation import folding
from habit_app.services.habits import habits
from habit_app.services.habits.drafts import Body, Day, Line
from habit_app.services.habits.habits import pause_view
from habit_app.services.habits.views import PauseView
from habit_app.services.shared.paging import Page
from habit_app.services.shared.viewers import Viewer

MOST_PAUSES = 300
"""Pauses: that a user may have, of all habits and of single ones together."""


@dataclass(frozen=True, slots=True)
class PauseDraft:
    """From and to, both inclusive; without `to` until further notice."""

    first: date
    last: date | None
    reason: str | None


Reason = Annotated[Line, Field(max_length=200)]


class PauseBody(Body):
    """From and to, both inclusive; without `to` until further notice."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day | None = None
    reason: Reason | None = None

    def draft(self) -> PauseDraft:
        return PauseDraft(self.from_, self.to, self.reason)


def list_pauses(
    session: Session, *, viewer: Viewer, habit_id: UUID | None, skip: int, limit: int
) -> Page[PauseView]:
    """Return the pauses of everything (no habit named), or those of one habit, oldest first."""
    if habit_id is not None:
        habits.require(session, viewer, habit_id)
    rows = [
        row
        for row in store.list_pauses(session, viewer.id)
        if row.kind == "pause" and row.habit_id == habit_id
    ]
    views = [pause_view(row) for row in rows[skip : skip + limit]]
    return Page(views, len(rows), skip, limit)


def find(session: Session, *, viewer: Viewer, pause_id: UUID) -> PauseView:
    """Return one pause of the viewer's."""
    return pause_view(require(session, viewer, pause_id))


def create(
    session: Session, *, viewer: Viewer, habit_id: UUID | None, draft: PauseDraft
) -> PauseView:
    """Pause one habit, or all; also in the past."""
    store.lock_owner(session, viewer.id)
    if habit_id is not None:
        habits.require(session, viewer, habit_id)
    _refuse_reversed(draft)
    if store.count_pauses(session, viewer.id) >= MOST_PAUSES:
        raise Conflict(
            f"There are {MOST_PAUSES} pauses already. Take some away.", "too-many-pauses"
        )
    pause = Pause(
        owner_id=viewer.id,
        habit_id=habit_id,
        first_day=draft.first,
        last_day=draft.last,
        reason=draft.reason,
    )
    store.insert_pause(session, pause)
    _fold_from(session, viewer, habit_id, draft.first)
    return pause_view(pause)


def change(
    session: Session, *, viewer: Viewer, pause_id: UUID, changes: dict[str, object]
) -> PauseView:
    """Change the named of `first_day`, `last_day` and `reason`."""
    store.lock_owner(session, viewer.id)
    pause = require(session, viewer, pause_id)
    before = pause.first_day
    for name, value in changes.items():
        setattr(pause, name, value)
    _refuse_reversed(PauseDraft(pause.first_day, pause.last_day, pause.reason))
    session.flush()
    _fold_from(session, viewer, pause.habit_id, min(before, pause.first_day))
    return pause_view(pause)


def delete(session: Session, *, viewer: Viewer, pause_id: UUID) -> None:
    """Take a pause away; its days count again."""
    store.lock_owner(session, viewer.id)
    pause = require(session, viewer, pause_id)
    store.delete_pause(session, pause_id)
    _fold_from(session, viewer, pause.habit_id, pause.first_day)


def require(session: Session, viewer: Viewer, pause_id: UUID) -> Pause:
    """Return the viewer's pause; a stranger's is not found."""
    pause = store.find_pause(session, viewer.id, pause_id)
    if pause is None:
        raise NotFound("There is no such pause.", "pause-not-found")
    return pause


def _refuse_reversed(draft: PauseDraft) -> None:
    if draft.last is not None and draft.last < draft.first:
        raise invalid_field("to", "A pause cannot end before it begins.", "end-before-start")


def _fold_from(session: Session, viewer: Viewer, habit_id: UUID | None, first: date) -> None:
    """Fold the habits that the pause is for again, from its first day."""
    not_deleted = store.HABIT.c.deleted_at.is_(None)
    ids = (
        [habit_id]
        if habit_id
        else [row.id for row in store.list_rows(session, viewer.id, not_deleted)]
    )
    folding.reassess(session, viewer=viewer, habit_ids=ids, first=first)
