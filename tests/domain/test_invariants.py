"""What holds for every habit, whatever its schedule, versions, pauses and history."""
# longer than the rule: the invariants share their strategies

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from habit_app.domain.calendar import WeekStart
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.days import DayState, day_states, lookback
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.history import summarise
from habit_app.domain.habits import Direction, Kind, Pause, Rules, Version
from habit_app.domain.schedules import (
    WEEKDAYS,
    Daily,
    EveryNDays,
    MonthDays,
    PerMonth,
    PerWeek,
    Rolling,
    Schedule,
    Weekdays,
    parse_schedule,
    schedule_dict,
)

START = date(2026, 1, 20)
SPAN = 75
bounded = settings(max_examples=120)


def days_from(least: int, most: int) -> st.SearchStrategy[date]:
    return st.integers(least, most).map(lambda offset: START + timedelta(days=offset))


def rolling() -> st.SearchStrategy[Schedule]:
    return st.tuples(st.integers(1, 5), st.integers(2, 9) | st.just(30)).map(
        lambda pair: Rolling(min(pair), max(pair))
    )


BINARY_SCHEDULES = st.one_of(
    st.just(Daily()),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(
        lambda days: Weekdays(tuple(day for day in WEEKDAYS if day in days))
    ),
    st.tuples(st.integers(2, 9), days_from(-9, 9)).map(lambda pair: EveryNDays(*pair)),
    st.sets(st.integers(1, 31), min_size=1, max_size=4).map(
        lambda days: MonthDays(tuple(sorted(days)))
    ),
    st.integers(1, 7).map(PerWeek),
    st.integers(1, 12).map(PerMonth),
    rolling(),
)
SUM_SCHEDULES = st.one_of(
    BINARY_SCHEDULES.filter(lambda s: not isinstance(s, Rolling)),
    st.just(PerWeek(None)),
    st.just(PerMonth(None)),
    st.integers(2, 12).map(lambda days: Rolling(1, days)),
)


@st.composite
def habits(draw: st.DrawFn, kinds: tuple[Kind, ...] = (Kind.BINARY, Kind.NUMERIC)) -> Rules:
    kind = draw(st.sampled_from(kinds))
    direction = draw(st.sampled_from(list(Direction)))
    count = draw(st.integers(1, 3))
    froms = sorted(draw(st.sets(days_from(-5, SPAN), min_size=count - 1, max_size=count - 1)))
    schedules = BINARY_SCHEDULES if kind is Kind.BINARY else SUM_SCHEDULES
    versions = []
    for valid_from in [None, *froms]:
        schedule = draw(schedules)
        if kind is Kind.BINARY:
            direction = draw(st.sampled_from(list(Direction)))
        if direction is Direction.AT_MOST and getattr(schedule, "times", None):
            schedule = Daily()
        target = 1000 if kind is Kind.BINARY else draw(st.integers(1, 8)) * 1000
        versions.append(Version(valid_from, schedule, target, direction))
    pauses = draw(st.lists(st.tuples(days_from(-3, SPAN), st.integers(0, 12)), max_size=3))
    end = draw(st.none() | days_from(30, SPAN + 20))
    return Rules(
        kind,
        tuple(versions),
        START,
        end,
        draw(st.sampled_from(list(WeekStart))),
        tuple(Pause(first, first + timedelta(days=length)) for first, length in pauses),
    )


@st.composite
def histories(draw: st.DrawFn, rules: Rules, before: int = 0) -> list[Entry]:
    found = draw(
        st.dictionaries(
            days_from(-before, SPAN),
            st.sampled_from(["done"] * 5 + ["slip"] * 2 + ["skip", "no", "note"]),
            max_size=70,
        )
    )
    return [
        Entry(
            day,
            EntryStatus(status),
            draw(st.integers(0, 10)) * 1000
            if rules.kind is Kind.NUMERIC and status == "done"
            else None,
        )
        for day, status in sorted(found.items())
    ]


TODAY = START + timedelta(days=SPAN)


@bounded
@given(st.data())
def test_the_fold_is_the_same_from_nothing_from_checkpoints_and_day_by_day(
    data: st.DataObject,
) -> None:
    rules = data.draw(habits())
    entries = data.draw(histories(rules, before=10))
    whole = evaluate(rules, entries, TODAY)

    for point in whole.checkpoints:
        after = [entry for entry in entries if entry.day > point.day]
        again = evaluate(rules, after, TODAY, point)
        assert again.now == approximately(whole.now)

    first = date.fromordinal(min(whole.start.toordinal(), TODAY.toordinal()))
    step = evaluate(rules, [entry for entry in entries if entry.day <= first], first)
    for offset in range(1, (TODAY - first).days + 1):
        day = first + timedelta(days=offset)
        known = [entry for entry in entries if entry.day == day]
        step = evaluate(rules, known, day, step.closed)
        scratch = evaluate(rules, [entry for entry in entries if entry.day <= day], day)
        if scratch.start == whole.start:
            assert step.now == approximately(scratch.now)


@bounded
@given(st.data())
def test_longest_is_never_below_current_and_ratios_stay_ratios(data: st.DataObject) -> None:
    rules = data.draw(habits())
    entries = data.draw(histories(rules, before=10))
    history = summarise(rules, entries, TODAY)
    now = history.now
    assert now.streak >= 0
    assert 0 <= now.strength <= 1
    if now.streak:
        assert now.longest is not None
    for rate in (history.rate_7d, history.rate_30d):
        assert rate is None or 0 <= rate <= 1
    assert all(0 <= strength <= 1 for _, strength in history.strength_series)
    if history.strength_series:
        assert history.strength_series[-1][1] == pytest.approx(now.strength, abs=1e-9)
    if now.longest is not None:
        span = now.longest.last - now.longest.first
        assert all(run.last - run.first <= span for run in history.runs)


@bounded
@given(st.data())
def test_keeping_one_more_due_day_never_lowers_anything(data: st.DataObject) -> None:
    rules = data.draw(habits())
    entries = data.draw(histories(rules))
    days = day_states(rules, entries, START, TODAY, TODAY)
    open_days = [
        day
        for day in days
        if day.due and day.state in {DayState.PENDING, DayState.MISSED, DayState.PARTIAL}
    ]
    at_least = all(not version.at_most for version in rules.versions)
    assume(open_days and at_least)
    chosen = data.draw(st.sampled_from(open_days))
    value = chosen.target if rules.kind is Kind.NUMERIC else None
    if value is not None:
        value = max(value, chosen.value)
    better = sorted(
        [entry for entry in entries if entry.day != chosen.day]
        + [Entry(chosen.day, EntryStatus.DONE, value)],
        key=lambda entry: entry.day,
    )

    before, after = evaluate(rules, entries, TODAY).now, evaluate(rules, better, TODAY).now

    assert after.streak >= before.streak
    assert after.strength >= before.strength - 1e-12
    if before.longest:
        assert after.longest is not None
        gained = after.longest.last - after.longest.first
        assert gained >= before.longest.last - before.longest.first


@bounded
@given(st.data())
def test_a_skip_is_like_a_day_that_was_not_available(data: st.DataObject) -> None:
    rules = data.draw(habits())
    entries = data.draw(histories(rules))
    day = data.draw(days_from(0, SPAN))
    others = [entry for entry in entries if entry.day != day]
    skip = sorted([*others, Entry(day, EntryStatus.SKIP)], key=lambda entry: entry.day)
    away = replace(rules, pauses=(*rules.pauses, Pause(day, day)))

    skipped, paused = evaluate(rules, skip, TODAY).now, evaluate(away, others, TODAY).now

    assert (skipped.streak, skipped.longest) == (paused.streak, paused.longest)
    if day > START:
        series = dict(summarise(rules, skip, TODAY).strength_series)
        assert series[day] == pytest.approx(series[day - timedelta(days=1)], abs=1e-12)


@bounded
@given(st.data())
def test_a_version_changes_nothing_before_it_is_valid(data: st.DataObject) -> None:
    rules = data.draw(habits())
    assume(len(rules.versions) > 1)
    entries = data.draw(histories(rules))
    valid_from = rules.versions[-1].valid_from
    assert valid_from is not None
    older = replace(rules, versions=rules.versions[:-1])
    eve = valid_from - timedelta(days=1)
    known = [entry for entry in entries if entry.day <= eve]
    assume(eve >= START)

    with_it, without = evaluate(rules, known, eve).now, evaluate(older, known, eve).now

    assert with_it.streak == without.streak
    assert with_it.longest == without.longest
    assert with_it.strength == pytest.approx(without.strength, abs=1e-12)


@bounded
@given(st.data())
def test_days_are_the_same_seen_from_afar_and_close_up(data: st.DataObject) -> None:
    rules = data.draw(habits())
    entries = data.draw(histories(rules))
    whole = day_states(rules, entries, START, TODAY, TODAY)
    first = TODAY - timedelta(days=13)
    since = first - timedelta(days=lookback(rules))
    recent = [entry for entry in entries if entry.day >= since]

    assert day_states(rules, recent, first, TODAY, TODAY, start=START) == whole[-14:]
    assert whole[-1].state == evaluate(rules, entries, TODAY).now.state


@bounded
@given(rolling(), st.sets(days_from(0, SPAN), max_size=60), st.sets(days_from(0, SPAN), max_size=5))
@example(  # a month of 31 days reaches further back than the one of 28 before it
    Rolling(2, 30),
    {date(2026, 2, 4), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)},
    set(),
)
def test_rolling_runs_are_those_of_loops_own_three_steps(
    schedule: Rolling, ticks: set[date], skips: set[date]
) -> None:
    skips -= ticks
    entries = sorted(
        [Entry(day, EntryStatus.DONE) for day in ticks]
        + [Entry(day, EntryStatus.SKIP) for day in skips],
        key=lambda entry: entry.day,
    )
    rules = Rules(Kind.BINARY, (Version(None, schedule, 1000),), START)

    now = evaluate(rules, entries, TODAY).now
    expected = reference_runs(schedule, ticks, skips)

    longest = max((last - first for _, first, last in expected), default=None)
    if longest is None:
        assert now.longest is None
    else:
        assert now.longest is not None
        assert now.longest.last - now.longest.first == longest
        assert (now.longest.length, now.longest.first, now.longest.last) in expected
    assert now.streak == current_in(expected, skips, TODAY)


def reference_runs(
    schedule: Rolling, ticks: set[date], skips: set[date]
) -> list[tuple[int, date, date]]:
    """Build, snap, fill as written down about Loop, over the whole history at once."""
    kept = sorted(ticks, reverse=True)
    intervals = []
    for place in range(schedule.times - 1, len(kept)):
        start, center = kept[place], kept[place - schedule.times + 1]
        size = length_of_interval(schedule.days, start)
        if (center - start).days < size:
            intervals.append([start, center, start + timedelta(days=size - 1)])
    for place in range(1, len(intervals)):
        gap = (intervals[place][2] - intervals[place - 1][0]).days
        if gap >= 0:
            room = (intervals[place][2] - intervals[place][1]).days
            back = timedelta(days=min(room, gap + 1))
            intervals[place][0] -= back
            intervals[place][2] -= back
    covered = set(ticks)
    for start, _, end in intervals:
        covered |= {start + timedelta(days=o) for o in range((end - start).days + 1)}
    runs: list[list[date]] = [[]]
    for offset in range(SPAN + 1):
        day = START + timedelta(days=offset)
        if day in skips:
            continue
        if day in covered:
            runs[-1].append(day)
        elif runs[-1]:
            runs.append([])
    return [(len(run), run[0], run[-1]) for run in runs if run]


def length_of_interval(days: int, start: date) -> int:
    if days not in (30, 31):
        return days
    tomorrow = start + timedelta(days=1)
    month = tomorrow if tomorrow.day == 1 else start
    return ((month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day


def current_in(runs: list[tuple[int, date, date]], skips: set[date], today: date) -> int:
    if not runs:
        return 0
    length, _, last = runs[-1]
    between = [last + timedelta(days=o) for o in range(1, (today - last).days)]
    return length if all(day in skips for day in between) else 0


@given(BINARY_SCHEDULES | SUM_SCHEDULES)
def test_a_schedule_survives_its_plain_form(schedule: Schedule) -> None:
    assert parse_schedule(schedule_dict(schedule), start=START) == schedule


def approximately(now: object) -> object:
    """A Now whose strength may differ in the last bits."""

    class Close:
        def __eq__(self, other: object) -> bool:
            same = replace(other, strength=0.0) == replace(now, strength=0.0)  # type: ignore[type-var]
            return same and abs(other.strength - now.strength) < 1e-9  # type: ignore[attr-defined]

        __hash__ = None  # type: ignore[assignment]

    return Close()
