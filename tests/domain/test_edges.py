"""Edge cases that other trackers got wrong; the numbers are those of our study of them."""
# longer than the rule: one study, its cases in their order

from datetime import UTC, date, datetime, timedelta

import pytest

from habit_app.domain.calendar import WeekStart, habit_day, local_instant, week_of
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.days import DayState, day_states
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.evaluation.history import summarise
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

MONDAY = date(2026, 3, 2)


def habit(
    schedule: Schedule,
    *,
    kind: Kind = Kind.BINARY,
    target: int = 1000,
    direction: Direction = Direction.AT_LEAST,
    start: date = MONDAY,
    end: date | None = None,
    week_start: WeekStart = WeekStart.MONDAY,
    pauses: tuple[Pause, ...] = (),
) -> Rules:
    return Rules(
        kind, (Version(None, schedule, target, direction),), start, end, week_start, pauses
    )


def done(*days: date, value: int | None = None) -> list[Entry]:
    return [Entry(day, EntryStatus.DONE, value) for day in sorted(days)]


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def test_edge_01_the_night_of_fall_back_is_one_day() -> None:
    zone = "America/New_York"
    instants = [datetime(2024, 11, 3, hour, 30, tzinfo=UTC) for hour in (5, 6, 7)]

    assert {habit_day(instant, zone) for instant in instants} == {date(2024, 11, 3)}


def test_edge_02_travel_moves_no_entry() -> None:
    rules = habit(Daily())
    entries = done(*(after(offset) for offset in range(5)))

    east = evaluate(rules, entries, after(4)).now.streak
    west_later = evaluate(rules, entries, after(5)).now.streak

    assert (east, west_later) == (5, 5)


def test_edge_03_every_seven_days_keeps_its_weekday_over_dst() -> None:
    start = date(2026, 3, 6)
    rules = habit(EveryNDays(7, start), start=start)
    days = day_states(rules, [], start, start + timedelta(days=60), start + timedelta(days=60))

    assert {day.day.weekday() for day in days if day.due} == {start.weekday()}


@pytest.mark.parametrize(
    ("day", "minute", "expected"),
    [
        (date(2026, 3, 29), 150, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), 150, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 3, 30), 540, datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
    ],
    ids=["missing-moves-on", "twice-means-first", "summer-time"],
)
def test_edge_09_local_times_that_are_missing_or_there_twice(
    day: date, minute: int, expected: datetime
) -> None:
    assert local_instant(day, minute, "Europe/Berlin") == expected


def test_edge_05_a_date_that_a_zone_skipped_is_passed_over() -> None:
    assert local_instant(date(2011, 12, 30), 540, "Pacific/Apia") is None


def test_edge_12_the_hours_before_the_day_start_belong_to_the_day_before() -> None:
    night = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)

    assert habit_day(night, "UTC", 180) == date(2026, 3, 3)
    assert habit_day(night + timedelta(minutes=90), "UTC", 180) == date(2026, 3, 4)


def test_edge_14_calendar_weeks_and_rolling_days_are_two_things() -> None:
    entries = done(after(5), after(7))  # Saturday, and the Monday after
    calendar = evaluate(habit(PerWeek(2)), entries, after(8)).now
    rolling = evaluate(habit(Rolling(2, 7)), entries, after(8)).now

    assert calendar.streak == 0
    assert rolling.streak > 0


def test_edge_15_the_week_begins_when_the_user_says() -> None:
    sunday, monday = date(2026, 3, 8), date(2026, 3, 9)
    entries = done(sunday, monday)
    american = habit(PerWeek(2), start=sunday, week_start=WeekStart.SUNDAY)

    assert evaluate(american, entries, date(2026, 3, 16)).now.streak == 1
    assert week_of(monday, WeekStart.SUNDAY)[0] == sunday
    assert week_of(date(2026, 3, 7), WeekStart.SATURDAY)[0] == date(2026, 3, 7)


def test_edge_16_a_weekly_amount_is_a_sum_of_the_week() -> None:
    rules = habit(PerWeek(None), kind=Kind.NUMERIC, target=10_000)
    entries = [*done(after(0), value=4000), *done(after(3), value=6000)]

    now = evaluate(rules, entries, after(4)).now

    assert (now.streak, now.streak_unit, now.completed) == (1, "week", True)


def test_edge_17_extra_ticks_never_lift_a_rate_above_one() -> None:
    rules = habit(Weekdays(("mon",)), start=MONDAY)
    entries = done(*(after(offset) for offset in range(14)))

    history = summarise(rules, entries, after(13))

    assert (history.rate_7d, history.rate_30d) == (1.0, 1.0)


def test_edge_18_days_that_are_not_due_break_nothing() -> None:
    rules = habit(Weekdays(("mon", "fri")))
    entries = done(after(0), after(4), after(7))

    assert evaluate(rules, entries, after(9)).now.streak == 3


def test_edge_19_the_31st_falls_on_the_last_day_of_short_months() -> None:
    start = date(2024, 1, 1)
    rules = habit(MonthDays((30, 31)), start=start)
    days = day_states(rules, [], start, date(2024, 4, 30), date(2024, 4, 30))

    assert [day.day.isoformat() for day in days if day.due] == [
        "2024-01-30",
        "2024-01-31",
        "2024-02-29",
        "2024-03-30",
        "2024-03-31",
        "2024-04-30",
    ]


def test_edge_20_a_quota_that_can_still_be_met_breaks_nothing() -> None:
    entries = done(after(0), after(1))
    on_sunday = evaluate(habit(PerWeek(2)), entries, after(13)).now
    on_monday = evaluate(habit(PerWeek(2)), entries, after(14)).now

    assert (on_sunday.streak, on_monday.streak) == (1, 0)


def test_edge_21_a_week_over_new_year_is_one_week() -> None:
    start = date(2025, 12, 29)
    entries = done(date(2025, 12, 31), date(2026, 1, 2))

    now = evaluate(habit(PerWeek(2), start=start), entries, date(2026, 1, 5)).now

    assert now.longest is not None
    assert (now.streak, now.longest.last) == (1, date(2026, 1, 4))


def test_edge_22_skips_ask_less_of_a_week_and_a_run_of_skips_is_none() -> None:
    skips = [Entry(after(offset), EntryStatus.SKIP) for offset in range(5)]
    two_left = sorted([*skips, *done(after(5), after(6))], key=lambda entry: entry.day)
    all_away = [Entry(after(offset), EntryStatus.SKIP) for offset in range(7)]

    assert evaluate(habit(PerWeek(5)), two_left, after(7)).now.streak == 1
    assert evaluate(habit(PerWeek(5)), all_away, after(7)).now.streak == 0
    assert evaluate(habit(Daily()), all_away, after(7)).now.streak == 0


def test_edge_23_a_numeric_skip_is_a_skip() -> None:
    rules = habit(Daily(), kind=Kind.NUMERIC, target=5000)
    entries = [
        *done(after(0), value=5000),
        Entry(after(1), EntryStatus.SKIP),
        *done(after(2), value=5000),
    ]

    assert evaluate(rules, entries, after(2)).now.streak == 2


def test_edge_25_an_archived_habit_keeps_streak_and_strength() -> None:
    entries = done(*(after(offset) for offset in range(20)))
    away = habit(Daily(), pauses=(Pause(after(20), None),))

    before = evaluate(habit(Daily()), entries, after(19)).now
    much_later = evaluate(away, entries, after(200)).now

    assert (much_later.streak, much_later.strength) == (before.streak, before.strength)


def test_edge_26_an_edit_leaves_the_past_alone() -> None:
    versions = (Version(None, Daily(), 1000), Version(after(10), PerWeek(1), 1000))
    rules = Rules(Kind.BINARY, versions, MONDAY)
    entries = done(*(after(offset) for offset in range(10)))

    now = evaluate(rules, entries, after(12)).now

    assert now.longest is not None
    assert (now.longest.length, now.longest.unit, now.streak_unit) == (10, "day", "week")


def test_edge_27_strength_never_passes_one() -> None:
    entries = done(*(after(offset) for offset in range(400)))

    assert evaluate(habit(Daily()), entries, after(399)).now.strength <= 1


def test_edge_28_a_part_is_worth_a_part() -> None:
    rules = habit(Daily(), kind=Kind.NUMERIC, target=10_000)
    half = evaluate(rules, done(after(0), value=5000), after(0)).now
    whole = evaluate(rules, done(after(0), value=10_000), after(0)).now

    assert half.state is DayState.PARTIAL
    assert half.strength == pytest.approx(whole.strength / 2)


def test_edge_29_history_before_the_start_counts() -> None:
    entries = done(after(-3), after(-2), after(-1), after(0))

    assert evaluate(habit(Daily()), entries, after(0)).now.streak == 4


def test_edge_30_a_past_day_that_is_ticked_leaves_today_open() -> None:
    now = evaluate(habit(Daily()), done(after(0)), after(1)).now

    assert (now.state, now.due, now.completed) == (DayState.PENDING, True, False)


def test_edge_36_after_an_absence_every_missed_day_counts() -> None:
    days = day_states(habit(Daily()), done(after(0)), after(0), after(5), after(5))

    assert [day.state for day in days].count(DayState.MISSED) == 4


def test_edge_37_days_that_are_only_implied_are_named_so() -> None:
    days = day_states(habit(Rolling(1, 3)), done(after(0)), after(0), after(3), after(3))

    assert [str(day.state) for day in days] == ["done", "implied", "implied", "pending"]


def test_edge_38_an_at_most_habit_is_never_kept_in_advance_and_slips_at_once() -> None:
    rules = habit(Daily(), kind=Kind.NUMERIC, target=0, direction=Direction.AT_MOST)

    morning = evaluate(rules, [], after(3)).now
    slipped = evaluate(rules, done(after(3), value=1000), after(3)).now

    assert (morning.streak, morning.completed, morning.state) == (3, False, DayState.PENDING)
    assert (slipped.streak, slipped.state) == (0, DayState.SLIPPED)


def test_a_perfect_week_after_a_holiday_is_a_perfect_week() -> None:
    away = Pause(after(14), after(34))
    entries = done(*(after(o) for w in (0, 1, 5) for o in (7 * w, 7 * w + 2, 7 * w + 4)))
    with_holiday = habit(PerWeek(3), pauses=(away,))
    shifted = [
        Entry(e.day if e.day < away.first else e.day - timedelta(days=21), e.status)
        for e in entries
    ]

    holiday = evaluate(with_holiday, entries, after(41)).now
    straight = evaluate(habit(PerWeek(3)), shifted, after(20)).now

    assert holiday.strength == pytest.approx(straight.strength)
    assert (holiday.streak, straight.streak) == (3, 3)


def test_after_its_end_a_habit_stays_as_it_ended() -> None:
    rules = habit(Daily(), end=after(4))
    entries = done(*(after(offset) for offset in range(5)))

    now = evaluate(rules, entries, after(60)).now

    assert (now.streak, now.due, now.state) == (5, False, DayState.REST)


def test_a_monthly_quota_that_begins_late_asks_for_what_is_available() -> None:
    rules = habit(PerMonth(10), start=date(2026, 3, 29))
    entries = done(date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 31))

    assert evaluate(rules, entries, date(2026, 4, 1)).now.streak == 1


def test_the_streak_says_how_long_it_holds() -> None:
    rules = habit(Weekdays(("mon", "fri")))
    kept = evaluate(rules, done(after(0)), after(0)).now
    open_still = evaluate(rules, done(after(0)), after(4)).now

    assert (kept.alive_through, open_still.alive_through) == (after(4), after(4))
    assert evaluate(rules, done(after(0)), after(5)).now.streak == 0
