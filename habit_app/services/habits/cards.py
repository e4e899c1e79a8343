"""View models of habits, built from their rows and from how they stand."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from habit_app.db.rows import HabitRow
from habit_app.domain.habits import Direction, Kind
from habit_app.domain.schedules import frequency_of
from habit_app.services import histories
from habit_app.services.evaluation import evaluations
from habit_app.services.evaluation.evaluations import Assessment
from habit_app.services.habits.drafts import amount_of
from habit_app.services.habits.views import HabitToday, HabitView, PreviousStreak, Quota, StreakView

STORED_FIELDS = [
    "id",
    "title",
    "category",
    "color",
    "icon",
    "kind",
    "unit",
    "time_of_day",
    "reminder_times",
    "reminder_days",
    "start_date",
    "end_date",
    "position",
    "created_at",
    "updated_at",
]
"""The fields that are shown as they are stored."""


def habit_views(
    rows: Sequence[HabitRow], *, today: date, forward: Mapping[UUID, Assessment]
) -> list[HabitView]:
    """Build the short forms. `forward` holds the evaluations of habits with an older cache."""
    before = predecessors(rows)
    return [habit_view(brought(row, forward), today, before.get(row.id)) for row in rows]


def brought(row: HabitRow, forward: Mapping[UUID, Assessment]) -> HabitRow:
    """The row, with the newer evaluation in the place of its cache where there is one."""
    newer = forward.get(row.id)
    return row._replace(**evaluations.columns_of(newer)) if newer else row


def habit_view(row: HabitRow, today: date, after_habit_id: UUID | None) -> HabitView:
    """Build one short form from the row, whose cache is of today."""
    return HabitView(**habit_fields(row, today, after_habit_id))


def habit_fields(row: HabitRow, today: date, after_habit_id: UUID | None) -> dict[str, Any]:
    """The fields that short form, whole form and Today's card have in common."""
    standing = row.standing
    schedule, target, direction = _version_on(row, today)
    plain = json.loads(schedule)
    return {
        **{name: getattr(row, name) for name in STORED_FIELDS},
        "target": amount_of(target),
        "direction": direction,
        "frequency": frequency_of(histories.schedule_in(schedule, row.start_date)),
        "schedule": plain,
        "after_habit_id": after_habit_id,
        "archived": row.archived_at is not None,
        "today": HabitToday(
            day=today,
            state=standing["state"],
            due=standing["due"],
            value=amount_of(standing["value"]),
            completed=standing["completed"],
            quota_left=standing["quota_left"],
            quota=_quota(standing, row.kind, plain, direction),
            paused=standing["paused"],
            avoided=_is_avoided(row, direction),
        ),
        "streak": row.streak,
        "streak_unit": row.streak_unit,
        "previous_streak": _previous(standing),
        "longest_streak": _longest(row),
        "strength": round(row.strength, 6),
        "last_completed": row.last_completed,
        "last_day": row.last_day,
        "completed": standing["completed"],
        "risk": None,
    }


def asked_on(row: HabitRow, day: date) -> tuple[dict[str, Any], int, str]:
    """What the version valid on a day asks: schedule, target in thousandths, direction."""
    schedule, target, direction = _version_on(row, day)
    return json.loads(schedule), target, direction


def avoided(row: HabitRow, days: Iterable[date]) -> list[bool]:
    """Of each day, whether it is kept by doing nothing, as the version valid on it says."""
    if len(row.versions) == 1:
        return [_is_avoided(row, row.versions[0][3]) for _ in days]
    return [_is_avoided(row, _version_on(row, day)[2]) for day in days]


def _is_avoided(row: HabitRow, direction: str) -> bool:
    return row.kind == Kind.BINARY and direction == Direction.AT_MOST


def _version_on(row: HabitRow, day: date) -> tuple[str, int, str]:
    versions = histories.versions_in(row)
    valid = [version for version in versions if version[0] <= day]
    return (valid[-1] if valid else versions[0])[1:]


def predecessors(rows: Iterable[HabitRow]) -> dict[UUID, UUID]:
    """Return, for each link of a chain but the first, the habit that it follows."""
    return {
        after.id: before.id
        for chain in chains_in(rows).values()
        for before, after in pairwise(chain)
    }


def chains_in(rows: Iterable[HabitRow]) -> dict[UUID, list[HabitRow]]:
    """Return the chains among the rows, each in its order."""
    chains: dict[UUID, list[HabitRow]] = {}
    for row in rows:
        if row.chain_id is not None:
            chains.setdefault(row.chain_id, []).append(row)
    return {
        chain_id: sorted(links, key=lambda row: row.chain_position or 0)
        for chain_id, links in chains.items()
    }


def _quota(
    standing: Mapping[str, Any], kind: str, schedule: Mapping[str, Any], direction: str
) -> Quota | None:
    """How much of a quota is kept; None where an older release wrote the cache.

    Where such a cache does not say which version judges the quota, today's does.
    """
    found = standing.get("quota")
    if not found:
        return None
    kept, asked, *judge = found
    at_most, sums = judge or (direction == Direction.AT_MOST, is_sum(kind, schedule))
    return Quota(
        amount_of(kept),
        amount_of(asked),
        str(Direction.AT_MOST if at_most else Direction.AT_LEAST),
        sums,
        PERIODS[schedule["type"]],
        schedule["days"] if schedule["type"] == "rolling" else None,
    )


PERIODS = {"per_week": "week", "per_month": "month", "rolling": "days"}
"""The period of a quota, by the type of its schedule."""


def is_sum(kind: str, schedule: Mapping[str, Any]) -> bool:
    """Whether amounts of several days are added up before they are judged."""
    if kind == Kind.BINARY or schedule["type"] not in PERIODS:
        return False
    return schedule["type"] == "rolling" or "times" not in schedule


def _previous(standing: Mapping[str, Any]) -> PreviousStreak | None:
    """The run before the unit changed; a cache of an older release does not know it."""
    run = standing.get("previous_streak")
    return (
        PreviousStreak(run["length"], run["unit"], date.fromisoformat(run["to"])) if run else None
    )


def _longest(row: HabitRow) -> StreakView | None:
    run = evaluations.longest_of(row)
    return StreakView(run.length, run.unit, run.first, run.last) if run else None
