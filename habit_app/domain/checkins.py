"""What a check-in does to a day: the rules for statements about one habit and one day."""

from dataclasses import dataclass
from enum import StrEnum

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.habits import Kind, Rules
from habit_app.domain.schedules import RuleError

MAX_VALUE = 1_000_000_000_000
"""The largest amount of a day, in thousandths."""


class Said(StrEnum):
    """What a statement may say about a day; nothing said leaves the status as it was."""

    DONE = "done"
    SKIP = "skip"
    NO = "no"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Statement:
    """One check-in. Amounts are thousandths; `sets_note` tells an empty note from none."""

    said: Said | None = None
    value: int | None = None
    add: int | None = None
    note: str | None = None
    sets_note: bool = False


@dataclass(frozen=True, slots=True)
class DayRecord:
    """What a day holds after a statement."""

    status: EntryStatus
    value: int | None
    note: str | None


def record_of(
    statement: Statement, before: DayRecord | None, *, kind: Kind, target: int
) -> DayRecord | None:
    """Return what the day holds after the statement; None when nothing is left of it.

    What a statement does not name stays as it was. A note alone changes no status. An empty
    statement means done for a binary habit; a numeric one must say how much.
    """
    _refuse_contradictions(statement, kind)
    if statement.said is Said.CLEAR:
        return None

    note = statement.note if statement.sets_note else (before.note if before else None)
    status, value = _outcome(statement, before, kind=kind, target=target)
    if status is EntryStatus.NOTE and note is None:
        return None
    return DayRecord(status, value, note)


def _outcome(
    statement: Statement, before: DayRecord | None, *, kind: Kind, target: int
) -> tuple[EntryStatus, int | None]:
    if statement.said in {Said.SKIP, Said.NO}:
        return EntryStatus(statement.said), None
    if statement.value is not None or statement.add is not None:
        return EntryStatus.DONE, _amount(statement, before)
    if statement.said is None and statement.sets_note:
        return (before.status, before.value) if before else (EntryStatus.NOTE, None)
    if kind is Kind.BINARY:
        return EntryStatus.DONE, None
    if statement.said is None:
        raise RuleError("value", "Say how much: a value, or an amount to add.", "value-required")
    return EntryStatus.DONE, target


def _amount(statement: Statement, before: DayRecord | None) -> int:
    if statement.value is not None:
        return statement.value
    total = ((before.value if before else None) or 0) + (statement.add or 0)
    if total < 0:
        raise RuleError("add", "The day's total cannot go below zero.", "below-zero")
    if total > MAX_VALUE:
        raise RuleError("add", "The day's total is too large.", "too-large")
    return total


def _refuse_contradictions(statement: Statement, kind: Kind) -> None:
    amounts = [name for name in ("value", "add") if getattr(statement, name) is not None]
    if len(amounts) > 1:
        raise RuleError("add", "Send a value or an amount to add, not both.", "value-and-add")
    if amounts and kind is Kind.BINARY:
        raise RuleError(amounts[0], "This habit is either done or not.", "binary-has-no-value")
    if amounts and statement.said not in {None, Said.DONE}:
        raise RuleError(
            amounts[0], f"A day that is marked {statement.said} has no amount.", "value-with-status"
        )
    if statement.said is Said.CLEAR and statement.sets_note:
        raise RuleError("note", "Clearing a day removes its note, too.", "note-with-clear")


def counts_as_kept(rules: Rules, entry: Entry) -> bool:
    """Whether an entry alone is a success of its day: what "last completed" looks for.

    Where a sum over several days is asked for, each amount counts towards it.
    """
    if entry.status is not EntryStatus.DONE:
        return False
    if rules.kind is Kind.BINARY:
        return True
    version = rules.version_on(entry.day)
    value = entry.value or 0
    if version.at_most:
        return value <= version.target
    return value > 0 if rules.is_sum(version) else value >= version.target
