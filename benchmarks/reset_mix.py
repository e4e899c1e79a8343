"""The people and habits of the reset's benchmark: which schedules, and how they were lived."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from habit_app.db.session import unit_of_work
from habit_app.db.tables import Habit, HabitVersion
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.habits import Direction, Kind, Rules, Version
from habit_app.domain.schedules import (
    Daily,
    EveryNDays,
    PerMonth,
    PerWeek,
    Rolling,
    Schedule,
    Weekdays,
    schedule_dict,
)
from habit_app.services.evaluation import evaluations
from habit_app.services.shared.viewers import Viewer
from tests.makers import make_user

DAY = date(2026, 3, 4)
HISTORY = 120
MODELS = 200
MIX = {
    "daily": 45,
    "weekdays": 20,
    "every n days": 5,
    "per week": 13,
    "per month": 5,
    "limit per day": 6,
    "x in y days": 6,
}
"""Of a hundred habits, how many have which schedule."""

SCHEDULES: dict[str, Callable[[random.Random], Schedule]] = {
    "daily": lambda _dice: Daily(),
    "weekdays": lambda _dice: Weekdays(("mon", "tue", "wed", "thu", "fri")),
    "every n days": lambda dice: EveryNDays(dice.randint(2, 9), DAY),
    "per week": lambda dice: PerWeek(dice.randint(1, 5)),
    "per month": lambda dice: PerMonth(dice.randint(1, 12)),
    "limit per day": lambda _dice: Daily(),
    "x in y days": lambda dice: Rolling(dice.randint(1, 3), dice.choice((7, 14))),
}

ZONES = (
    "Pacific/Pago_Pago",
    "Pacific/Honolulu",
    "Pacific/Marquesas",
    "Pacific/Gambier",
    "Pacific/Pitcairn",
    "America/Phoenix",
    "America/Costa_Rica",
    "America/Lima",
    "America/Puerto_Rico",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Noronha",
    "Atlantic/Cape_Verde",
    "Africa/Abidjan",
    "Europe/Berlin",
    "Africa/Johannesburg",
    "Europe/Moscow",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Australia/Eucla",
    "Asia/Tokyo",
    "Australia/Darwin",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Pacific/Noumea",
    "Pacific/Fiji",
    "Pacific/Chatham",
    "Pacific/Tongatapu",
    "Pacific/Kiritimati",
    "America/New_York",
)


def make_templates() -> None:
    """Store one person with the habits that all others are copies of, numbered by position."""
    dice = random.Random(7)
    viewer = make_user(email="model@example.com")
    kinds = [kind for kind, share in MIX.items() for _ in range(share * MODELS // 100)]
    dice.shuffle(kinds)
    with unit_of_work() as session:
        for place, kind in enumerate(kinds):
            habit, version = _template(viewer, place, kind, dice)
            session.add(habit)
            session.flush()
            session.add(version)


def _template(
    viewer: Viewer, place: int, kind: str, dice: random.Random
) -> tuple[Habit, HabitVersion]:
    schedule, limit = SCHEDULES[kind](dice), kind == "limit per day"
    direction = Direction.AT_MOST if limit else Direction.AT_LEAST
    version = Version(None, schedule, 2000 if limit else 1000, direction)
    rules = Rules(Kind.NUMERIC if limit else Kind.BINARY, (version,), DAY - timedelta(days=HISTORY))
    entries = _lived(dice, amount=1000 if limit else None)
    cache = evaluations.columns_of(evaluations.assess(rules, entries, DAY, None))
    habit = Habit(
        owner_id=viewer.id,
        title="Something worth doing every day",
        kind=str(rules.kind),
        start_date=rules.start,
        position=place,
        **cache,
    )
    asked: dict[str, Any] = {"schedule": schedule_dict(schedule), "target": version.target}
    return habit, HabitVersion(
        habit_id=habit.id, valid_from=FROM_EVER, direction=str(direction), **asked
    )


def _lived(dice: random.Random, *, amount: int | None) -> list[Entry]:
    """Days ticked with a chance of its own for each habit, the last of them this evening."""
    chance = dice.uniform(0.2, 0.95)
    days = [DAY - timedelta(days=back) for back in range(HISTORY, -1, -1)]
    return [Entry(day, EntryStatus.DONE, amount) for day in days if dice.random() < chance]
