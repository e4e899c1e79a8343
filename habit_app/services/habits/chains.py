"""Use-cases on chains: which habit follows which."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app.db.queries import habits as store
from habit_app.db.rows import HabitRow
from habit_app.domain import chains
from habit_app.domain.schedules import RuleError
from habit_app.errors import Conflict, FieldError, invalid_field
from habit_app.services.habits import cards
from habit_app.services.habits.drafts import refused
from habit_app.services.shared.viewers import Viewer


def put_after(session: Session, *, viewer: Viewer, habit_id: UUID, after: UUID | None) -> None:
    """Let a habit follow another, with what follows it; None takes it out of its chain."""
    rows = store.list_rows(session, viewer.id, store.active())
    whole = {row.id: [row.id] for row in rows}
    for links in cards.chains_in(rows).values():
        whole.update({row.id: [link.id for link in links] for row in links})
    if habit_id not in whole or (after is not None and after not in whole):
        raise invalid_field("after_habit_id", "There is no such habit.", "habit-not-found")
    try:
        changed = chains.put_after(whole, habit_id, after)
    except chains.CycleError as error:
        titles = {row.id: row.title for row in rows}
        path = " → ".join(titles[link] for link in error.path if isinstance(link, UUID))
        message = f"{error.message} {path}"
        raise Conflict(
            message, error.code, errors=(FieldError(error.field, message, error.code),)
        ) from None
    except RuleError as error:
        raise refused(error) from None
    _store(session, viewer, changed)


def leave(session: Session, *, viewer: Viewer, row: HabitRow) -> None:
    """Take a habit out of its chain; its neighbours are joined."""
    if row.chain_id is not None:
        links = [link for link in links_of(session, viewer=viewer, row=row) if link != row.id]
        _store(session, viewer, [links, [row.id]])


def links_of(session: Session, *, viewer: Viewer, row: HabitRow) -> list[UUID]:
    """Return the chain that a habit is in, in its order; empty for one that stands alone."""
    if row.chain_id is None:
        return []
    rows = store.list_rows(session, viewer.id, store.HABIT.c.chain_id == row.chain_id)
    return [link.id for link in cards.chains_in(rows)[row.chain_id]]


def _store(session: Session, viewer: Viewer, changed: Sequence[Sequence[UUID]]) -> None:
    for links in changed:
        chain_id = uuid7() if len(links) > 1 else None
        store.update_habits(
            session,
            [
                {
                    "habit_id": link,
                    "chain_id": chain_id,
                    "chain_position": place if chain_id else None,
                    "chain_since": viewer.today() if chain_id else None,
                }
                for place, link in enumerate(links)
            ],
        )
