"""Use-cases on habits: making, finding, listing, changing them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import badges as badge_store
from habit_app.db.queries import habits as store
from habit_app.db.rows import HabitRow, PauseRow
from habit_app.db.tables import Habit, HabitVersion, Pause
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.schedules import frequency_of, parse_schedule
from habit_app.errors import Conflict, NotFound, invalid_field
from habit_app.services.evaluation import evaluations, folding, last_kept
from habit_app.services.habits import cards, chains, changes
from habit_app.services.habits.drafts import HabitDraft, HabitPatch, HabitReplacement
from habit_app.services.habits.views import HabitDetail, PauseView, VersionView
from habit_app.services.reminders import reminders
from habit_app.services.shared.viewers import Viewer

MOST_HABITS = 500
"""Habits: that a user may have, the archived ones among them."""
MOST_IN_TRASH = 500
"""Habits: that the trash holds beside those."""
TRASH_DAYS = 30
"""Days: after which a habit leaves the trash for good."""


def create(session: Session, *, viewer: Viewer, draft: HabitDraft) -> HabitDetail:
    """Make a habit at the end of the owner's order; at most 500 that are not deleted."""
    store.lock_owner(session, viewer.id)
    refuse_too_many(session, viewer, coming=1)
    today = viewer.today()
    start = draft.start_date or today
    _refuse_dates(start, draft.end_date)
    asked = changes.asked_by(draft, kind=draft.kind, start=start)
    habit = Habit(
        **draft.model_dump(include=set(STORED_FIELDS)),
        owner_id=viewer.id,
        start_date=start,
        position=store.last_position(session, viewer.id) + 1,
        as_of=today,
        folded_through=today,
    )
    version = HabitVersion(
        habit_id=habit.id,
        valid_from=FROM_EVER,
        schedule=asked.schedule,
        target=asked.target,
        direction=asked.direction,
    )
    store.insert_habit(session, habit, version)
    if draft.after_habit_id:
        chains.put_after(session, viewer=viewer, habit_id=habit.id, after=draft.after_habit_id)
    folding.reassess(session, viewer=viewer, habit_ids=[habit.id], first=None)
    if draft.reminder_times:
        reminders.reschedule(session, owner_id=viewer.id, habit_ids=[habit.id])
    return find(session, viewer=viewer, habit_id=habit.id)


def refuse_too_many(session: Session, viewer: Viewer, *, coming: int, from_trash: int = 0) -> None:
    """Refuse more habits than are kept, and more than are kept and in the trash together."""
    kept, stored = store.count_habits(session, viewer.id)
    if coming and kept + coming > MOST_HABITS:
        raise Conflict(f"More than {MOST_HABITS} habits are too many to keep.", "too-many-habits")
    if stored + coming - from_trash > MOST_HABITS + MOST_IN_TRASH and coming > from_trash:
        raise Conflict(
            f"There are {MOST_HABITS + MOST_IN_TRASH} habits with those in the trash, "
            f"which leave it after {TRASH_DAYS} days.",
            "trash-full",
        )


STORED_FIELDS = [
    "title",
    "description",
    "category",
    "color",
    "icon",
    "kind",
    "unit",
    "time_of_day",
    "reminder_times",
    "reminder_days",
    "end_date",
]
"""The fields that are stored as the client says them."""


def _refuse_dates(start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise invalid_field("end_date", "A habit cannot end before it starts.", "end-before-start")


def find(session: Session, *, viewer: Viewer, habit_id: UUID) -> HabitDetail:
    """Return the whole of one habit, archived ones too, deleted ones not."""
    row = require(session, viewer, habit_id)
    today = viewer.today()
    forward = evaluations.bring_forward(session, viewer=viewer, rows=[row])
    pauses = [
        pause
        for pause in store.list_pauses(session, viewer.id)
        if pause.kind == "pause" and pause.habit_id in {None, habit_id}
    ]
    return HabitDetail(
        **cards.habit_fields(cards.brought(row, forward), today, row.predecessor),
        description=row.description,
        versions=list_versions(session, viewer=viewer, habit_id=habit_id),
        chain=chains.links_of(session, viewer=viewer, row=row),
        pauses=[pause_view(pause) for pause in pauses],
    )


def require(
    session: Session, viewer: Viewer, habit_id: UUID, *, with_deleted: bool = False
) -> HabitRow:
    """Return the row of the viewer's habit; a stranger's is not found."""
    row = store.find_row(session, viewer.id, habit_id, with_deleted=with_deleted)
    if row is None:
        raise NotFound("There is no such habit.", "habit-not-found")
    return row


def pause_view(row: Pause | PauseRow) -> PauseView:
    return PauseView(
        id=row.id,
        habit_id=row.habit_id,
        from_=row.first_day,
        to=row.last_day,
        reason=row.reason,
        created_at=row.created_at,
    )


def has_entries(session: Session, *, viewer: Viewer, habit_id: UUID) -> bool:
    """Whether anything was recorded, so that kind and unit stay as they are."""
    return store.has_entries(session, require(session, viewer, habit_id).id)


def edit(
    session: Session, *, viewer: Viewer, habit_id: UUID, change: HabitReplacement
) -> HabitDetail:
    """Change a habit: all of it, or the fields that a patch names.

    What is asked (schedule, target, direction) changes from `valid_from` on, today by default,
    never in the past. Kind and unit stay as they are once there are entries.
    """
    store.lock_owner(session, viewer.id)
    row = require(session, viewer, habit_id)
    named = change.model_fields_set if isinstance(change, HabitPatch) else EVERY
    start = (change.start_date if "start_date" in named else None) or row.start_date
    end = change.end_date if "end_date" in named else row.end_date
    if (start, end) != (row.start_date, row.end_date):
        _refuse_dates(start, end)
    values = change.model_dump(include=set(STORED_FIELDS) & named)
    _refuse_immutable(session, row, values)

    today = viewer.today()
    first = changes.put(session, row, change, named, start=start, today=today)
    if first is not None:
        badge_store.recount_logs(session, habit_id)
        last_kept.again(session, viewer=viewer, habit_id=habit_id)
    first = FROM_EVER if start != row.start_date else first or today
    if end != row.end_date:
        first = min(day for day in (first, end, row.end_date) if day is not None)
    store.update_habit(
        session, habit_id, {**values, "start_date": start, "updated_at": clock.utc_now()}
    )
    if "after_habit_id" in named:
        chains.put_after(session, viewer=viewer, habit_id=habit_id, after=change.after_habit_id)
    folding.reassess(session, viewer=viewer, habit_ids=[habit_id], first=first)
    if any(values.get(name, getattr(row, name)) != getattr(row, name) for name in REMINDING):
        reminders.reschedule(session, owner_id=viewer.id, habit_ids=[habit_id])
    return find(session, viewer=viewer, habit_id=habit_id)


REMINDING = ("reminder_times", "reminder_days")
"""Fields whose change schedules reminders anew."""
EVERY = {*STORED_FIELDS, *changes.RULE_FIELDS, "start_date", "after_habit_id"}
"""What a whole replacement sets."""


def _refuse_immutable(session: Session, row: HabitRow, values: dict[str, Any]) -> None:
    changed = [
        name for name in ("kind", "unit") if name in values and values[name] != getattr(row, name)
    ]
    if changed and store.has_entries(session, row.id):
        raise Conflict(
            f"The {changed[0]} stays as it is once there are entries.", "immutable-field"
        )


def list_versions(session: Session, *, viewer: Viewer, habit_id: UUID) -> list[VersionView]:
    """Return what the habit asked for, from when on, oldest first."""
    row = require(session, viewer, habit_id)
    return [
        VersionView(
            id=version.id,
            valid_from=None if version.valid_from == FROM_EVER else version.valid_from,
            schedule=version.schedule,
            frequency=frequency_of(parse_schedule(version.schedule, start=row.start_date)),
            target=version.target / 1000,
            direction=version.direction,
            created_at=version.created_at,
        )
        for version in store.list_versions(session, habit_id)
    ]
