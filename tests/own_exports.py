"""An account with all that a habit can have, and what an export says of it, without its ids."""

import json
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from time_machine import Traveller

from habit_app.db.session import unit_of_work
from habit_app.db.tables import HabitVersion
from habit_app.domain.checkins import Said, Statement
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.evaluation import folding
from habit_app.services.habits import chains, lifecycle, pauses
from habit_app.services.shared.viewers import Viewer
from tests.conftest import NOON
from tests.imports import TODAY
from tests.makers import make_habit

START = TODAY - timedelta(days=150)
NOTES = ["said “no”", "=1+1; and\n@home", "'=quoted", "\N{ARABIC LETTER SEEN}\N{FIRE}", "a,b;\tc"]
DRAFTS: list[dict[str, Any]] = [
    {"title": "Read", "schedule": {"type": "daily"}, "category": "Mind", "color": "ruby"},
    {"title": "=SUM(A1)", "schedule": {"type": "weekdays", "days": ["mon", "thu"]}},
    {"title": "Läufe 🏃", "schedule": {"type": "every_n_days", "n": 3}, "icon": "heart-pulse"},
    {"title": "'-quoted", "schedule": {"type": "month_days", "days": [1, 15, 31]}},
    {"title": "Gym", "schedule": {"type": "per_week", "times": 3}, "time_of_day": "evening"},
    {"title": "Call, mum", "schedule": {"type": "per_month", "times": 2}, "description": "a\nb"},
    {"title": "Walk", "schedule": {"type": "rolling", "times": 3, "days": 8}},
    {"title": "Pages", "kind": "numeric", "unit": "pages", "target": 2.5},
    {"title": "Coffee", "kind": "numeric", "direction": "at_most", "target": 1.125},
    {"title": "Sugar", "kind": "numeric", "direction": "at_most", "target": 0},
    {"title": "Km", "kind": "numeric", "target": 7, "schedule": {"type": "per_week"}},
    {"title": "Reps", "kind": "numeric", "schedule": {"type": "per_week", "times": 2}},
    {"title": "Sum", "kind": "numeric", "schedule": {"type": "rolling", "times": 1, "days": 9}},
    {"title": "No smoking", "direction": "at_most", "schedule": {"type": "daily"}},
    {"title": "Ended", "end_date": TODAY - timedelta(days=20), "time_of_day": "morning"},
    {"title": "Old", "reminder_times": ["07:30", "21:00"], "reminder_days": ["sat", "sun"]},
]


def fill(viewer: Viewer, clock: Traveller, seed: int) -> None:
    """Live some months with every kind of habit, by dice thrown from a seed."""
    dice = random.Random(seed)
    drafts = dice.sample(DRAFTS, len(DRAFTS))
    ids = {draft["title"]: _live(viewer, clock, draft, dice) for draft in drafts}
    clock.move_to(NOON)
    _ask_anew(viewer, ids, dice)
    with unit_of_work() as session:
        for habit_id, first, last in (
            (None, dice.randrange(40, 60), dice.randrange(30, 40)),
            (ids["Walk"], 20, 12),
            (ids["Gym"], 9, None),
        ):
            until = TODAY - timedelta(days=last) if last else None
            draft = pauses.PauseDraft(TODAY - timedelta(days=first), until, "=away")
            pauses.create(session, viewer=viewer, habit_id=habit_id, draft=draft)
        for title, archived in (("Old", True), ("Reps", True), ("Reps", False)):
            lifecycle.archive(session, viewer=viewer, habit_id=ids[title], archived=archived)
        for title, after in (("Read", "Gym"), ("Pages", "Read")):
            chains.put_after(session, viewer=viewer, habit_id=ids[title], after=ids[after])
        active = [key for title, key in ids.items() if title != "Old"]
        lifecycle.reorder(session, viewer=viewer, habit_ids=dice.sample(active, len(active)))


def _live(viewer: Viewer, clock: Traveller, draft: dict[str, Any], dice: random.Random) -> UUID:
    clock.move_to(datetime.combine(START, time(), UTC))
    habit_id = make_habit(viewer, **{"start_date": START, **draft}).id
    numeric = draft.get("kind") == "numeric"
    happened = Said.SLIP if "direction" in draft and not numeric else Said.DONE
    for back in range(120, -1, -dice.randrange(2, 6)):
        day = TODAY - timedelta(days=back)
        clock.move_to(_during(day, dice))
        said = dice.choice([happened] * 4 + [Said.SKIP, Said.NO])
        amount = dice.choice([None, 1, 500, 1000, 1125, 2500, 7001]) if numeric else None
        note = dice.choice(NOTES) if dice.random() < 0.2 else None
        statement = Statement(
            said=None if amount is not None else said,
            value=amount,
            note=note,
            sets_note=note is not None,
        )
        with unit_of_work() as session:
            checkins.check_in(
                session,
                viewer=viewer,
                habit_id=habit_id,
                checkin=Checkin(statement, day=day),
            )
    return habit_id


def _during(day: date, dice: random.Random) -> datetime:
    return datetime.combine(day, time(dice.randrange(7), dice.randrange(60)), UTC)


def _ask_anew(viewer: Viewer, ids: dict[str, UUID], dice: random.Random) -> None:
    """Two habits were asked otherwise once, one of them by another unit; one will be."""
    asked: list[tuple[str, int, dict[str, Any], int]] = [
        ("Read", dice.randrange(50, 70), {"type": "per_week", "times": 4}, 1000),
        ("Read", dice.randrange(10, 30), {"type": "weekdays", "days": ["tue", "fri", "sun"]}, 1000),
        ("Pages", dice.randrange(10, 70), {"type": "daily"}, 1500),
        ("Gym", -9, {"type": "daily"}, 1000),
    ]
    with unit_of_work() as session:
        for title, back, schedule, target in asked:
            version = HabitVersion(
                habit_id=ids[title],
                valid_from=TODAY - timedelta(days=back),
                schedule=schedule,
                target=target,
                direction="at_least",
            )
            session.add(version)
        session.flush()
        folding.reassess(session, viewer=viewer, habit_ids=list(ids.values()), first=None)


PRIVATE = {"id", "created_at", "updated_at", "archived_at", "origin", "chain_id", "owner_id"}


def content_of(export: dict[str, Any]) -> dict[str, Any]:
    """What an export says of habits, with titles for ids and an order that ids have no part in."""
    titles = {habit["id"]: habit["title"] for habit in export["habits"]}
    chains_: dict[str | None, list[str]] = {}
    for habit in export["habits"]:
        chains_.setdefault(habit["chain_id"], []).append(habit["title"])
    content: dict[str, Any] = {
        "order": [habit["title"] for habit in export["habits"]],
        "archived": sorted(h["title"] for h in export["habits"] if h["archived_at"]),
        "chains": sorted(sorted(titles_) for key, titles_ in chains_.items() if key),
    }
    for name in ("habits", "versions", "pauses", "entries"):
        rows = [
            {
                key: titles.get(told, told) if key == "habit_id" else told
                for key, told in row.items()
                if key not in PRIVATE | {"source", "position"}
            }
            for row in export[name]
        ]
        content[name] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    return content


def named(body: Any, export: dict[str, Any]) -> Any:
    """An answer with titles for ids."""
    text = json.dumps(body)
    for habit in export["habits"]:
        text = text.replace(habit["id"], json.dumps(habit["title"])[1:-1])
    return json.loads(text)
