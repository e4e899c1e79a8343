"""The days on which nothing is asked: those that are here, and those that a file brings along."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from habit_app.db.rows import PauseRow
from habit_app.db.tables import Pause
from habit_app.errors import Conflict
from habit_app.integrations.importers.history import ImportedPause
from habit_app.services.habits.pauses import MOST_PAUSES


class Rests:
    """An owner's pauses as they will be. A pause is known again by its kind and its first day.

    `made` are new, `ended` are those that were open here and are over in the file.
    """

    def __init__(self, owner_id: UUID, rows: Iterable[PauseRow]) -> None:
        self._owner_id = owner_id
        self._all = [Pause(**row._asdict()) for row in rows]
        self.made: list[Pause] = []
        self.ended: list[Pause] = []

    def bring(self, habit_id: UUID | None, pauses: Sequence[ImportedPause]) -> bool:
        """Take the pauses of a habit, or of everything (None); say whether that changes any."""
        known = {(pause.kind, pause.first_day): pause for pause in self._own(habit_id)}
        before = len(self.made) + len(self.ended)
        for told in pauses:
            here = known.get((told.kind, told.first))
            if here is None:
                known[told.kind, told.first] = self._make(habit_id, told)
            elif here.last_day is None and told.last is not None:
                here.last_day = told.last
                self.ended.append(here)
        return len(self.made) + len(self.ended) > before

    def archive(self, habit_id: UUID, through: date) -> bool:
        """Let a habit rest from the day after the file's last; False where it does already.

        Loop goes on counting archived habits, and does not tell since when they are.
        """
        if self.is_archived(habit_id):
            return False
        self._make(habit_id, ImportedPause("archive", through + timedelta(days=1)))
        return True

    def is_archived(self, habit_id: UUID) -> bool:
        return any(p.kind == "archive" and p.last_day is None for p in self._own(habit_id))

    def of(
        self, habit_id: UUID, present_after: date | None = None
    ) -> list[tuple[date, date | None]]:
        """A habit's pauses; being in the trash ends with a day, where one is named."""
        spans = []
        for pause in self._own(None) + self._own(habit_id):
            last = pause.last_day or (present_after if pause.kind == "delete" else None)
            if last is None or last >= pause.first_day:
                spans.append((pause.first_day, last))
        return spans

    @property
    def of_everything(self) -> list[Pause]:
        """The new and ended ones of all habits, which other habits rest by, too."""
        return [pause for pause in (*self.made, *self.ended) if pause.habit_id is None]

    def refuse_too_many(self) -> None:
        if self.made and sum(pause.kind == "pause" for pause in self._all) > MOST_PAUSES:
            message = f"With this file there would be more than {MOST_PAUSES} pauses."
            raise Conflict(message, "too-many-pauses")

    def _own(self, habit_id: UUID | None) -> list[Pause]:
        return [pause for pause in self._all if pause.habit_id == habit_id]

    def _make(self, habit_id: UUID | None, told: ImportedPause) -> Pause:
        pause = Pause(
            owner_id=self._owner_id,
            habit_id=habit_id,
            kind=told.kind,
            first_day=told.first,
            last_day=told.last,
            reason=told.reason,
        )
        self.made.append(pause)
        self._all.append(pause)
        return pause
