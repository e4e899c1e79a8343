"""Whole histories as they were said, statement by statement: what training and models read."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries.predictions import logs as store
from habit_app.db.queries.predictions import people as people_store
from habit_app.db.queries.predictions.logs import StatementRow
from habit_app.db.rows import HabitRow
from habit_app.domain.habits import Rules
from habit_app.services import histories
from habit_app.services.shared import viewers
from habit_app.services.shared.viewers import Viewer

REMEMBERED = timedelta(days=400)
"""How far back a history is read: habits change, and weekdays and seasons are in it."""


@dataclass(frozen=True, slots=True)
class HabitStatements:
    """A habit with every statement about it; `today` is its owner's open day."""

    row: HabitRow
    owner: Viewer
    rules: Rules
    today: date
    statements: list[StatementRow]


def list_trainers(session: Session) -> list[UUID]:
    """Return whose history may train a model: everybody's who did not say no."""
    return store.list_trainers(session)


def read(
    session: Session,
    user_ids: Collection[UUID],
    *,
    with_archived: bool,
    remembered: timedelta = REMEMBERED,
) -> Iterator[HabitStatements]:
    """Read the habits of those of some people who are active, in three statements.

    What lies further back than is remembered is as if it had never been: the habit begins there.
    """
    people = {user.id: viewers.of_user(user) for user in people_store.list_users(session, user_ids)}
    today = {user_id: viewer.today() for user_id, viewer in people.items()}
    rows = people_store.list_habits(session, people.keys(), with_archived=with_archived)
    weeks = {user_id: viewer.week_start for user_id, viewer in people.items()}
    rules = histories.rules_of_many(rows, weeks)
    begin = min(today.values(), default=date.max) - remembered if people else date.max
    said: dict[UUID, list[StatementRow]] = {row.id: [] for row in rows}
    for statement in store.list_statements(session, said.keys(), begin):
        said[statement.habit_id].append(statement)
    for row in rows:
        own = rules[row.id]
        if own.end and own.end < begin:
            continue
        yield HabitStatements(
            row=row,
            owner=people[row.owner_id],
            rules=replace(own, start=max(own.start, begin)),
            today=today[row.owner_id],
            statements=said[row.id],
        )
