"""What an import tells about itself, habit by habit."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from habit_app.integrations.importers.history import ImportedHabit, ImportedHistory


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many things were left out or shortened, for one reason."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class HabitReport:
    """What becomes of one habit of the file.

    `action` is create, update or skip (nothing to do, or not to be taken). `entries` are
    written; `kept` ones were made here and stay, whatever the file says. `strength` is as of
    the import's day.
    """

    title: str
    action: str
    entries: int
    kept: int
    strength: float | None
    dropped: list[Dropped]


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Why a habit of the file could not be taken."""

    title: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All habits of the file, in its order, and what went wrong with some."""

    habits: list[HabitReport]
    errors: list[ImportProblem]


def habit_report(
    habit: ImportedHabit, action: str, *, entries: int, kept: int, strength: float
) -> HabitReport:
    return HabitReport(
        habit.title, action, entries, kept, round(strength, 6), _dropped(habit.dropped)
    )


def _dropped(counts: Counter[str]) -> list[Dropped]:
    return [Dropped(reason, count) for reason, count in sorted(counts.items())]


def report_of(history: ImportedHistory, habits: list[HabitReport]) -> ImportReport:
    """Put the report together; habits that were refused stand in it as skipped."""
    refused = [HabitReport(refusal.title, "skip", 0, 0, None, []) for refusal in history.refusals]
    problems = [
        ImportProblem(refusal.title, refusal.code, refusal.message) for refusal in history.refusals
    ]
    return ImportReport([*habits, *refused], problems)


def as_stored(report: ImportReport) -> dict[str, Any]:
    return asdict(report)


def from_stored(stored: dict[str, Any]) -> ImportReport:
    return _READER.validate_python(stored)


_READER = TypeAdapter(ImportReport)
