"""What a day held before it was marked: taking a mark back, and setting it again, by the log."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from habit_app.domain.entries import DayRecord, EntryStatus

MarkOf: TypeAlias = Callable[[DayRecord | None], str]
"""Names the mark of a record: what one tap sets and one tap takes back. Empty: the day is open."""


@dataclass(frozen=True, slots=True)
class Word:
    """A statement in the log: what the day held after it, and whether it took a mark back."""

    record: DayRecord | None
    took_back: bool = False


@dataclass(frozen=True, slots=True)
class Layers:
    """What lies under a day's mark, and the mark that was taken back last, if nothing came after.

    `is_marked`: the day carries a mark that can be taken back.
    """

    is_marked: bool
    under: DayRecord | None
    taken: DayRecord | None


def layers_of(words: Iterable[Word], now: DayRecord | None, mark_of: MarkOf) -> Layers:
    """Read a day's log, oldest first: each other mark lies upon what was there before it.

    Statements under the same mark change it: more of an amount, a note. `now` is what the day
    holds; where the log does not know of it, it lies on top.
    """
    found: list[tuple[str, DayRecord | None]] = [("", None)]
    taken: DayRecord | None = None
    for word in words:
        if not word.took_back:
            changed = _lay(found, word.record, mark_of)
            taken = None if changed or word.record is None else taken
        elif mark_of(word.record) != found[-1][0] and len(found) > 1:
            taken = found.pop()[1]  # else there was nothing to take back any more
    if _lay(found, now, mark_of):
        taken = None
    marked = bool(found[-1][0])
    return Layers(marked, found[-2][1] if marked else None, taken)


def _lay(
    found: list[tuple[str, DayRecord | None]], record: DayRecord | None, mark_of: MarkOf
) -> bool:
    """Lay a record upon what is there; say whether that changed more than the note.

    A smaller amount lies upon nothing: it stands in the place of the one that was enough.
    """
    mark, (top, before) = mark_of(record), found[-1]
    if mark != top and _lowers(record, before):
        found.pop()
        if found[-1][0] == mark:
            found.pop()
        found.append((mark, record))
        return True
    if mark != top:
        found.append((mark, record))
        return True
    found[-1] = (mark, record)
    return _bare(record) != _bare(before)


def _lowers(record: DayRecord | None, before: DayRecord | None) -> bool:
    """Whether an amount is smaller than the one before it, and more than nothing."""
    if record is None or before is None:
        return False
    return 0 < (record.value or 0) < (before.value or 0)


def _bare(record: DayRecord | None) -> tuple[EntryStatus, int | None] | None:
    if record is None or record.status is EntryStatus.NOTE:
        return None
    return record.status, record.value


def noted(record: DayRecord | None, note: str | None) -> DayRecord | None:
    """The record with this note; a day that holds nothing else may hold a note."""
    if _bare(record) is not None and record is not None:
        return DayRecord(record.status, record.value, note)
    return DayRecord(EntryStatus.NOTE, None, note) if note is not None else None
