"""What a check-in does to a day: the rules for statements about one habit and one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from habit_app.domain.entries import DayRecord, Entry, EntryStatus
from habit_app.domain.habits import Kind, Rules, Version
from habit_app.domain.schedules import RuleError
from habit_app.domain.taking_back import Word, layers_of, noted

MAX_VALUE = 1_000_000_000_000
"""The largest amount of a day, in thousandths."""
KEPT, SOME = "done", "some"
"""What is enough for a day, and an amount that is not."""


class Said(StrEnum):
    """What a statement may say about a day; nothing said leaves the status as it was.

    `undo` takes the day's mark back: it returns to what it held before, by the log, with its
    note. `open` empties the day but for its note; `clear` empties all of it.
    """

    DONE = "done"
    SLIP = "slip"
    SKIP = "skip"
    NO = "no"
    UNDO = "undo"
    OPEN = "open"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Statement:
    """One check-in. Amounts are thousandths; `sets_note` tells an empty note from none."""

    said: Said | None = None
    value: int | None = None
    add: int | None = None
    note: str | None = None
    sets_note: bool = False
    was: EntryStatus | None = None
    """What `undo` is about: a day that says something else by now stays as it is, and so does
    one that is done in part only, unless amounts of several days are added up."""

    @property
    def needs_log(self) -> bool:
        """Whether what the day held before has a say."""
        return self.said in {Said.DONE, Said.UNDO}

    def late(self) -> "Statement | None":
        """What is left of the statement after a newer one: an addition is never too late."""
        return None if self.add is None else Statement(add=self.add)


def record_of(
    statement: Statement,
    before: DayRecord | None,
    *,
    rules: Rules,
    day: date,
    words: Iterable[Word] = (),
) -> DayRecord | None:
    """Return what the day holds after the statement; None when nothing is left of it.

    What a statement does not name stays as it was. A note alone changes no status. An empty
    statement means done for a binary habit, of one to avoid that it happened; a numeric one must
    say how much. `words` is the
    day's log, oldest first: it decides what `undo` returns to, and what `done` brings back.
    """
    _refuse_contradictions(statement, rules.kind)
    _refuse_the_other_way(statement, rules, day)
    if statement.said is Said.CLEAR:
        return None

    note = statement.note if statement.sets_note else (before.note if before else None)
    return noted(_outcome(statement, before, rules, day, words), note)


def _outcome(
    statement: Statement,
    before: DayRecord | None,
    rules: Rules,
    day: date,
    words: Iterable[Word],
) -> DayRecord | None:
    """What the day holds but for its note."""
    said = statement.said
    if said in {Said.SLIP, Said.SKIP, Said.NO}:
        return DayRecord(EntryStatus(said), None, None)
    if said is Said.OPEN:
        return None
    if said is Said.UNDO:
        return _undone(statement, before, rules, day, words)
    if statement.value is not None or statement.add is not None:
        return DayRecord(EntryStatus.DONE, _amount(statement, before), None)
    if said is None and statement.sets_note:
        return before
    if said is None and rules.kind is Kind.NUMERIC:
        raise RuleError("value", "Say how much: a value, or an amount to add.", "value-required")
    return _done(before, rules, day, words)


def _undone(
    statement: Statement,
    before: DayRecord | None,
    rules: Rules,
    day: date,
    words: Iterable[Word],
) -> DayRecord | None:
    """Return to what lies under the day's mark; where there is none any more, all stays."""
    version = rules.version_on(day)
    layers = layers_of(words, before, lambda record: _mark_of(record, rules, version))
    if before is None or not layers.is_marked:
        return before
    partial = _mark_of(before, rules, version) == SOME and not rules.is_sum(version)
    if statement.was is not None and (partial or statement.was != before.status):
        return before
    return layers.under


def _done(
    before: DayRecord | None, rules: Rules, day: date, words: Iterable[Word]
) -> DayRecord | None:
    """Keep the day: with the amount that is enough already, or that was taken back just before.

    Of what is to be avoided it says the opposite: that it happened.
    """
    version = rules.version_on(day)
    if rules.kind is Kind.BINARY:
        slipped = rules.is_avoided(day)
        return DayRecord(EntryStatus.SLIP if slipped else EntryStatus.DONE, None, None)
    if _mark_of(before, rules, version) == KEPT:
        return before
    taken = layers_of(words, before, lambda record: _mark_of(record, rules, version)).taken
    if _mark_of(taken, rules, version) in ({KEPT, SOME} if rules.is_sum(version) else {KEPT}):
        return taken
    return DayRecord(EntryStatus.DONE, version.target, None)


def _mark_of(record: DayRecord | None, rules: Rules, version: Version) -> str:
    """What can be taken back: a slip, a skip, a no, what is enough, and an amount that is not."""
    if record is None or record.status is EntryStatus.NOTE:
        return ""
    if record.status is not EntryStatus.DONE:
        return str(record.status)
    if rules.kind is Kind.BINARY or (record.value or 0) >= version.target:
        return KEPT
    return SOME if record.value else ""


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
    if statement.was is not None and statement.said is not Said.UNDO:
        raise RuleError("was", "Only taking back names what was there.", "was-without-undo")
    if statement.said is Said.CLEAR and statement.sets_note:
        raise RuleError("note", "Clearing a day removes its note, too.", "note-with-clear")


def _refuse_the_other_way(statement: Statement, rules: Rules, day: date) -> None:
    """What is to be avoided is never done, and only that can slip."""
    avoided = rules.is_avoided(day)
    if statement.said is Said.DONE and avoided:
        message = "This habit is kept by doing nothing. If it happened, say slip."
        raise RuleError("status", message, "avoided-not-done")
    if statement.said is Said.SLIP and not avoided:
        raise RuleError("status", "Only what is to be avoided, yes or no, can slip.", "no-slip")


def counts_as_kept(rules: Rules, entry: Entry) -> bool:
    """Whether an entry alone is a success of its day: what "last completed" looks for.

    Where a sum over several days is asked for, each amount counts towards it. A tick on a day that
    is to be avoided by now tells of what happened, so it is none.
    """
    if entry.status is not EntryStatus.DONE:
        return False
    if rules.kind is Kind.BINARY:
        return not rules.is_avoided(entry.day)
    version = rules.version_on(entry.day)
    value = entry.value or 0
    if version.at_most:
        return value <= version.target
    return value > 0 if rules.is_sum(version) else value >= version.target


def is_decided(rules: Rules, entry: Entry) -> bool:
    """Whether an entry alone says how its day went: kept, or past what is to be avoided."""
    if entry.status is EntryStatus.DONE and rules.version_on(entry.day).at_most:
        return entry.value is not None  # within its limit or above it
    return entry.status is EntryStatus.SLIP or counts_as_kept(rules, entry)
