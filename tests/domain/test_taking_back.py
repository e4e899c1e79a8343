"""Taking a mark back returns the day to what it held before; setting it again brings it back."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habit_app.domain.checkins import Said, Statement, record_of
from habit_app.domain.entries import DayRecord, EntryStatus
from habit_app.domain.habits import ONE, Kind, Rules, Version
from habit_app.domain.schedules import Daily, PerWeek
from habit_app.domain.taking_back import Word

DAY = date(2026, 3, 4)
TICK = Rules(Kind.BINARY, (Version(None, Daily(), ONE),), DAY)
GLASSES = Rules(Kind.NUMERIC, (Version(None, Daily(), 8 * ONE),), DAY)
WEEKLY_SUM = Rules(Kind.NUMERIC, (Version(None, PerWeek(None), 20 * ONE),), DAY)

OFF = Statement(said=Said.UNDO, was=EntryStatus.DONE)
ON = Statement(said=Said.DONE)
BACK = Statement(said=Said.UNDO)
SKIP, NO = Statement(said=Said.SKIP), Statement(said=Said.NO)
OPEN, CLEAR = Statement(said=Said.OPEN), Statement(said=Said.CLEAR)


def holds(amount: int) -> Statement:
    return Statement(value=amount * ONE)


def more(amount: int) -> Statement:
    return Statement(add=amount * ONE)


def note(words: str | None) -> Statement:
    return Statement(note=words, sets_note=True)


def said(rules: Rules, *statements: Statement) -> DayRecord | None:
    """What a day holds after statements, each decided by the log of those before it."""
    words: list[Word] = []
    record: DayRecord | None = None
    for statement in statements:
        record = record_of(statement, record, rules=rules, day=DAY, words=words)
        words.append(Word(record, statement.said is Said.UNDO))
    return record


def short(record: DayRecord | None) -> tuple[str, int | None, str | None] | None:
    if record is None:
        return None
    value = None if record.value is None else record.value // ONE
    return str(record.status), value, record.note


@pytest.mark.parametrize(
    ("rules", "statements", "expected"),
    [
        (TICK, [ON, OFF], None),
        (TICK, [ON, note("well"), OFF], ("note", None, "well")),
        (TICK, [ON, note("well"), OFF, ON], ("done", None, "well")),
        (TICK, [note("well"), ON, OFF], ("note", None, "well")),
        (TICK, [SKIP, ON, OFF], ("skip", None, None)),
        (TICK, [NO, ON, OFF, ON, OFF], ("no", None, None)),
        (TICK, [ON, SKIP, BACK], ("done", None, None)),
        (TICK, [ON, note("well"), note(None), OFF], None),
        # Two devices take the same tick back: the second finds that it is gone.
        (TICK, [SKIP, ON, OFF, OFF], ("skip", None, None)),
        (TICK, [ON, OFF, OFF, ON], ("done", None, None)),
        (GLASSES, [holds(3), ON, OFF, OFF], ("done", 3, None)),
        (GLASSES, [holds(11), note("hot"), OFF], ("note", None, "hot")),
        (GLASSES, [holds(11), note("hot"), OFF, ON], ("done", 11, "hot")),
        (GLASSES, [holds(11), OFF, OFF, ON], ("done", 11, None)),
        (GLASSES, [holds(11), OFF, note("hot"), ON], ("done", 11, "hot")),
        (GLASSES, [holds(3), ON, OFF], ("done", 3, None)),
        (GLASSES, [holds(3), ON, OFF, ON], ("done", 8, None)),
        (GLASSES, [holds(3), ON, more(1), OFF], ("done", 3, None)),
        (GLASSES, [holds(3), ON, more(1), OFF, ON], ("done", 9, None)),
        (GLASSES, [holds(3), ON, OFF, more(1), ON], ("done", 8, None)),
        (GLASSES, [holds(7), more(1), OFF], ("done", 7, None)),
        (GLASSES, [holds(11), ON], ("done", 11, None)),
        (GLASSES, [holds(5), SKIP, BACK], ("done", 5, None)),
        (GLASSES, [SKIP, ON, OFF], ("skip", None, None)),
        (GLASSES, [holds(5), BACK], None),
        (GLASSES, [holds(11), OFF, CLEAR, ON], ("done", 8, None)),
        (GLASSES, [holds(11), note("hot"), OPEN], ("note", None, "hot")),
        (GLASSES, [holds(11), OPEN, ON], ("done", 8, None)),
        (GLASSES, [OFF], None),
        (WEEKLY_SUM, [holds(5), OFF], None),
        (WEEKLY_SUM, [holds(5), OFF, ON], ("done", 5, None)),
        (WEEKLY_SUM, [holds(5), ON, OFF], ("done", 5, None)),
        (WEEKLY_SUM, [ON, holds(9), OFF], None),
        (WEEKLY_SUM, [ON, holds(9), OFF, ON], ("done", 9, None)),
        (WEEKLY_SUM, [holds(3), ON, holds(9), OFF], None),
    ],
)
def test_a_tap_destroys_nothing(
    rules: Rules,
    statements: Sequence[Statement],
    expected: tuple[str, int | None, str | None] | None,
) -> None:
    assert short(said(rules, *statements)) == expected


def test_a_day_that_the_log_does_not_know_is_taken_back_all_the_same() -> None:
    imported = DayRecord(EntryStatus.DONE, 11 * ONE, "hot")

    off = record_of(OFF, imported, rules=GLASSES, day=DAY)

    assert short(off) == ("note", None, "hot")


STATEMENTS = st.one_of(
    st.sampled_from([ON, OFF, BACK, SKIP, NO, OPEN, CLEAR, note("x"), note(None)]),
    st.integers(0, 12).map(holds),
    st.integers(0, 3).map(more),
)


@given(st.lists(STATEMENTS, max_size=12), st.sampled_from([GLASSES, WEEKLY_SUM]))
def test_off_and_on_are_lossless_after_whatever_was_said(
    before: list[Statement], rules: Rules
) -> None:
    held = said(rules, *before)
    if held is None or held.status is not EntryStatus.DONE or (held.value or 0) < 8 * ONE:
        return

    off = said(rules, *before, OFF)

    assert off is None or off.note == held.note
    assert said(rules, *before, OFF, ON) == held
    assert said(rules, *before, OFF, ON, OFF) == off
