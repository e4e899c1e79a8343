"""How long numbers hold by themselves, against folding the whole history again every day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habit_app.domain.calendar import ONE_DAY
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.evaluation import Now, evaluate
from habit_app.domain.evaluation.streaks import Run
from habit_app.domain.habits import Direction, Kind, Pause, Rules, Version
from habit_app.domain.schedules import (
    Daily,
    EveryNDays,
    MonthDays,
    PerMonth,
    PerWeek,
    Rolling,
    Schedule,
    Weekdays,
)
from tests.domain.test_changes_within_a_unit import changing
from tests.domain.test_invariants import START, TODAY, bounded, habits, histories

WEDNESDAY = date(2026, 3, 4)
DAYS = 70


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a habit's row stores of an evaluation, as far as days alone change it."""

    as_of: date
    streak: int
    unit: str
    alive_through: date | None
    grows_through: date | None
    completed_through: date | None
    longest: Run | None
    moves_on: date | None


def numbers(now: Now) -> Numbers:
    return Numbers(
        now.as_of,
        now.streak,
        now.streak_unit,
        now.alive_through,
        now.grows_through,
        now.completed_through,
        now.longest,
        now.moves_on,
    )


def turned(was: Numbers, today: date) -> Numbers:
    """The four rules of dates alone, as the database carries them out."""
    through, grows, longest, grown = was.completed_through, was.grows_through, was.longest, 0
    if grows:
        grown = (min(grows, today) - was.as_of).days
        if longest and longest.unit == was.unit and longest.last >= was.as_of - ONE_DAY:
            last = longest.last + timedelta(days=grown)
            longest = replace(longest, length=longest.length + grown, last=last)
        if through:
            through = max(through, min(grows, today))
    elif longest and through and longest.last == was.as_of < through:
        longest = replace(longest, last=min(through, today))
    over = was.alive_through is not None and was.alive_through < today
    return replace(
        was,
        as_of=today,
        streak=0 if over else was.streak + grown,
        alive_through=None if over else was.alive_through,
        grows_through=grows if grows and grows > today else None,
        completed_through=through if through and through >= today else None,
        longest=longest,
    )


@bounded
@given(st.data())
def test_dates_alone_decide_until_the_numbers_move_by_themselves(data: st.DataObject) -> None:
    rules = data.draw(habits() | changing())
    if data.draw(st.booleans()) and rules.pauses:
        rules = replace(rules, pauses=(*rules.pauses, Pause(rules.pauses[0].first, None)))
    entries = data.draw(histories(rules, before=10))
    since = START + timedelta(days=data.draw(st.integers(-12, 75)))
    entries = [entry for entry in entries if entry.day <= since]
    steps = data.draw(st.sampled_from([(1,), (1, 2, 5), (3, 9), (31,)]))

    first = evaluate(rules, entries, since)
    point, stored = first.closed, numbers(first.now)
    today, place = since, 0
    while today < TODAY + timedelta(days=40):
        today += timedelta(days=steps[place % len(steps)])
        place += 1
        if stored.moves_on and stored.moves_on <= today:
            folded = evaluate(rules, [], today, point)
            stored = numbers(folded.now)
        else:
            stored = turned(stored, today)
        assert stored == numbers(evaluate(rules, entries, today).now)


def outlook(
    schedule: Schedule,
    kept: list[date],
    *,
    kind: Kind = Kind.BINARY,
    direction: Direction = Direction.AT_LEAST,
    pauses: tuple[Pause, ...] = (),
    end: date | None = None,
) -> tuple[date | None, date | None, date | None]:
    value = None if kind is Kind.BINARY else 3000
    rules = Rules(
        kind,
        (Version(None, schedule, 1000 if value is None else 3000, direction),),
        date(2026, 2, 2),
        end,
        pauses=pauses,
    )
    entries = [Entry(day, EntryStatus.DONE, value) for day in kept]
    now = evaluate(rules, entries, WEDNESDAY).now
    return now.alive_through, now.grows_through, now.moves_on


def march(day: int) -> date:
    return date(2026, 3, day)


@pytest.mark.parametrize(
    ("schedule", "kept", "expected"),
    [
        pytest.param(Daily(), [march(3)], (march(4), None, None), id="open today"),
        pytest.param(Daily(), [march(3), march(4)], (march(5), None, None), id="kept today"),
        pytest.param(Daily(), [march(1)], (None, None, None), id="no streak"),
        pytest.param(Weekdays(("sun",)), [march(1)], (march(8), None, None), id="next due day"),
        pytest.param(
            EveryNDays(300, march(4)), [march(4)], (date(2026, 12, 29), None, None), id="far"
        ),
        pytest.param(
            MonthDays((31,)), [date(2026, 2, 28)], (march(31), None, None), id="last of month"
        ),
        pytest.param(
            PerWeek(1), [march(3)], (march(15), None, None), id="week kept: the next decides"
        ),
        pytest.param(PerWeek(1), [date(2026, 2, 28)], (march(8), None, None), id="week open"),
        pytest.param(PerMonth(1), [march(3)], (date(2026, 4, 30), None, None), id="month kept"),
        pytest.param(
            PerMonth(2), [date(2026, 2, 9), date(2026, 2, 10)], (march(31), None, None), id="m"
        ),
        pytest.param(
            Rolling(1, 7), [march(3)], (march(10), march(9), None), id="covered: grows daily"
        ),
        pytest.param(
            Rolling(1, 2), [march(3)], (march(5), None, None), id="covered for the last day"
        ),
        pytest.param(Rolling(3, 7), [march(3)], (march(4), None, None), id="no interval"),
    ],
)
def test_streaks_say_how_long_they_hold(
    schedule: Schedule, kept: list[date], expected: tuple[date | None, date | None, date | None]
) -> None:
    assert outlook(schedule, kept) == expected


def test_a_limit_adds_when_its_day_is_over() -> None:
    kind, direction = Kind.NUMERIC, Direction.AT_MOST
    daily = outlook(Daily(), [], kind=kind, direction=direction)
    weekly = outlook(PerWeek(None), [], kind=kind, direction=direction)
    rolling = outlook(Rolling(1, 7), [], kind=kind, direction=direction)
    workdays = Weekdays(("mon", "tue", "wed"))
    assert daily == rolling == (None, date.max, None)
    assert weekly == (None, None, march(9))
    assert outlook(workdays, [], kind=kind, direction=direction) == (None, None, march(5))


def test_growth_stops_in_a_pause_and_is_folded_after_it() -> None:
    """A limit of the day before is kept when the pause begins; what is implied, before it."""
    kind, direction = Kind.NUMERIC, Direction.AT_MOST
    pauses = (Pause(march(6), march(8)),)
    for_ever = (Pause(march(6), None),)

    limit = outlook(Daily(), [], kind=kind, direction=direction, pauses=pauses)
    assert limit == (None, march(6), march(9))
    limit = outlook(Daily(), [], kind=kind, direction=direction, pauses=for_ever)
    assert limit == (None, march(6), None)
    assert outlook(Rolling(1, 7), [march(3)], pauses=pauses) == (None, march(5), march(9))
    assert outlook(Rolling(1, 7), [march(1)], pauses=pauses) == (march(9), march(5), None)
    assert outlook(Rolling(1, 7), [march(3)], pauses=for_ever) == (None, march(5), None)
    today = (Pause(march(4), march(4)),)
    assert outlook(Rolling(1, 7), [march(3)], pauses=today) == (None, None, march(5))


def test_what_a_sum_implies_lasts_as_long_as_its_amounts_count() -> None:
    sums = [march(1), march(2)]
    assert outlook(Rolling(1, 7), sums, kind=Kind.NUMERIC) == (march(9), march(8), None)


def test_pauses_are_passed_over_however_long_they_are() -> None:
    holiday = (Pause(march(5), date(2030, 1, 6)),)
    for_ever = (Pause(march(5), None),)

    assert outlook(Daily(), [march(4)], pauses=holiday) == (date(2030, 1, 7), None, None)
    assert outlook(PerWeek(1), [march(4)], pauses=holiday) == (date(2030, 1, 13), None, None)
    assert outlook(Daily(), [march(4)], pauses=for_ever) == (None, None, None)
    assert outlook(PerWeek(1), [march(4)], pauses=for_ever) == (None, None, None)


def test_the_last_day_is_where_dates_alone_stop() -> None:
    assert outlook(Daily(), [march(4)], end=march(4)) == (march(5), None, march(5))
    assert outlook(Weekdays(("sun",)), [march(1)], end=march(6)) == (march(8), None, march(7))


def test_an_open_week_that_outgrows_the_longest_is_folded_on_that_day() -> None:
    """Nine weeks ago two weeks were kept, this week and the last are again: by Sunday."""
    version = Version(None, PerWeek(1), 1000)
    rules = Rules(Kind.BINARY, (version,), date(2026, 1, 1))
    kept = [date(2026, 1, 1), date(2026, 1, 5), date(2026, 2, 23), march(2)]
    now = evaluate(rules, [Entry(day, EntryStatus.DONE) for day in kept], WEDNESDAY).now

    assert now.longest == Run(2, "week", date(2026, 1, 1), date(2026, 1, 11))
    assert now.moves_on == march(5)


def test_a_limit_that_outgrows_the_longest_is_folded_on_that_day() -> None:
    """Ten days within the limit, one above it, and three days since: by the eleventh."""
    version = Version(None, Daily(), 1000, Direction.AT_MOST)
    rules = Rules(Kind.NUMERIC, (version,), date(2026, 2, 18))
    now = evaluate(rules, [Entry(date(2026, 2, 28), EntryStatus.DONE, 2000)], WEDNESDAY).now

    assert (now.streak, now.longest) == (3, Run(10, "day", date(2026, 2, 18), date(2026, 2, 27)))
    assert (now.grows_through, now.moves_on) == (date.max, march(11))
