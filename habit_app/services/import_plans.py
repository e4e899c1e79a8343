"""What an import will write: decided from the file and from what is here, before it is written.

A habit that was never edited here follows the file in its words and rules; one that was keeps
its own. In both, what the file says about a day replaces what an earlier import said, entries
that were made here stay, and no entry is ever taken away.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app.db import habits as habit_store
from habit_app.db import imports as store
from habit_app.db.habits import HabitRow
from habit_app.db.tables import Habit, HabitVersion, Pause
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.badges import is_log
from habit_app.domain.evaluation import evaluate
from habit_app.domain.habits import Pause as Away
from habit_app.domain.habits import Rules, Version
from habit_app.domain.schedules import schedule_dict
from habit_app.integrations.importers.history import ImportedHabit, ImportedHistory
from habit_app.services import evaluations, heavy, origins
from habit_app.services.evaluations import PauseIndex
from habit_app.services.habits import refuse_too_many
from habit_app.services.import_days import Days, Moment, merged
from habit_app.services.import_reports import HabitReport, habit_report
from habit_app.services.origins import Match
from habit_app.services.viewers import Viewer

FOLLOWING = ("title", "description", "color", "unit", "reminder_times", "reminder_days")
"""The fields in which a habit that was never edited here follows the file."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What is here already, as of one revision of the owner's data."""

    revision: int
    matches: list[Match]
    entries: dict[UUID, dict[date, Any]]
    pauses: Sequence[Any]
    last_position: int


@dataclass(slots=True)
class HabitPlan:
    """What becomes of one habit of the file."""

    habit_id: UUID
    report: HabitReport
    made: Habit | None = None
    version: HabitVersion | None = None
    away: Pause | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    absent_through: date | None = None
    """Where a habit comes back from the trash: the last day that it was away."""
    assessment: evaluations.Assessment | None = None
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    log: list[tuple[Any, ...]] = field(default_factory=list)


def look(session: Session, *, viewer: Viewer, history: ImportedHistory) -> Known:
    """Read what an import has to know; refused where it would make too many habits."""
    revision = store.revision_of(session, viewer.id)
    rows = habit_store.list_rows(session, viewer.id, store.came_from(history.tracker))
    matches = origins.match(history.tracker, history.habits, rows)
    coming = sum(map(_comes, matches))
    from_trash = sum(found.row is not None for found in matches if _comes(found))
    refuse_too_many(session, viewer, coming=coming, from_trash=from_trash)
    entries: dict[UUID, dict[date, Any]] = {found.row.id: {} for found in matches if found.row}
    for entry in store.list_entries(session, list(entries)) if entries else ():
        entries[entry.habit_id][entry.day] = entry
    return Known(
        revision=revision,
        matches=matches,
        entries=entries,
        pauses=habit_store.list_pauses(session, viewer.id),
        last_position=habit_store.last_position(session, viewer.id),
    )


def _comes(found: Match) -> bool:
    """Whether a habit of the file is one more to keep: a new one, or one from the trash."""
    return found.row is None or found.row.deleted_at is not None


def decide(
    habits: Sequence[ImportedHabit], known: Known, moment: Moment, progress: Progress
) -> list[HabitPlan]:
    """Decide on every habit; nothing is asked of the database."""
    plans: list[HabitPlan] = []
    position = known.last_position
    for habit, found in zip(habits, known.matches, strict=True):
        with heavy.lane():
            if found.row is None:
                position += 1
                plans.append(_new(habit, found.origin, position, known, moment))
            else:
                plans.append(_known(habit, found.origin, found.row, known, moment))
        progress(len(plans), len(habits) + 1)
    return plans


def _new(
    habit: ImportedHabit, origin: str, position: int, known: Known, moment: Moment
) -> HabitPlan:
    habit_id = uuid7()
    start = habit.start or moment.through
    away = _archived(habit_id, moment) if habit.archived else None
    pauses = [*PauseIndex(known.pauses).of(habit_id), *_spans(away)]
    rules = Rules(
        kind=habit.kind,
        versions=(_version(habit),),
        start=start,
        week_start=moment.viewer.week_start,
        pauses=tuple(Away(first, last) for first, last in pauses),
    )
    days = merged(habit_id, habit, {}, rules, moment)
    plan = _plan(habit, habit_id, days, rules, moment, action="create")
    asked = _asked(habit)
    plan.version = HabitVersion(habit_id=habit_id, valid_from=FROM_EVER, **asked)
    plan.away = away
    plan.made = Habit(
        id=habit_id,
        owner_id=moment.viewer.id,
        kind=str(habit.kind),
        start_date=start,
        position=position,
        origin=origin,
        archived_at=moment.now if away else None,
        created_at=moment.now,
        updated_at=moment.now,
        **_told(habit),
        **plan.changes,
    )
    return plan


def _known(
    habit: ImportedHabit, origin: str, row: HabitRow, known: Known, moment: Moment
) -> HabitPlan:
    own = [pause for pause in known.pauses if pause.habit_id == row.id]
    away = None
    if habit.archived and not any(pause.kind == "archive" for pause in own):
        away = _archived(row.id, moment)
    yesterday = moment.today - timedelta(days=1)
    pauses = [*_pauses_of(row, known.pauses, yesterday), *_spans(away)]
    rules = evaluations.rules_of(row, pauses, moment.viewer.week_start)
    changes: dict[str, Any] = {} if origin == row.origin else {"origin": origin}
    version = None
    if row.updated_at == row.created_at:
        changes |= _followed(habit, row)
        version = _asked_anew(habit, row)
        versions = (_version(habit),) if version else rules.versions
        rules = replace(rules, versions=versions, start=changes.get("start_date", rules.start))
    if away:
        changes |= {"archived_at": moment.now, "next_reminder_at": None}
    if row.deleted_at is not None:
        changes["deleted_at"] = None
    days = merged(row.id, habit, known.entries[row.id], rules, moment)
    touched = bool(days.entries or version or set(changes) - {"origin"})
    plan = _plan(habit, row.id, days, rules, moment, action="update" if touched else "skip")
    plan.changes = changes | plan.changes if touched else changes
    plan.version, plan.away = version, away
    plan.absent_through = yesterday if row.deleted_at is not None else None
    return plan


def _plan(
    habit: ImportedHabit,
    habit_id: UUID,
    days: Days,
    rules: Rules,
    moment: Moment,
    *,
    action: str,
) -> HabitPlan:
    """Evaluate the habit as it will be: its cache as of today, the report as of `through`."""
    lived = [entry for entry in days.all if entry.day <= moment.today]
    shown = [entry for entry in lived if entry.day <= moment.through]
    strength = evaluate(rules, shown, moment.through).now.strength
    count = len(days.entries)
    report = habit_report(habit, action, entries=count, kept=days.kept, strength=strength)
    plan = HabitPlan(habit_id, report, entries=days.entries, log=days.log)
    if action != "skip":
        plan.assessment = evaluations.assess(rules, lived, moment.today, None)
        plan.changes = {
            **evaluations.columns_of(plan.assessment),
            "last_day": days.last_day,
            "last_completed": days.last_completed,
            "logs": sum(is_log(rules, entry) for entry in lived),
        }
    return plan


def _followed(habit: ImportedHabit, row: HabitRow) -> dict[str, Any]:
    changes = {name: told for name, told in _told(habit).items() if told != getattr(row, name)}
    if habit.start and habit.start < row.start_date:
        changes["start_date"] = habit.start
    return changes


def _told(habit: ImportedHabit) -> dict[str, Any]:
    """What the file tells of a habit's words; not every one knows of reminders or categories."""
    told = {name: getattr(habit, name) for name in FOLLOWING}
    if habit.category is not None:
        told["category"] = habit.category
    if habit.reminder_times is None:
        del told["reminder_times"], told["reminder_days"]
    return told


def _asked_anew(habit: ImportedHabit, row: HabitRow) -> HabitVersion | None:
    """The habit's one version, where the file asks for something else by now."""
    versions = evaluations.versions_in(row)
    valid_from, schedule, target, direction = versions[0]
    here = {"schedule": json.loads(schedule), "target": target, "direction": direction}
    asked = _asked(habit)
    if len(versions) > 1 or asked == here:
        return None
    return HabitVersion(habit_id=row.id, valid_from=valid_from, **asked)


def _asked(habit: ImportedHabit) -> dict[str, Any]:
    return {
        "schedule": schedule_dict(habit.schedule),
        "target": habit.target,
        "direction": str(habit.direction),
    }


def _version(habit: ImportedHabit) -> Version:
    return Version(None, habit.schedule, habit.target, habit.direction)


def _archived(habit_id: UUID, moment: Moment) -> Pause:
    """Loop goes on counting archived habits; ours rest from the day after the file's last."""
    return Pause(
        owner_id=moment.viewer.id,
        habit_id=habit_id,
        kind="archive",
        first_day=moment.through + timedelta(days=1),
    )


def _spans(away: Pause | None) -> list[tuple[date, date | None]]:
    return [(away.first_day, away.last_day)] if away else []


def _pauses_of(
    row: HabitRow, pauses: Sequence[Any], yesterday: date
) -> Iterator[tuple[date, date | None]]:
    """A habit's pauses as they will be; being in the trash has ended by then."""
    for pause in pauses:
        if pause.habit_id in {None, row.id}:
            last = pause.last_day or (yesterday if pause.kind == "delete" else None)
            if last is None or last >= pause.first_day:
                yield pause.first_day, last
