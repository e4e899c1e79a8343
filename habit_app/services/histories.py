"""How histories are read: habits with their pauses and entries, as the domain judges them.

One function per size: of one habit, whose row brings its pauses along; of one person, whose
pauses are read once for all of their habits; of many people, whose rows bring their pauses along.
Rules alone cost less than histories, so they are had by themselves, too.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeAlias, TypeVar
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.db.rows import HabitRow
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.calendar import WeekStart
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.habits import Direction, Kind, Pause, Rules, Version
from habit_app.domain.schedules import PerWeek, Schedule, parse_schedule
from habit_app.services.shared.viewers import Viewer


class Asking(Protocol):
    """What a row has to say of what its habit asks for."""

    @property
    def id(self) -> UUID: ...
    @property
    def owner_id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def start_date(self) -> date: ...
    @property
    def end_date(self) -> date | None: ...
    @property
    def versions(self) -> Sequence[Sequence[Any]]: ...
    @property
    def pauses(self) -> Sequence[Sequence[Any]] | None: ...


R = TypeVar("R", bound=Asking)


@dataclass(frozen=True, slots=True)
class History(Generic[R]):
    """A habit as it was read: its row, what judging it takes, and some or all of its entries."""

    row: R
    rules: Rules
    entries: list[Entry]
    """The oldest first."""

    @property
    def start(self: "HabitHistory") -> date:
        """The day from which the habit is judged."""
        return start_of(self.row)


HabitHistory: TypeAlias = History[HabitRow]

# Of one habit


def rules_of_one(row: Asking, week: WeekStart) -> Rules:
    """Read a habit's rules out of a row that has brought its pauses along."""
    if row.pauses is None:
        message = "The pauses of a habit are needed and were not read with it."
        raise ValueError(message)
    return rules_of(row, row.pauses, week)


def rules_of(row: Asking, pauses: Iterable[Sequence[Any]], week: WeekStart) -> Rules:
    """Read a habit's rules out of its row. `pauses` are (first, last) as ISO text or dates."""
    return Rules(
        kind=Kind(row.kind),
        versions=tuple(
            Version(
                valid_from=None if valid_from == FROM_EVER else valid_from,
                schedule=schedule_in(schedule, row.start_date),
                target=target,
                direction=Direction(direction),
            )
            for valid_from, schedule, target, direction in versions_in(row)
        ),
        start=row.start_date,
        end=row.end_date,
        week_start=week,
        pauses=tuple(Pause(_day(first), _day(last) if last else None) for first, last in pauses),
    )


def of_habit(
    session: Session,
    *,
    viewer: Viewer,
    row: HabitRow,
    days: Callable[[Rules], tuple[date, date]],
) -> HabitHistory:
    """Read a habit of the viewer's with its entries in a range of days, in one statement."""
    rules = rules_of_one(row, viewer.week_start)
    first, last = days(rules)
    return History(row, rules, entries_since(session, {row.id: first}, last)[row.id])


# Of one person


def rules_of_own(
    session: Session, *, viewer: Viewer, rows: Iterable[HabitRow]
) -> dict[UUID, Rules]:
    """Read the rules of habits of the viewer's, in one statement for all of their pauses."""
    of_all: list[tuple[date, date | None]] = []
    of_one: dict[UUID, list[tuple[date, date | None]]] = {}
    for pause in habit_store.list_pauses(session, viewer.id):
        rests_on = of_all if pause.habit_id is None else of_one.setdefault(pause.habit_id, [])
        rests_on.append((pause.first_day, pause.last_day))
    return {
        row.id: rules_of(row, of_all + of_one.get(row.id, []), viewer.week_start) for row in rows
    }


def of_person(
    session: Session,
    *,
    viewer: Viewer,
    rows: Sequence[HabitRow],
    since: Callable[[Rules], date],
    until: date,
) -> list[HabitHistory]:
    """Read habits of the viewer's from the day that `since` says of each, in two statements."""
    rules = rules_of_own(session, viewer=viewer, rows=rows)
    first = {key: since(rule) for key, rule in rules.items()}
    return read(session, rows=rows, rules=rules, since=first, until=until)


# Of many people


def rules_of_many(rows: Iterable[Asking], weeks: Mapping[UUID, WeekStart]) -> dict[UUID, Rules]:
    """Read the rules of habits of many people, whose weeks begin as `weeks` says of each."""
    return {row.id: rules_of_one(row, weeks[row.owner_id]) for row in rows}


def read(
    session: Session,
    *,
    rows: Iterable[R],
    rules: Mapping[UUID, Rules],
    since: Mapping[UUID, date],
    until: date,
) -> list[History[R]]:
    """Read what was recorded of habits whose rules are known, of whomever, in one statement.

    `since` says of each from which day on.
    """
    entries = entries_since(session, since, until)
    return [History(row, rules[row.id], entries[row.id]) for row in rows]


def entries_since(
    session: Session, since: Mapping[UUID, date], until: date
) -> dict[UUID, list[Entry]]:
    """Read the entries of each habit from its own day on, the oldest first."""
    found = entry_store.list_spans(session, since, until)
    return {
        key: [Entry(day, EntryStatus(status), value) for day, status, value in own]
        for key, own in found.items()
    }


# What rows hold as text


def versions_in(row: Asking) -> list[tuple[date, str, int, str]]:
    """A row's versions, oldest first, the schedule as JSON text."""
    return sorted(
        (_day(valid_from), schedule, target, direction)
        for valid_from, schedule, target, direction in row.versions
    )


def counts_weeks(row: Asking) -> bool:
    """Whether a habit asks for something per week, so that it matters when weeks begin."""
    schedules = (schedule_in(version[1], row.start_date) for version in versions_in(row))
    return any(isinstance(schedule, PerWeek) for schedule in schedules)


def start_of(row: HabitRow) -> date:
    """The effective start of a habit, as its cache knows it."""
    return _day(row.standing["start"])


def entries_in(rows: Iterable[tuple[str | date, str, int | None]]) -> list[Entry]:
    """Read entries out of (day, status, value), oldest first."""
    return sorted(
        (Entry(_day(day), EntryStatus(status), value) for day, status, value in rows),
        key=lambda entry: entry.day,
    )


@lru_cache(maxsize=4096)
def schedule_in(text: str, start: date) -> Schedule:
    """Read a schedule out of its JSON text; habits ask for few different ones."""
    return parse_schedule(json.loads(text), start=start)


@lru_cache(maxsize=8192)
def _day_of_text(text: str) -> date:
    return date.fromisoformat(text)


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else _day_of_text(value)
