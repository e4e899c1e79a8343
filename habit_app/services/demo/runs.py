"""Filling a scratch installation with a crowd, person by person."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from habit_app.db.session import unit_of_work
from habit_app.db.tables import User
from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import Kind
from habit_app.domain.schedules import Schedule
from habit_app.errors import NotAllowed
from habit_app.integrations.importers.history import (
    ImportedEntry,
    ImportedHabit,
    ImportedHistory,
)
from habit_app.services.accounts import registration
from habit_app.services.imports import imports
from habit_app.services.shared import viewers
from habit_app.services.shared.email_addresses import key_of
from habit_app.settings import get_settings

DOMAIN = "crowd.example"
NO_PASSWORD = "!"  # noqa: S105 - what no password hashes to


@dataclass(frozen=True, slots=True)
class Lived:
    """A habit as somebody of a crowd lived it."""

    schedule: Schedule
    start: date
    kept: Sequence[date]


def add_crowd(
    people: Iterable[Sequence[Lived]], progress: Callable[[int], None] = lambda _done: None
) -> int:
    """Add people who are nobody, with their habits; return how many. Never in production.

    Nobody can sign in as one of them: they have no password.
    """
    if get_settings().env == "production":
        raise NotAllowed("A crowd is for scratch installations, not for production.", "no-demo")
    number = 0
    for number, habits in enumerate(people, 1):
        email = f"person{number:04}@{DOMAIN}"
        user = User(
            email=email,
            email_key=key_of(email),
            password_hash=NO_PASSWORD,
            full_name=f"Person {number}",
        )
        with unit_of_work() as session:
            registration.store_user(session, user)
            viewer = viewers.of_user(user)
        imports.bring_in(viewer, _history(habits))
        progress(number)
    return number


def _history(habits: Sequence[Lived]) -> ImportedHistory:
    found = [
        ImportedHabit(
            f"crowd:{number}",
            f"Habit {number}",
            Kind.BINARY,
            habit.schedule,
            start=habit.start,
            entries=[ImportedEntry(day, EntryStatus.DONE) for day in habit.kept],
        )
        for number, habit in enumerate(habits, 1)
    ]
    return ImportedHistory("crowd", found)
