"""What a habit asks: read out of drafts and changes, kept in versions that suit its kind."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from habit_app.db.queries import habits as store
from habit_app.db.rows import HabitRow
from habit_app.db.tables import HabitVersion
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.habits import Direction, Kind, check_rules, schedule_of_frequency
from habit_app.domain.schedules import RuleError, parse_schedule, schedule_dict
from habit_app.errors import Conflict, invalid_field
from habit_app.services import histories
from habit_app.services.habits import cards, version_limits
from habit_app.services.habits.drafts import HabitDraft, HabitReplacement, refused, thousandths

RULE_FIELDS = {"schedule", "frequency", "target", "direction"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a version asks, as it is stored."""

    schedule: dict[str, Any]
    target: int
    direction: str


def asked_by(draft: HabitDraft, *, kind: str, start: date) -> Asked:
    """Read what a draft asks for; refuses what the domain does not know how to judge."""
    target = thousandths(draft.target)
    try:
        if draft.schedule is not None:
            schedule = parse_schedule(draft.schedule, start=start)
        else:
            schedule, target = schedule_of_frequency(draft.frequency or "daily", Kind(kind), target)
        check_rules(Kind(kind), schedule, target, Direction(draft.direction))
    except RuleError as error:
        raise refused(error) from None
    return Asked(schedule_dict(schedule), target, draft.direction)


def put(
    session: Session,
    row: HabitRow,
    change: HabitReplacement,
    named: set[str],
    *,
    start: date,
    today: date,
) -> date | None:
    """Store what the habit asks after a change that names some fields.

    Returns the first day that it may judge anew; None where all stays as it was.
    """
    day = change.valid_from or today
    asked = _asked_after(row, change, named, start, day)
    kind = change.kind if "kind" in named else row.kind
    if asked is None and kind == row.kind:
        return None
    begins = _beginning(session, row, day, today)
    if kind != row.kind:
        begins = _make_way(session, row, kind, begins, today, is_put=asked is not None)
    if asked is not None:
        version_limits.refuse_too_many(session, row, begins)
        version = HabitVersion(
            habit_id=row.id,
            valid_from=begins,
            schedule=asked.schedule,
            target=asked.target,
            direction=asked.direction,
        )
        store.put_version(session, version)
    return FROM_EVER if kind != row.kind else min(begins, today)


def _asked_after(
    row: HabitRow, change: HabitReplacement, named: set[str], start: date, day: date
) -> Asked | None:
    """What the habit asks from `day` on after the change; None where that stays as it was."""
    if not named & (RULE_FIELDS | {"kind"}):
        return None
    schedule, target, direction = cards.asked_on(row, day)
    now = Asked(schedule, target, direction)
    merged: dict[str, Any] = {}
    if named & {"schedule", "frequency"}:
        merged |= {"schedule": change.schedule, "frequency": change.frequency}
        if change.schedule is None and change.frequency is None:
            merged["frequency"] = "daily"
    else:
        merged["schedule"] = schedule
    kind = change.kind if "kind" in named else row.kind
    draft = change.model_copy(
        update={
            **merged,
            "target": change.target if "target" in named else target / 1000,
            "direction": change.direction if "direction" in named else direction,
        }
    )
    if (draft.schedule, thousandths(draft.target), draft.direction, kind) == (
        schedule,
        target,
        direction,
        row.kind,
    ):
        return None
    asked = asked_by(draft, kind=kind, start=start)
    return None if asked == now else asked


def _beginning(session: Session, row: HabitRow, valid_from: date, today: date) -> date:
    """From when on a change is valid: from ever where the habit has not begun before."""
    if valid_from < today:
        raise invalid_field("valid_from", "A change cannot begin in the past.", "in-the-past")
    if valid_from <= row.start_date and not store.has_entries(session, row.id, before=valid_from):
        return FROM_EVER
    return valid_from


def _make_way(
    session: Session,
    row: HabitRow,
    kind: str,
    valid_from: date,
    today: date,
    *,
    is_put: bool,
) -> date:
    """Return from when on what the habit asks is valid once it is of another kind.

    A kind holds for all days at once, and changes only while nothing is recorded. So what was
    asked up to today and does not suit it gives way: the version of today, which the change
    replaces (`is_put`) or keeps, is then valid from ever. Refused are a planned version that does
    not suit, and a change that begins later than today while today's version does not.
    """
    versions = histories.versions_in(row)
    misfits = [
        day
        for day, schedule, target, direction in versions
        if not (is_put and day == valid_from)
        and not _suits(kind, schedule, target, direction, start=row.start_date)
    ]
    planned = [day for day in misfits if day > today]
    if planned:
        raise Conflict(
            f"What the habit asks from {planned[0]} on does not suit its new kind. "
            "Take that change back first.",
            "planned-for-other-kind",
        )
    if not misfits:
        return valid_from
    is_replaced = is_put and valid_from <= today
    if not is_replaced and max(day for day, *_ in versions if day <= today) in misfits:
        message = (
            f"What the habit asks on {today} does not suit its new kind, which begins at once."
        )
        raise invalid_field("valid_from", message, "kind-begins-at-once")
    store.begin_from_ever(session, row.id, today)
    return FROM_EVER if valid_from <= today else valid_from


def _suits(kind: str, schedule: str, target: int, direction: str, *, start: date) -> bool:
    try:
        asked = histories.schedule_in(schedule, start)
        check_rules(Kind(kind), asked, target, Direction(direction))
    except RuleError:
        return False
    return True
