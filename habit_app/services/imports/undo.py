"""Taking the last import back: exactly what it brought goes, and what was before is again.

What an import wrote of days stands in the log, under the instant of the import; so does what was
there before. What it made and changed otherwise it notes down (`record_of`), and the note is kept
with the import until the next one.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from habit_app.db.queries import badges as badge_store
from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.imports import imports as store
from habit_app.db.queries.imports import undo as undo_store
from habit_app.db.queries.imports.undo import Link
from habit_app.db.rows import HabitRow
from habit_app.db.session import unit_of_work
from habit_app.db.tables import HabitVersion, Pause
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.errors import Conflict, NotFound
from habit_app.services import histories
from habit_app.services.badges import badges
from habit_app.services.evaluation import evaluations, folding, last_kept
from habit_app.services.evaluation.outdated import outdate_predictions
from habit_app.services.habits import chains
from habit_app.services.imports.plans import HabitPlan, Known
from habit_app.services.reminders import reminders
from habit_app.services.shared.viewers import Viewer

COMPUTED = {"next_reminder_at", "logs"}
"""Columns that are computed anew, beside those of the evaluation."""


@dataclass(frozen=True, slots=True)
class Change:
    """A habit as it was: the columns that changed, its versions where they did, the trash."""

    habit_id: UUID
    columns: dict[str, Any]
    versions: list[tuple[date, dict[str, Any], int, str]]
    absent_through: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """What an import did at an instant, beside days."""

    at: datetime
    made: list[UUID]
    changed: list[Change]
    pauses: list[UUID]
    ended: list[UUID]
    recorded: dict[UUID, list[tuple[date, datetime]]] = field(default_factory=dict)
    """When days were recorded that an earlier import had brought, and this one overwrote."""
    links: list[Link] = field(default_factory=list)
    """The chains out of which it took a habit, as they were."""


_JSON = TypeAdapter(Record)
DATES = ("start_date", "end_date", "last_day")
INSTANTS = ("archived_at", "deleted_at", "last_completed")


def record_of(at: datetime, plans: Sequence[HabitPlan], known: Known) -> bytes:
    """Note down what an import does."""
    changed = [_change(plan, plan.row) for plan in plans if plan.row is not None and plan.changes]
    made = [plan.habit_id for plan in plans if plan.made]
    rests = known.rests
    ended = [pause.id for pause in rests.ended if pause not in rests.made]
    recorded = {plan.habit_id: plan.overwritten for plan in plans if plan.overwritten}
    left = {plan.row.chain_id for plan in plans if plan.row is not None and plan.leaves}
    links = [link for link in known.links if link.chain_id in left]
    paused = [pause.id for pause in rests.made]
    return _JSON.dump_json(Record(at, made, changed, paused, ended, recorded, links))


def _change(plan: HabitPlan, row: HabitRow) -> Change:
    computed = evaluations.columns_of(plan.assessment) if plan.assessment else {}
    names = set(plan.changes) - set(computed) - COMPUTED
    before = [
        (valid_from, json.loads(schedule), target, direction)
        for valid_from, schedule, target, direction in histories.versions_in(row)
    ]
    return Change(
        habit_id=row.id,
        columns={name: getattr(row, name) for name in names},
        versions=before if plan.versions else [],
        absent_through=plan.absent_through,
    )


def take_back(viewer: Viewer, import_id: UUID) -> None:
    """Take an import back; a dry run is forgotten. Only the last one is still known so well.

    A habit that it made goes, unless something was recorded in it since: then it stays with that.
    One that was edited since keeps its words.
    """
    with unit_of_work() as session:
        habit_store.lock_owner(session, viewer.id)
        run = store.find_run(session, viewer.id, import_id)
        if run is None:
            raise NotFound("There is no such import.", "import-not-found")
        if run.status == "imported":
            if run.payload is None:
                message = "Only the last import can be taken back."
                raise Conflict(message, "not-the-last-import")
            _undo(session, viewer, _JSON.validate_json(run.payload))
        store.delete_run(session, import_id)


def _undo(session: Session, viewer: Viewer, record: Record) -> None:
    alive = undo_store.used_habits(session, record.made)
    _remove(session, viewer, [habit_id for habit_id in record.made if habit_id not in alive])
    ids = [*alive, *(change.habit_id for change in record.changed)]
    said = _restore_days(session, ids, record)
    everything = undo_store.restore_pauses(session, viewer.id, record.pauses, record.ended)
    before = {row.id: row for row in habit_store.list_rows(session, viewer.id)}
    for change in record.changed:
        row = before.get(change.habit_id)
        if row is not None and row.updated_at <= record.at:
            _restore(session, viewer, change)
    _restore_chains(session, viewer, record)
    rows = habit_store.list_rows(session, viewer.id)
    anew = [row for row in rows if everything or row.id in said]
    _assess(session, viewer, anew, said)
    reminders.reschedule(session, owner_id=viewer.id, habit_ids=[row.id for row in anew])
    if undo_store.forget_badges(session, viewer.id, badges.SUMMARY, record.at):
        badges.ask_look_back(session, viewer.id, quiet=True)


def _remove(session: Session, viewer: Viewer, ids: Sequence[UUID]) -> None:
    """Let habits go for good, with the badges that nothing but the import has won."""
    for habit_id in ids:
        row = habit_store.find_row(session, viewer.id, habit_id, with_deleted=True)
        if row is not None:
            chains.leave(session, viewer=viewer, row=row)
    undo_store.delete_habits(session, viewer.id, ids)


Said = dict[UUID, list[tuple[date, Entry | None]]]


def _restore_days(session: Session, ids: Iterable[UUID], record: Record) -> Said:
    """Put back what days held before the import, where they still hold what it brought."""
    said: Said = {}
    for habit_id in ids:
        said[habit_id] = days = []
        recorded = dict(record.recorded.get(habit_id, ()))
        for day, before in undo_store.words_before(session, habit_id, record.at, recorded):
            entry = before and Entry(day, EntryStatus(before.status), before.value)
            days.append((day, entry))
        undo_store.forget_words(session, habit_id, record.at)
    return said


def _restore(session: Session, viewer: Viewer, change: Change) -> None:
    """Give a habit back its words and rules."""
    columns = dict(change.columns)
    for names, read in ((DATES, date.fromisoformat), (INSTANTS, datetime.fromisoformat)):
        for name in names:
            if isinstance(columns.get(name), str):
                columns[name] = read(columns[name])
    if columns:
        habit_store.update_habit(session, change.habit_id, columns)
    if change.versions:
        versions = [
            HabitVersion(
                habit_id=change.habit_id,
                valid_from=valid_from,
                schedule=schedule,
                target=target,
                direction=direction,
            )
            for valid_from, schedule, target, direction in change.versions
        ]
        store.replace_versions(session, change.habit_id, versions)
    if change.absent_through and not undo_store.reopen_absence(
        session, change.habit_id, change.absent_through
    ):
        first = change.absent_through + timedelta(days=1)
        away = Pause(owner_id=viewer.id, habit_id=change.habit_id, kind="delete", first_day=first)
        habit_store.insert_pause(session, away)


def _restore_chains(session: Session, viewer: Viewer, record: Record) -> None:
    """Put habits back into their chains, unless somebody changed those or them since."""
    archived = {change.habit_id for change in record.changed if "archived_at" in change.columns}
    rows = {row.id: row for row in habit_store.list_rows(session, viewer.id, habit_store.active())}
    for _, links in groupby(record.links, key=lambda link: link.chain_id):
        before = list(links)
        ids = [link.habit_id for link in before]
        joined = [habit_id for habit_id in ids if habit_id not in archived]
        left = joined if len(joined) > 1 else []
        if rows.keys() >= set(ids) and _chained(rows, ids) == left:
            habit_store.update_habits(session, [link._asdict() for link in before])


def _chained(rows: Mapping[UUID, HabitRow], ids: Sequence[UUID]) -> list[UUID]:
    """All links, in their order, of the chains that some habits are in now."""
    chains_now = {rows[habit_id].chain_id for habit_id in ids} - {None}
    links = [row for row in rows.values() if row.chain_id in chains_now]
    return [row.id for row in sorted(links, key=lambda row: (row.chain_id, row.chain_position))]


def _assess(session: Session, viewer: Viewer, rows: Sequence[HabitRow], said: Said) -> None:
    """Fold the habits that stay from their beginning; so they are as if it had never been."""
    rules = histories.rules_of_own(session, viewer=viewer, rows=rows)
    folds = [
        folding.fold_of(row, rules[row.id], viewer, None, tuple(said.get(row.id, ())))
        for row in rows
    ]
    done = folding.assess_all(session, folds)
    entry_store.drop_checkpoints(session, list(done), FROM_EVER)
    evaluations.store(session, done)
    outdate_predictions(session, viewer=viewer, habit_ids=list(done))
    tomorrow = viewer.today() + timedelta(days=1)
    for row in rows:
        latest = last_kept.before(session, row.id, rules[row.id], tomorrow)
        if latest["last_day"] != row.last_day:
            habit_store.update_habit(session, row.id, latest)
        badge_store.recount_logs(session, row.id)
