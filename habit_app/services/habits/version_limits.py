"""How often a person may change what habits ask: as often as an import of it would take."""

from datetime import date

from sqlmodel import Session

from habit_app.db.queries import habits as store
from habit_app.db.rows import HabitRow
from habit_app.domain.habits import MOST_CHANGES, MOST_VERSIONS
from habit_app.errors import Conflict
from habit_app.services import histories


def refuse_too_many(session: Session, row: HabitRow, coming: date) -> None:
    """Refuse a version that begins on a day, unless it replaces one."""
    days = [version[0] for version in histories.versions_in(row)]
    if coming in days:
        return
    if len(days) >= MOST_VERSIONS or store.count_changes(session, row.owner_id) >= MOST_CHANGES:
        raise Conflict(
            f"What is asked can change {MOST_VERSIONS - 1} times for a habit, and {MOST_CHANGES:,} "
            "times for all together. Take back changes that have not begun.",
            "too-many-versions",
        )
