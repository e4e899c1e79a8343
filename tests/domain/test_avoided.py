"""Habits to avoid, yes or no: doing nothing keeps a day, a slip breaks the run."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from habit_app.domain.badges import is_log
from habit_app.domain.checkins import Said, Statement, counts_as_kept, record_of
from habit_app.domain.entries import DayRecord, Entry, EntryStatus
from habit_app.domain.evaluation.days import DayState, day_states
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.history import counted, summarise
from habit_app.domain.habits import Direction, Kind, Pause, Rules, Version, check_rules
from habit_app.domain.schedules import (
    Daily,
    EveryNDays,
    MonthDays,
    PerMonth,
    PerWeek,
    Rolling,
    RuleError,
    Schedule,
    Weekdays,
)
from habit_app.domain.taking_back import Word
from tests.domain.test_invariants import SPAN, START, TODAY, bounded, days_from, habits, histories

MONDAY = date(2026, 3, 2)
DO, AVOID = Direction.AT_LEAST, Direction.AT_MOST


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def avoided(schedule: Schedule | None = None, *pauses: Pause, start: date = MONDAY) -> Rules:
    versions = (Version(None, schedule or Daily(), 1000, AVOID),)
    return Rules(Kind.BINARY, versions, start, pauses=pauses)


def slips(*offsets: int) -> list[Entry]:
    return [Entry(after(offset), EntryStatus.SLIP) for offset in sorted(offsets)]


def states(rules: Rules, entries: list[Entry], last: int) -> list[str]:
    return [str(day.state) for day in day_states(rules, entries, MONDAY, after(last), after(last))]


def test_days_without_an_entry_are_kept_once_they_are_over() -> None:
    assert states(avoided(), [], 3) == ["done", "done", "done", "pending"]

    now = evaluate(avoided(), [], after(3)).now

    assert (now.streak, now.completed, now.state) == (3, False, DayState.PENDING)
    assert now.strength == 1.0


def test_one_slip_breaks_the_run_at_once_and_the_next_days_begin_another() -> None:
    assert evaluate(avoided(), slips(3), after(3)).now.streak == 0
    assert evaluate(avoided(), slips(3), after(4)).now.streak == 0
    now = evaluate(avoided(), slips(3), after(6)).now

    assert now.streak == 2
    assert now.longest is not None
    assert (now.longest.length, now.longest.first) == (3, MONDAY)
    assert states(avoided(), slips(3), 5)[2:] == ["done", "slipped", "done", "pending"]


def test_a_slip_shows_no_amount_and_is_no_success_of_any_kind() -> None:
    rules, entry = avoided(), slips(2)[0]
    history = summarise(rules, [entry], after(4))

    assert evaluate(rules, [entry], after(2)).now.value == 0
    assert day_states(rules, [entry], after(2), after(2), after(4))[0].value == 0
    assert (history.totals.entries, history.totals.kept, history.totals.value) == (1, 3, 0)
    assert not is_log(rules, entry)
    assert not counts_as_kept(rules, entry)


def test_a_tick_from_before_a_day_was_to_be_avoided_is_no_success() -> None:
    versions = (Version(None, Daily(), 1000, DO), Version(after(2), Daily(), 1000, AVOID))
    rules = Rules(Kind.BINARY, versions, MONDAY)
    ticks = [Entry(after(day), EntryStatus.DONE) for day in (1, 2)]

    assert [counts_as_kept(rules, tick) for tick in ticks] == [True, False]


def test_a_slip_lowers_rates_and_strength_and_time_heals_them() -> None:
    clean, broken = (summarise(avoided(), entries, after(9)) for entries in ([], slips(9)))
    later = summarise(avoided(), slips(9), after(40))

    assert clean.rate_7d == 1
    assert broken.rate_7d == pytest.approx(6 / 7)
    assert broken.now.strength < clean.now.strength
    assert broken.now.strength < later.now.strength < 1


@pytest.mark.parametrize("away", [Pause(after(2), after(3)), None])
def test_pauses_and_skips_are_passed_over(away: Pause | None) -> None:
    skipped = [] if away else [Entry(after(day), EntryStatus.SKIP) for day in (2, 3)]
    rules = avoided(Daily(), *([away] if away else []))

    now = evaluate(rules, skipped, after(5)).now

    assert now.streak == 3
    assert now.run is not None
    assert now.run.first == MONDAY


def test_a_slip_inside_a_pause_breaks_nothing() -> None:
    rules = avoided(Daily(), Pause(after(2), after(3)))

    assert states(rules, slips(2), 4) == ["done", "done", "paused", "paused", "pending"]
    assert evaluate(rules, slips(2), after(4)).now == evaluate(rules, [], after(4)).now


def test_a_slip_on_a_day_that_asks_for_nothing_shows_and_breaks_nothing() -> None:
    rules = avoided(Weekdays(("mon", "wed")))
    (day,) = day_states(rules, slips(1), after(1), after(1), after(1))

    assert (day.state, day.due) == (DayState.SLIPPED, False)
    now = evaluate(rules, slips(1), after(1)).now
    assert (now.state, now.due, now.streak) == (DayState.SLIPPED, False, 1)
    assert evaluate(rules, slips(1), after(3)).now.streak == 2


def test_a_slip_before_the_start_moves_no_start_and_is_no_success() -> None:
    rules = avoided(start=after(2))
    (day,) = day_states(rules, slips(0), MONDAY, MONDAY, after(4))

    assert day.state is DayState.SLIPPED
    assert evaluate(rules, slips(0), after(4)).start == after(2)
    assert evaluate(rules, slips(0), after(4)).now.streak == 2


def test_a_no_is_a_day_without_it() -> None:
    said = [Entry(after(1), EntryStatus.NO)]

    assert evaluate(avoided(), said, after(4)).now.streak == 4


def two(first: Direction, second: Direction, schedule: Schedule) -> Rules:
    versions = (Version(None, schedule, 1000, first), Version(after(7), schedule, 1000, second))
    return Rules(Kind.BINARY, versions, MONDAY)


def ticks(*offsets: int) -> list[Entry]:
    return [Entry(after(offset), EntryStatus.DONE) for offset in offsets]


def test_days_that_were_done_are_no_slips_once_the_habit_is_to_be_avoided() -> None:
    for schedule in (Daily(), Weekdays(("mon", "tue", "wed", "thu", "fri", "sat"))):
        kept = ticks(*range(6)) + ticks(6) * (schedule == Daily())
        before = evaluate(two(DO, AVOID, schedule), kept, after(6)).now
        later = evaluate(two(DO, AVOID, schedule), kept, after(10)).now

        assert later.streak == len(kept) + 3
        assert later.strength > before.strength


def test_slips_keep_nothing_once_the_habit_is_to_be_done() -> None:
    schedule = Weekdays(("mon", "tue", "wed", "thu", "fri", "sat"))
    rules = two(AVOID, DO, schedule)
    none, broken = (evaluate(rules, entries, after(9)).now for entries in ([], slips(*range(6))))

    assert broken.streak == none.streak == 0
    assert broken.strength < none.strength
    assert states(rules, slips(8), 9)[7:] == ["missed", "missed", "pending"]


def test_a_slip_counts_among_other_people_and_a_quiet_day_does_not() -> None:
    span = MONDAY, after(6), after(6)
    found = counted(avoided(), slips(2), *span, start=MONDAY)

    assert [(unit.first, unit.kept) for unit in found] == [(after(2), False)]


@pytest.mark.parametrize("schedule", [PerWeek(2), PerMonth(2), Rolling(2, 7)])
def test_only_fixed_days_can_be_avoided(schedule: Schedule) -> None:
    with pytest.raises(RuleError) as refusal:
        check_rules(Kind.BINARY, schedule, 1000, AVOID)

    assert (refusal.value.field, refusal.value.code) == ("schedule", "avoid-fixed-days")


@pytest.mark.parametrize(
    "schedule", [Daily(), Weekdays(("mon",)), EveryNDays(2, MONDAY), MonthDays((1, 31))]
)
def test_fixed_days_of_every_kind_can_be_avoided(schedule: Schedule) -> None:
    check_rules(Kind.BINARY, schedule, 1000, AVOID)


def said(statement: Statement, before: DayRecord | None = None, *words: Word) -> DayRecord | None:
    return record_of(statement, before, rules=avoided(), day=MONDAY, words=words)


SLIP = DayRecord(EntryStatus.SLIP, None, None)


def test_a_tap_says_that_it_happened() -> None:
    assert said(Statement()) == said(Statement(said=Said.SLIP)) == SLIP


def test_what_is_to_be_avoided_is_never_done() -> None:
    with pytest.raises(RuleError) as refusal:
        said(Statement(said=Said.DONE))

    assert (refusal.value.field, refusal.value.code) == ("status", "avoided-not-done")


@pytest.mark.parametrize("kind", list(Kind))
def test_only_what_is_avoided_can_slip(kind: Kind) -> None:
    rules = Rules(kind, (Version(None, Daily(), 1000, DO),), MONDAY)

    with pytest.raises(RuleError) as refusal:
        record_of(Statement(said=Said.SLIP), None, rules=rules, day=MONDAY)

    assert refusal.value.code == "no-slip"


def test_a_slip_taken_back_leaves_the_day_as_it_was_with_its_note() -> None:
    skip = DayRecord(EntryStatus.SKIP, None, "ill")
    slip = DayRecord(EntryStatus.SLIP, None, "ill")
    undo = Statement(said=Said.UNDO, was=EntryStatus.SLIP)

    assert said(undo, SLIP, Word(SLIP)) is None
    assert said(undo, slip, Word(skip), Word(slip)) == skip
    assert said(undo, skip, Word(skip)) == skip


@bounded
@given(st.data())
def test_a_slip_less_is_never_worse(data: st.DataObject) -> None:
    rules = data.draw(habits(kinds=(Kind.BINARY,)))
    entries = data.draw(histories(rules))
    of_avoided = [e for e in entries if e.status is EntryStatus.SLIP and rules.is_avoided(e.day)]
    assume(of_avoided)
    gone = data.draw(st.sampled_from(of_avoided))
    better = [entry for entry in entries if entry != gone]

    before, now = (evaluate(rules, known, TODAY).now for known in (entries, better))

    assert now.streak >= before.streak
    assert now.strength >= before.strength - 1e-12
    if before.longest:
        assert now.longest is not None
        span = now.longest.last - now.longest.first
        assert span >= before.longest.last - before.longest.first


@bounded
@given(st.sets(days_from(0, SPAN)), st.data())
def test_the_run_is_the_days_since_the_last_slip(days: set[date], data: st.DataObject) -> None:
    entries = [Entry(day, EntryStatus.SLIP) for day in sorted(days)]
    today = data.draw(days_from(0, SPAN))
    known = [entry for entry in entries if entry.day <= today]

    now = evaluate(avoided(start=START), known, today).now

    since = known[-1].day + timedelta(days=1) if known else START
    assert now.streak == max(0, (today - since).days)
