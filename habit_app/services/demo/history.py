"""Demo data: a person with eight habits and six months of believable history up to today."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app.db.queries import badges as badge_store
from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.domain.entries import EntryStatus
from habit_app.services.badges import badges, look_back
from habit_app.services.evaluation import folding
from habit_app.services.habits import chains, habits, pauses
from habit_app.services.habits.drafts import HabitDraft, thousandths
from habit_app.services.shared.viewers import Viewer

DAYS_BACK = 182
"""Days: of history that the demo account begins with."""
HOLIDAY = (70, 61)
"""Days before today: first and last of the holiday, a pause of all habits."""


@dataclass(frozen=True, slots=True)
class DemoHabit:
    """A habit and how its person lives it.

    `reliability` is the chance of a due day on an ordinary weekday, `weekend` what Saturdays
    and Sundays take from it, `slump` what follows after a miss: people who miss once are more
    likely to miss again.
    """

    draft: dict[str, Any]
    hour: int
    reliability: float
    weekend: float = 0.1
    slump: float = 0.2
    amounts: tuple[float, float] | None = None
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


DEMO_HABITS = (
    DemoHabit(
        {
            "title": "Drink a glass of water",
            "category": "Health",
            "color": "sky",
            "icon": "glass-water",
            "time_of_day": "morning",
        },
        hour=7,
        reliability=0.96,
        weekend=0.04,
    ),
    DemoHabit(
        {
            "title": "Meditate",
            "category": "Mindfulness",
            "color": "violet",
            "icon": "flower-2",
            "time_of_day": "morning",
            "reminder_times": ["07:15"],
            "description": "Ten breaths are enough to begin.",
        },
        hour=7,
        reliability=0.82,
        weekend=0.22,
    ),
    DemoHabit(
        {
            "title": "Run",
            "category": "Fitness",
            "color": "orange",
            "icon": "footprints",
            "time_of_day": "morning",
            "schedule": {"type": "weekdays", "days": ["mon", "wed", "fri"]},
        },
        hour=6,
        reliability=0.78,
        weekdays=(0, 2, 4),
    ),
    DemoHabit(
        {
            "title": "Practise Spanish",
            "category": "Learning",
            "color": "ruby",
            "icon": "languages",
            "time_of_day": "afternoon",
            "kind": "numeric",
            "unit": "minutes",
            "target": 15,
        },
        hour=13,
        reliability=0.8,
        amounts=(8, 30),
    ),
    DemoHabit(
        {
            "title": "Strength training",
            "category": "Fitness",
            "color": "crimson",
            "icon": "dumbbell",
            "time_of_day": "evening",
            "schedule": {"type": "per_week", "times": 3},
        },
        hour=18,
        reliability=0.44,
        slump=0.05,
    ),
    DemoHabit(
        {
            "title": "Read",
            "category": "Learning",
            "color": "jade",
            "icon": "book-open",
            "time_of_day": "evening",
            "kind": "numeric",
            "unit": "pages",
            "target": 20,
            "reminder_times": ["20:30"],
        },
        hour=21,
        reliability=0.85,
        amounts=(6, 48),
    ),
    DemoHabit(
        {
            "title": "Coffee",
            "category": "Nutrition",
            "color": "brown",
            "icon": "coffee",
            "kind": "numeric",
            "unit": "cups",
            "target": 2,
            "direction": "at_most",
        },
        hour=15,
        reliability=0.9,
        amounts=(1, 3),
    ),
    DemoHabit(
        {
            "title": "Call the family",
            "category": "Social",
            "color": "pink",
            "icon": "phone",
            "schedule": {"type": "rolling", "times": 1, "days": 7},
        },
        hour=19,
        reliability=0.17,
        slump=0.0,
    ),
)


def fill(session: Session, *, viewer: Viewer) -> int:
    """Give a user the demo habits with their history; return how many entries that made.

    The same user gets the same story on the same day: the dice are thrown from a fixed seed.
    """
    today = viewer.today()
    start = today - timedelta(days=DAYS_BACK)
    away = pauses.PauseDraft(
        today - timedelta(days=HOLIDAY[0]), today - timedelta(days=HOLIDAY[1]), "Holiday"
    )
    pauses.create(session, viewer=viewer, habit_id=None, draft=away)
    made: list[UUID] = []
    entries = 0
    for number, demo in enumerate(DEMO_HABITS):
        draft = HabitDraft.model_validate({**demo.draft, "start_date": start})
        habit = habits.create(session, viewer=viewer, draft=draft)
        rows = list(_lived(demo, habit.id, start, today, away, random.Random(number)))  # noqa: S311 - dice, not secrets
        _record(session, viewer, rows)
        habit_store.update_habit(session, habit.id, _last_kept(rows))
        badge_store.recount_logs(session, habit.id)
        made.append(habit.id)
        entries += len(rows)
    chains.put_after(session, viewer=viewer, habit_id=made[1], after=made[0])
    folding.reassess(session, viewer=viewer, habit_ids=made, first=None)
    won = look_back.find(session, viewer=viewer)
    badges.unlock(session, viewer=viewer, won=won, quiet=True)
    return entries


def _lived(
    demo: DemoHabit,
    habit_id: UUID,
    start: date,
    today: date,
    away: pauses.PauseDraft,
    dice: random.Random,
) -> Iterator[dict[str, Any]]:
    """Yield the entries of one demo habit, up to yesterday and, before ten o'clock, of today."""
    missed = False
    for offset in range((today - start).days + 1):
        day = start + timedelta(days=offset)
        if away.last is not None and away.first <= day <= away.last:
            continue
        chance = demo.reliability - demo.weekend * (day.weekday() >= 5)  # noqa: PLR2004
        chance -= demo.slump * missed
        happened = day.weekday() in demo.weekdays and dice.random() < chance
        missed = day.weekday() in demo.weekdays and not happened
        skipped = missed and dice.random() < 0.06  # noqa: PLR2004
        if day == today and demo.hour > 9:  # noqa: PLR2004
            return
        if happened or skipped:
            amount = round(dice.triangular(*demo.amounts)) if demo.amounts else None
            yield {
                "habit_id": habit_id,
                "day": day,
                "status": str(EntryStatus.DONE if happened else EntryStatus.SKIP),
                "value": thousandths(amount) if amount is not None and happened else None,
                "note": "Travelling" if skipped else None,
                "source": "web",
                "recorded_at": datetime.combine(
                    day, time(demo.hour, dice.randrange(60)), tzinfo=UTC
                ),
            }


def _record(session: Session, viewer: Viewer, rows: list[dict[str, Any]]) -> None:
    habit_store.insert_rows(session, habit_store.ENTRY, rows)
    habit_store.insert_rows(
        session,
        entry_store.LOG,
        [
            {
                **row,
                "id": uuid7(),
                "made_at": row["recorded_at"],
                "local_minute": row["recorded_at"].hour * 60 + row["recorded_at"].minute,
                "timezone": viewer.timezone,
                "created": True,
                "op_id": None,
            }
            for row in rows
        ],
    )


def _last_kept(rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = next((row for row in reversed(rows) if row["status"] == "done"), None)
    return {
        "last_day": last["day"] if last else None,
        "last_completed": last["recorded_at"] if last else None,
    }
