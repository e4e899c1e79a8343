"""What an import will write: decided from the file and from what is here, before it is written.

A habit that was never edited here follows the file in its words and rules; one that was keeps
its own. In both, what the file says about a day replaces what an earlier import said, entries
that were made here stay, and no entry is ever taken away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.imports import imports as store
from habit_app.db.queries.imports import undo as undo_store
from habit_app.db.queries.imports.undo import Link
from habit_app.db.rows import FullEntryRow, HabitRow
from habit_app.db.tables import Habit, HabitVersion
from habit_app.domain.badges import is_log
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.habits import Pause as Away
from habit_app.domain.habits import Rules
from habit_app.integrations.importers.history import ImportedHabit, ImportedHistory
from habit_app.services import histories
from habit_app.services.evaluation import evaluations
from habit_app.services.habits.habits import refuse_too_many
from habit_app.services.imports import matching, words
from habit_app.services.imports.days import Days, Moment, merged
from habit_app.services.imports.matching import Match
from habit_app.services.imports.pauses import Rests
from habit_app.services.imports.reports import HabitReport, habit_report
from habit_app.services.shared import long_work
from habit_app.services.shared.viewers import Viewer

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What is here already, as of one revision of the owner's data."""

    revision: int
    matches: list[Match]
    entries: dict[UUID, dict[date, FullEntryRow]]
    rests: Rests
    last_position: int
    links: list[Link]
    """Where habits stand in their chains."""


@dataclass(slots=True)
class HabitPlan:
    """What becomes of one habit of the file."""

    habit_id: UUID
    report: HabitReport
    made: Habit | None = None
    versions: list[HabitVersion] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    row: HabitRow | None = None
    """The habit as it was, if it was here."""
    leaves: bool = False
    """Whether it goes to the archive, and so out of its chain."""
    absent_through: date | None = None
    """Where a habit comes back from the trash: the last day that it was away."""
    assessment: evaluations.Assessment | None = None
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    log: list[tuple[Any, ...]] = field(default_factory=list)
    overwritten: list[tuple[date, datetime]] = field(default_factory=list)


def look(session: Session, *, viewer: Viewer, history: ImportedHistory) -> Known:
    """Read what an import has to know; refused where it would make too many habits."""
    revision = store.revision_of(session, viewer.id)
    rows = habit_store.list_rows(session, viewer.id, *store.came_from(history.tracker))
    matches = matching.match(history.tracker, history.habits, rows)
    coming = sum(map(_comes, matches))
    from_trash = sum(found.row is not None for found in matches if _comes(found))
    refuse_too_many(session, viewer, coming=coming, from_trash=from_trash)
    entries: dict[UUID, dict[date, FullEntryRow]] = {
        found.row.id: {} for found in matches if found.row
    }
    for entry in store.list_entries(session, list(entries)) if entries else ():
        entries[entry.habit_id][entry.day] = entry
    return Known(
        revision=revision,
        matches=matches,
        entries=entries,
        rests=Rests(viewer.id, habit_store.list_pauses(session, viewer.id)),
        last_position=habit_store.last_position(session, viewer.id),
        links=undo_store.list_links(session, viewer.id),
    )


def _comes(found: Match) -> bool:
    """Whether a habit of the file is one more to keep: a new one, or one from the trash."""
    return found.row is None or found.row.deleted_at is not None


def decide(
    history: ImportedHistory, known: Known, moment: Moment, progress: Progress
) -> list[HabitPlan]:
    """Decide on every habit; nothing is asked of the database."""
    plans: list[HabitPlan] = []
    position = known.last_position
    known.rests.bring(None, history.pauses)
    for habit, found in zip(history.habits, known.matches, strict=True):
        with long_work.lane(moment.viewer.id):
            if found.row is None:
                position += 1
                plans.append(_new(habit, found.origin, position, known, moment))
            else:
                plans.append(_known(habit, found.origin, found.row, known, moment))
        progress(len(plans), len(history.habits) + 1)
    known.rests.refuse_too_many()
    _link(history.habits, plans, moment)
    return plans


def _new(
    habit: ImportedHabit, origin: str | None, position: int, known: Known, moment: Moment
) -> HabitPlan:
    habit_id = uuid7()
    start = habit.start or moment.through
    known.rests.bring(habit_id, habit.pauses)
    if habit.archived:
        known.rests.archive(habit_id, moment.through)
    rules = Rules(
        kind=habit.kind,
        versions=habit.versions,
        start=start,
        end=habit.end,
        week_start=moment.viewer.week_start,
        pauses=tuple(Away(first, last) for first, last in known.rests.of(habit_id)),
    )
    days = merged(habit_id, habit, {}, rules, moment)
    plan = _plan(habit, habit_id, days, rules, moment, action="create")
    plan.versions = words.versions_of(habit, habit_id)
    plan.made = Habit(
        id=habit_id,
        owner_id=moment.viewer.id,
        kind=str(habit.kind),
        start_date=start,
        position=position,
        origin=origin,
        archived_at=moment.now if habit.archived else None,
        created_at=moment.now,
        updated_at=moment.now,
        **words.told(habit),
        **plan.changes,
    )
    return plan


def _known(
    habit: ImportedHabit, origin: str | None, row: HabitRow, known: Known, moment: Moment
) -> HabitPlan:
    yesterday = moment.today - timedelta(days=1)
    rested = known.rests.bring(row.id, habit.pauses)
    leaves = habit.archived and known.rests.archive(row.id, moment.through)
    pauses = known.rests.of(row.id, present_after=yesterday)
    rules = histories.rules_of(row, pauses, moment.viewer.week_start)
    changes: dict[str, Any] = {} if origin == row.origin else {"origin": origin}
    versions: list[HabitVersion] = []
    if row.updated_at == row.created_at:
        changes |= words.followed(habit, row)
        versions = words.asked_anew(habit, row)
        rules = replace(
            rules,
            versions=habit.versions if versions else rules.versions,
            start=changes.get("start_date", rules.start),
            end=changes.get("end_date", rules.end),
        )
    if leaves:
        changes |= {"archived_at": moment.now, "next_reminder_at": None}
    elif row.archived_at is not None and not known.rests.is_archived(row.id):
        changes["archived_at"] = None
    if row.deleted_at is not None:
        changes["deleted_at"] = None
    days = merged(row.id, habit, known.entries[row.id], rules, moment)
    touched = bool(days.entries or versions or rested or set(changes) - {"origin"})
    plan = _plan(habit, row.id, days, rules, moment, action="update" if touched else "skip")
    plan.changes = changes | plan.changes if touched else changes
    plan.versions, plan.leaves, plan.row = versions, leaves, row
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
    plan.overwritten = days.overwritten
    if action != "skip":
        plan.assessment = evaluations.assess(rules, lived, moment.today, None)
        plan.changes = {
            **evaluations.columns_of(plan.assessment),
            "last_day": days.last_day,
            "last_completed": days.last_completed,
            "logs": sum(is_log(rules, entry) for entry in lived),
        }
    return plan


def _link(habits: Sequence[ImportedHabit], plans: Sequence[HabitPlan], moment: Moment) -> None:
    """Put new habits into the chains that they were in; one alone makes none."""
    chains: dict[str, list[tuple[int, Habit, date]]] = {}
    for habit, plan in zip(habits, plans, strict=True):
        if habit.link and plan.made and not habit.archived:
            link = (habit.link.place, plan.made, habit.link.since or moment.today)
            chains.setdefault(habit.link.chain, []).append(link)
    for links in chains.values():
        chain_id = uuid7()
        links.sort(key=lambda link: link[0])
        for place, (_place, made, since) in enumerate(links if len(links) > 1 else ()):
            made.chain_id, made.chain_position, made.chain_since = chain_id, place, since
