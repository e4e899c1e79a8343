"""Logs by chance: each schedule, kind, pause, skip, version and quota, some recorded late."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from habit_app.domain.habits import ONE, Direction, Kind, Pause, Rules, Version
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
from habit_app.ml.units import HabitLog, Logged

START = date(2026, 1, 1)
SCHEDULES: Sequence[Schedule] = (
    Daily(),
    Weekdays(("mon", "wed", "fri")),
    EveryNDays(2, START),
    MonthDays((1, 9, 17, 31)),
    PerWeek(3),
    PerMonth(8),
    Rolling(2, 5),
)


def a_person(seed: int, *, user: int = 0, habits: int = 3, days: int = 50) -> list[HabitLog]:
    chance = Random(seed)
    return [
        a_habit(chance, user=user, habit=user * 100 + number, days=days, link=number)
        for number in range(habits)
    ]


def a_habit(chance: Random, *, user: int, habit: int, days: int, link: int) -> HabitLog:
    rules = some_rules(chance)
    as_of = START + timedelta(days=days)
    statements = [
        one
        for day in range(chance.randrange(0, 9), days)
        for one in some_statements(chance, rules, START + timedelta(days=day))
    ]
    if late := late_statement(chance, rules, statements, days):
        statements.append(late)
    known = [one for one in statements if one.recorded_at.date() <= as_of]
    chained = (user, link) if chance.random() < 0.7 else (None, None)
    return HabitLog(user, habit, rules, known, as_of, chain=chained[0], link=chained[1])


def some_rules(chance: Random) -> Rules:
    kind = chance.choice([Kind.BINARY, Kind.NUMERIC])
    schedule = chance.choice(SCHEDULES)
    sums = kind is Kind.NUMERIC and chance.random() < 0.5
    if sums and isinstance(schedule, PerWeek | PerMonth):
        schedule = type(schedule)(None)
    if kind is Kind.NUMERIC and isinstance(schedule, Rolling):
        schedule = Rolling(1, schedule.days)
    limits = chance.random() < 0.25 and not isinstance(schedule, Rolling)
    if kind is Kind.BINARY and isinstance(schedule, PerWeek | PerMonth):
        limits = False
    direction = Direction.AT_MOST if limits else Direction.AT_LEAST
    target = ONE if kind is Kind.BINARY else 3 * ONE
    versions = [Version(None, schedule, target, direction)]
    if chance.random() < 0.3 and not limits:
        changed = chance.choice(SCHEDULES[:4])
        versions.append(Version(START + timedelta(days=23), changed, target, direction))
    pauses = (Pause(START + timedelta(days=12), START + timedelta(days=16)),)
    return Rules(kind, tuple(versions), START, pauses=pauses if chance.random() < 0.4 else ())


def some_statements(chance: Random, rules: Rules, day: date) -> list[Logged]:
    """None, one or two statements of a day, made on it."""
    minutes = sorted(chance.sample(range(24 * 60), chance.choice([0, 1, 1, 1, 2])))
    return [statement(chance, rules, day, day, minute) for minute in minutes]


def late_statement(
    chance: Random, rules: Rules, statements: Sequence[Logged], days: int
) -> Logged | None:
    if chance.random() < 0.4:
        return None
    day = START + timedelta(days=chance.randrange(9, days))
    return statement(chance, rules, day, day + timedelta(days=chance.randrange(1, 20)), 600)


def statement(chance: Random, rules: Rules, day: date, on: date, minute: int) -> Logged:
    status = chance.choices(["done", "no", "skip", "clear"], [7, 2, 1, 1])[0]
    if rules.is_avoided(day) and status == "done":
        status = "slip"
    value = chance.randrange(6) * ONE if rules.kind is Kind.NUMERIC and status == "done" else None
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minute)
    source = "import" if chance.random() < 0.1 else "web"
    return Logged(day, status, value, at, minute, source)
