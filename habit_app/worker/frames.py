"""Histories as the models' frames: numbers in the place of ids, statements as they were made."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from habit_app.ml.units import HabitLog, Logged
from habit_app.services.predictions.logs import HabitStatements


class Numbers:
    """Numbers for people, habits and chains, in the order in which they are first seen."""

    def __init__(self) -> None:
        self._people: dict[UUID, int] = {}
        self._habits: dict[UUID, int] = {}
        self._chains: dict[UUID, int] = {}

    def logs_of(self, histories: Iterable[HabitStatements]) -> Iterator[HabitLog]:
        """Turn histories into what a frame is made of."""
        for history in histories:
            row, owner = history.row, history.owner
            chain = row.chain_id
            yield HabitLog(
                user=self._people.setdefault(owner.id, len(self._people)),
                habit=self._habits.setdefault(row.id, len(self._habits)),
                rules=history.rules,
                statements=[Logged(*statement[1:]) for statement in history.statements],
                as_of=history.today,
                zone=owner.timezone,
                day_start=owner.day_start,
                chain=self._chains.setdefault(chain, len(self._chains)) if chain else None,
                link=row.chain_position,
            )

    def habits(self) -> dict[int, UUID]:
        """Return the habits by their numbers."""
        return {number: habit_id for habit_id, number in self._habits.items()}
