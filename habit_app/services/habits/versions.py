"""Use-cases on what a habit asks for from which day on."""

from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import habits as store
from habit_app.errors import Conflict, NotFound
from habit_app.services.evaluation import folding
from habit_app.services.habits.habits import require
from habit_app.services.shared.viewers import Viewer


def remove(session: Session, *, viewer: Viewer, habit_id: UUID, version_id: UUID) -> None:
    """Take back a change that begins in the future; those that have begun stay."""
    store.lock_owner(session, viewer.id)
    require(session, viewer, habit_id)
    found = [row for row in store.list_versions(session, habit_id) if row.id == version_id]
    if not found:
        raise NotFound("There is no such version.", "version-not-found")
    if found[0].valid_from <= viewer.today():
        raise Conflict("Only a change that has not begun can be taken back.", "version-in-force")
    store.delete_version(session, version_id)
    folding.reassess(session, viewer=viewer, habit_ids=[habit_id], first=viewer.today())
