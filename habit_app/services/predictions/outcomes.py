"""What became of units on which a word was said: skipped or kept, and how good the word was."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries.predictions import stored as store
from habit_app.db.queries.predictions.stored import HeldRow, SaidRow
from habit_app.domain.chances import within
from habit_app.domain.evaluation import due_units
from habit_app.domain.evaluation.days import lookback
from habit_app.services.predictions import people
from habit_app.services.predictions.people import Person

LONGEST_UNIT = timedelta(days=31)


def news(session: Session, user_ids: Collection[UUID], since: date) -> list[SaidRow]:
    """Say what became of people's units that ended from a day on, where it is not known yet so.

    Of a unit that asked for nothing after all, being paused or skipped by choice, nothing did.
    What is known of a unit stays when its habit counts another kind of unit by now.
    """
    begun = since - LONGEST_UNIT
    found = people.read(session, user_ids, lambda rules, _: begun - timedelta(lookback(rules)))
    known = {key: kept for person in found for key, kept in _outcomes(person, begun)}
    habits = {habit.row.id: (habit, person.today) for person in found for habit in person.habits}
    last = max((today for _, today in habits.values()), default=since)
    changed = []
    for row in store.list_said(session, [person.viewer.id for person in found], since, last):
        if row.habit_id not in habits:
            continue
        habit, today = habits[row.habit_id]
        now = known.get((row.habit_id, row.first_day, row.last_day))
        counts_days = habit.rules.version_on(today).unit == "day"
        is_of_another_kind = counts_days != (row.first_day == row.last_day)
        if row.last_day < today and now != row.kept and not (now is None and is_of_another_kind):
            changed.append(row._replace(kept=now))
    return changed


def _outcomes(person: Person, begun: date) -> Iterable[tuple[tuple[UUID, date, date], bool]]:
    for habit in person.habits:
        past = due_units.decided(
            habit.rules, habit.entries, person.today, since=begun, start=habit.start
        )
        for unit in past:
            yield (habit.row.id, unit.first, unit.last), unit.kept


@dataclass(slots=True)
class _Sums:
    """How the predictions of one version compare with one day."""

    units: int = 0
    skipped: int = 0
    predicted: float = 0.0
    variance: float = 0.0
    log_loss: float = 0.0
    log_loss_of_rules: float = 0.0
    brier: float = 0.0

    def add(self, row: HeldRow) -> None:
        self.units += 1
        self.skipped += not row.kept
        self.predicted += row.said
        self.variance += row.said * (1 - row.said)
        self.log_loss += _loss(row.said, kept=row.kept)
        self.log_loss_of_rules += _loss(row.said_by_rules, kept=row.kept)
        self.brier += (row.said - (not row.kept)) ** 2

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def sums_of(session: Session, day: date) -> list[dict[str, Any]]:
    """How a day compares with what was said of the units that ended on it, version by version."""
    sums: dict[int, _Sums] = {}
    for row in store.of_day(session, day):
        sums.setdefault(row.said_by or 0, _Sums()).add(row)
    return [
        {"day": day, "model_version": version, **found.columns()} for version, found in sums.items()
    ]


def _loss(said: float, *, kept: bool) -> float:
    """Nats, of what was said kept away from 0 and 1."""
    said = within(said)
    return -log(1 - said if kept else said)
