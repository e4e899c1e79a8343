"""Many people's histories at once, as predictions are made and compared: in three statements."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries.predictions import people as store
from habit_app.domain.habits import Rules
from habit_app.services import histories
from habit_app.services.histories import HabitHistory
from habit_app.services.shared import viewers
from habit_app.services.shared.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with their active habits, and the day that is open for them."""

    viewer: Viewer
    today: date
    habits: list[HabitHistory]


def read(
    session: Session, user_ids: Collection[UUID], since: Callable[[Rules, date], date]
) -> list[Person]:
    """Read those of some people who are active; `since` says of a habit, with its owner's today,
    from which day on its entries are needed."""
    people = {user.id: viewers.of_user(user) for user in store.list_users(session, user_ids)}
    today = {user_id: viewer.today() for user_id, viewer in people.items()}
    rows = store.list_habits(session, people.keys())
    weeks = {user_id: viewer.week_start for user_id, viewer in people.items()}
    rules = histories.rules_of_many(rows, weeks)
    first = {row.id: since(rules[row.id], today[row.owner_id]) for row in rows}
    last = max(today.values(), default=date.min)
    habits: dict[UUID, list[HabitHistory]] = {user_id: [] for user_id in people}
    for history in histories.read(session, rows=rows, rules=rules, since=first, until=last):
        habits[history.row.owner_id].append(history)
    return [Person(viewer, today[key], habits[key]) for key, viewer in people.items()]
