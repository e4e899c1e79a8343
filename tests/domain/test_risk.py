"""Rule R by tables computed by hand, and which unit it is about."""
# longer than the rule: the tables of one rule

from datetime import date, timedelta
from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habit_app.domain.calendar import WeekStart
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.days import lookback
from habit_app.domain.evaluation.due_units import DueUnit, Outcome, Quota, next_due, outcomes
from habit_app.domain.habits import ONE, Direction, Kind, Pause, Rules, Version
from habit_app.domain.risk import Band, Factor, band_of, risk_of, rule, start_rate
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

TODAY = date(2026, 3, 4)
"""A Wednesday."""
START = date(2026, 1, 1)


def days_ago(*offsets: int) -> list[date]:
    return [TODAY - timedelta(days=offset) for offset in offsets]


def binary(schedule: Schedule, *, start: date = START, **more: object) -> Rules:
    return Rules(Kind.BINARY, (Version(None, schedule, ONE),), start, **more)  # type: ignore[arg-type]


def at_most(schedule: Schedule, target: int = 0) -> Rules:
    return Rules(Kind.NUMERIC, (Version(None, schedule, target, Direction.AT_MOST),), START)


def done(*days: date) -> list[Entry]:
    return [Entry(day, EntryStatus.DONE) for day in sorted(days)]


def day_unit(day: date = TODAY) -> DueUnit:
    return DueUnit(day, day, "day")


def past(pattern: str, *, every: int = 1, last: date = TODAY - timedelta(days=1)) -> list[Outcome]:
    """Outcomes, the newest first as in the tables: `1` kept, `0` skipped."""
    found = [
        Outcome(last - timedelta(days=every * age), sign == "1") for age, sign in enumerate(pattern)
    ]
    return found[::-1]


@pytest.mark.parametrize(
    ("pattern", "every", "p0", "risk"),
    [
        ("", 1, 0.5, 0.5),
        ("", 1, 0.8, 0.2),
        ("1", 1, 0.5, 0.3),  # p_e = (1 + 0.75) / 2.5
        ("0", 1, 0.5, 0.7),
        ("10", 1, 0.5, 0.480797),  # S = 1.870551: p_e = 1.75 / 3.370551; nothing followed a 1
        ("00", 1, 0.5, 0.784227),  # p_e = 0.75 / 3.370551, p_m = 32 p_e / 33
        ("00", 7, 0.5, 0.797463),  # and p_w = 8 / 34 against p_b = 1 / 4 on the same weekday
        ("11", 7, 0.5, 1 - 0.797463),
    ],
)
def test_rule_r_by_hand(pattern: str, every: int, p0: float, risk: float) -> None:
    last = TODAY - timedelta(days=every)

    found = rule(past(pattern, every=every, last=last), day_unit(), p0)

    assert found.probability == pytest.approx(risk, abs=1e-5)


def test_each_reason_is_its_share_of_the_log_odds() -> None:
    found = rule(past("00", every=7, last=TODAY - timedelta(days=7)), day_unit(), 0.5)

    effects = {reason.factor: reason.effect for reason in found.reasons}
    p_e, p_m, p_b, p_w = 0.222516, 0.215773, 0.25, 8 / 34

    def odds(p: float) -> float:
        return log((1 - p) / p)

    assert effects[Factor.BASE] == 0
    assert effects[Factor.RECENT_RUN] == pytest.approx(odds(p_e), abs=1e-4)
    assert effects[Factor.AFTER_MISS] == pytest.approx(odds(p_m) - odds(p_e), abs=1e-4)
    assert effects[Factor.WEEKDAY] == pytest.approx(odds(p_w) - odds(p_b), abs=1e-4)


def test_reasons_bring_the_numbers_for_their_words() -> None:
    # Newest first, two weeks of days that end yesterday: Wednesdays are the 7th and the 14th.
    found = rule(past("01111101111110"), day_unit())

    numbers = {reason.factor: (reason.count, reason.of) for reason in found.reasons}
    assert numbers[Factor.RECENT_RUN] == (2, 7)
    assert numbers[Factor.AFTER_MISS] == (0, 2)
    assert numbers[Factor.WEEKDAY] == (2, 2)


@pytest.mark.parametrize(
    ("quota", "risk"),
    [
        (Quota(3, 7, 3, 7), 0.5),  # nothing is lived of it yet
        (Quota(1, 2, 1, 1), sqrt(0.5)),  # each day 1 - sqrt(1/2), and one is left
        (Quota(2, 2, 1, 1), 1 - sqrt(0.5)),  # each day sqrt(1/2), and one is done
        (Quota(3, 7, 2, 1), 0.99),  # cannot be met any more
    ],
)
def test_what_is_left_of_a_quota_counts(quota: Quota, risk: float) -> None:
    unit = DueUnit(date(2026, 3, 2), date(2026, 3, 8), "week", quota)

    found = rule([], unit)

    assert found.probability == pytest.approx(risk, abs=1e-6)
    assert found.reasons[-1].factor is Factor.QUOTA_LEFT
    assert (found.reasons[-1].count, found.reasons[-1].of) == (quota.times_left, quota.days_left)


def test_a_week_has_no_weekday() -> None:
    unit = DueUnit(date(2026, 3, 2), date(2026, 3, 8), "week")

    assert Factor.WEEKDAY not in {reason.factor for reason in rule(past("0101"), unit).reasons}


@given(st.lists(st.booleans(), max_size=60), st.floats(0.05, 0.95))
def test_the_reasons_add_up_and_the_risk_has_its_bounds(kept: list[bool], p0: float) -> None:
    found = rule(past("".join("1" if one else "0" for one in kept)), day_unit(), p0)

    raw = 1 / (1 + 2.718281828459045 ** -sum(reason.effect for reason in found.reasons))
    assert found.probability == pytest.approx(min(max(raw, 0.01), 0.99))
    assert 0.01 <= found.probability <= 0.99


@given(st.lists(st.booleans(), max_size=40))
def test_kept_and_skipped_are_mirrored(kept: list[bool]) -> None:
    signs = "".join("1" if one else "0" for one in kept)
    turned = signs.translate(str.maketrans("01", "10"))

    both = rule(past(signs), day_unit()).probability + rule(past(turned), day_unit()).probability

    assert both == pytest.approx(1)


@pytest.mark.parametrize(
    ("others", "installation", "rate"),
    [
        ((0, 0), (0, 0, 0), 0.5),
        ((8, 8), (0, 0, 0), 0.9),  # (8 + 2 * 0.5) / (8 + 2)
        ((0, 0), (19, 90, 100), 0.5),  # too few habits
        ((0, 0), (20, 90, 100), 0.9),
        ((0, 8), (20, 90, 100), 0.18),
        ((0, 0), (20, 100, 100), 0.99),
    ],
)
def test_where_a_habit_starts_from(
    others: tuple[int, int], installation: tuple[int, int, int], rate: float
) -> None:
    assert start_rate(others, installation) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("probability", "band"),
    [
        (0.01, Band.LOW),
        (0.2999, Band.LOW),
        (0.3, Band.MEDIUM),
        (0.5999, Band.MEDIUM),
        (0.6, Band.HIGH),
        (0.99, Band.HIGH),
    ],
)
def test_bands(probability: float, band: Band) -> None:
    assert band_of(probability) is band


@pytest.mark.parametrize(
    ("schedule", "entries", "first", "last"),
    [
        (Daily(), [], 0, 0),
        (Daily(), done(TODAY), 1, 1),
        (Daily(), [Entry(TODAY, EntryStatus.SKIP)], 1, 1),
        (Daily(), [Entry(TODAY, EntryStatus.NO)], 1, 1),
        (Weekdays(("mon",)), [], 5, 5),
        (EveryNDays(90, TODAY + timedelta(days=60)), [], 60, 60),
        (MonthDays((31,)), [], 27, 27),
        (Rolling(1, 7), done(TODAY), 7, 7),
        (Rolling(1, 7), done(TODAY - timedelta(days=3)), 4, 4),
        (PerWeek(2), [], -2, 4),
        (PerWeek(1), done(TODAY), 5, 11),
        (PerMonth(2), [], -3, 27),
        (PerMonth(1), done(date(2026, 3, 1)), 28, 57),
    ],
)
def test_the_unit_it_is_about(
    schedule: Schedule, entries: list[Entry], first: int, last: int
) -> None:
    found = next_due(binary(schedule), entries, TODAY)

    assert found is not None
    assert (found.first - TODAY).days == first
    assert (found.last - TODAY).days == last


@pytest.mark.parametrize(
    ("entries", "quota"),
    [
        ([], Quota(3, 7, 3, 5)),
        (done(date(2026, 3, 2)), Quota(3, 7, 2, 5)),
        (done(date(2026, 3, 2), TODAY), Quota(3, 7, 1, 4)),
        ([Entry(TODAY, EntryStatus.NO)], Quota(3, 7, 3, 4)),
        ([Entry(TODAY, EntryStatus.SKIP)], Quota(2, 6, 2, 4)),
    ],
)
def test_a_week_says_what_is_left_of_it(entries: list[Entry], quota: Quota) -> None:
    found = next_due(binary(PerWeek(3)), entries, TODAY)

    assert found is not None
    assert found.quota == quota


def test_pauses_and_the_end_are_passed_over() -> None:
    away = (Pause(TODAY, TODAY + timedelta(days=40)),)
    ended = binary(Daily(), end=TODAY - timedelta(days=1))
    for_good = binary(Daily(), pauses=(Pause(TODAY, None),))

    later = next_due(binary(Daily(), pauses=away), [], TODAY)

    assert later == day_unit(TODAY + timedelta(days=41))
    assert next_due(ended, [], TODAY) is None
    assert next_due(for_good, [], TODAY) is None
    assert next_due(binary(PerWeek(2), pauses=(Pause(TODAY, None),)), [], TODAY) is not None
    assert risk_of(ended, [], TODAY) is None


def test_a_habit_to_come_and_a_version_to_come() -> None:
    soon = binary(Daily(), start=TODAY + timedelta(days=3))
    versions = (
        Version(None, Weekdays(("tue",)), ONE),
        Version(TODAY + timedelta(days=2), PerWeek(2), ONE),
    )

    unit = next_due(Rules(Kind.BINARY, versions, START), [], TODAY)

    assert next_due(soon, [], TODAY) == day_unit(TODAY + timedelta(days=3))
    assert unit is not None
    assert (unit.unit, unit.first, unit.last) == ("week", date(2026, 3, 6), date(2026, 3, 8))


def test_a_limit_is_open_until_its_unit_is_over_or_broken() -> None:
    slipped = [Entry(TODAY, EntryStatus.DONE, ONE)]

    assert next_due(at_most(Daily()), [], TODAY) == day_unit()
    assert next_due(at_most(Daily()), slipped, TODAY) == day_unit(TODAY + timedelta(days=1))
    week = next_due(at_most(PerWeek(None), 5 * ONE), [Entry(TODAY, EntryStatus.DONE, 9)], TODAY)
    assert week is not None
    assert (week.first, week.quota) == (date(2026, 3, 2), None)
    over = [Entry(TODAY, EntryStatus.DONE, 6 * ONE)]
    following = next_due(at_most(PerWeek(None), 5 * ONE), over, TODAY)
    assert following is not None
    assert following.first == date(2026, 3, 9)


def test_outcomes_are_due_units_that_are_decided() -> None:
    rules = binary(Daily(), start=days_ago(5)[0], pauses=(Pause(*days_ago(4, 4)),))
    entries = [*done(*days_ago(5, 3)), Entry(days_ago(2)[0], EntryStatus.SKIP)]

    assert outcomes(rules, entries, TODAY) == [
        Outcome(days_ago(5)[0], True),
        Outcome(days_ago(3)[0], True),
        Outcome(days_ago(1)[0], False),
    ]


def test_free_and_implied_days_are_no_outcomes() -> None:
    mondays = binary(Weekdays(("mon",)), start=days_ago(10)[0])
    any_week = binary(Rolling(1, 7), start=days_ago(10)[0])

    extra = outcomes(mondays, done(*days_ago(1, 2)), TODAY)
    rolled = outcomes(any_week, done(*days_ago(9)), TODAY)

    assert [(one.day, one.kept) for one in extra] == [
        (days_ago(9)[0], False),
        (days_ago(2)[0], True),
    ]
    # The tick's interval reaches back to its start; from the third day ago on it is due again.
    assert [one.kept for one in rolled] == [False, True, False, False]


def test_outcomes_of_another_unit_are_left_out() -> None:
    versions = (Version(None, Daily(), ONE), Version(date(2026, 2, 23), PerWeek(1), ONE))
    rules = Rules(Kind.BINARY, versions, days_ago(30)[0])

    assert outcomes(rules, done(*days_ago(20, 8)), TODAY) == [Outcome(date(2026, 2, 23), True)]


@pytest.mark.parametrize("schedule", [Daily(), PerWeek(2), PerMonth(3), Rolling(2, 5)])
def test_a_bound_looks_at_the_same_outcomes_from_there_on(schedule: Schedule) -> None:
    rules, since = binary(schedule, week_start=WeekStart.SUNDAY), days_ago(30)[0]
    entries = done(*days_ago(50, 44, 40, 31, 29, 20, 12, 8, 3))
    near = [e for e in entries if e.day >= since - timedelta(days=lookback(rules))]

    whole = [one for one in outcomes(rules, entries, TODAY) if one.day >= since]
    bounded = outcomes(rules, near, TODAY, since=since, start=START)

    assert [one for one in bounded if one.day >= since] == whole
    assert risk_of(rules, near, TODAY, since=since, start=START) is not None
