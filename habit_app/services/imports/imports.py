"""Use-cases on imports: what a file would do, and doing it, whole or not at all.

The file is parsed first. Then one transaction reads what is here, and a second one writes: while a
file is parsed or ten years are evaluated, no lock is held. So these use-cases open their own two
transactions. Where the user changed something between them, both are done again.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db import bulk
from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.imports import imports as store
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import ImportRun
from habit_app.db.tables.habits import FROM_EVER
from habit_app.errors import Conflict, NotFound, invalid_field
from habit_app.integrations.importers import apart
from habit_app.integrations.importers.history import ImportedHistory
from habit_app.services.badges import badges
from habit_app.services.evaluation import evaluations, folding
from habit_app.services.evaluation.outdated import outdate_predictions
from habit_app.services.habits import chains, habits
from habit_app.services.imports import budgets
from habit_app.services.imports import plans as import_plans
from habit_app.services.imports import undo as import_undo
from habit_app.services.imports.days import Moment
from habit_app.services.imports.pauses import Rests
from habit_app.services.imports.plans import HabitPlan, Progress
from habit_app.services.imports.reports import ImportReport, as_stored, from_stored, report_of
from habit_app.services.imports.views import ImportView
from habit_app.services.reminders import reminders
from habit_app.services.shared import long_work
from habit_app.services.shared.viewers import Viewer

SAVE_TRIES = 5
"""Times: that an import is planned again because its user changed something meanwhile."""
DRY_RUNS = 3
"""Dry runs: of a user, that wait to be confirmed, each with its file."""


def read(payload: bytes, *, today: date, owner_id: UUID | None = None) -> ImportedHistory:
    """Parse a file. `today` is the owner's habit day.

    A command may give the file's last day instead, to compare with what the other tracker showed
    on it.

    `owner_id` is charged for the reading, whatever comes of it; a command's is free.
    """
    paid = long_work.paid(owner_id, budgets.READ_AS_DAYS) if owner_id else nullcontext()
    with paid:
        history = apart.read(payload, today=today)
    budgets.check_entries(history.habits)
    return history


def read_as(tracker: str, payload: bytes, *, viewer: Viewer) -> ImportedHistory:
    """Parse a file that somebody sends, and refuse another tracker's than they named.

    Every file is known by what is in it, so that `auto` names none.
    """
    history = read(payload, today=viewer.today(), owner_id=viewer.id)
    if tracker not in {"auto", history.tracker}:
        raise invalid_field("format", "This file is from another tracker.", "another-format")
    return history


def preview(
    viewer: Viewer,
    history: ImportedHistory,
    *,
    today: date | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Say what an import would do."""
    return _prepare(viewer, history, today, progress).report


def keep(viewer: Viewer, history: ImportedHistory, payload: bytes) -> ImportView:
    """Say what an import would do, and keep the file until it is carried out."""
    report = preview(viewer, history)
    run = ImportRun(
        owner_id=viewer.id,
        format=history.format,
        status="dry_run",
        report=as_stored(report),
        payload=payload,
    )
    with unit_of_work() as session:
        store.drop_dry_runs(session, viewer.id, but=DRY_RUNS - 1)
        store.insert_run(session, run)
    return ImportView(run.id, run.status, report)


def bring_in(
    viewer: Viewer,
    history: ImportedHistory,
    *,
    today: date | None = None,
    progress: Progress | None = None,
) -> ImportView:
    """Import a file: all of it, or nothing where that is refused."""
    run = ImportRun(owner_id=viewer.id, format=history.format, status="imported", report={})

    def note(session: Session, report: ImportReport, undo: bytes) -> None:
        run.report, run.payload = as_stored(report), undo
        store.insert_run(session, run)
        store.keep_one_undo(session, viewer.id, run.id)

    report = _carry_out(viewer, history, today, progress, note)
    return ImportView(run.id, run.status, report)


def find(session: Session, *, viewer: Viewer, import_id: UUID) -> ImportView:
    run = _require(session, viewer, import_id)
    return ImportView(run.id, run.status, from_stored(run.report))


def carry_out(viewer: Viewer, import_id: UUID) -> ImportView:
    """Carry out what a dry run planned; doing so twice changes nothing more."""
    with read_only() as session:
        run = _require(session, viewer, import_id)
    if run.payload is None or run.status == "imported":
        return ImportView(run.id, run.status, from_stored(run.report))

    def note(session: Session, report: ImportReport, undo: bytes) -> None:
        store.finish_run(session, import_id, as_stored(report), undo)
        store.keep_one_undo(session, viewer.id, import_id)

    history = read(run.payload, today=viewer.today(), owner_id=viewer.id)
    report = _carry_out(viewer, history, None, None, note)
    return ImportView(import_id, "imported", report)


def _require(session: Session, viewer: Viewer, import_id: UUID) -> ImportRun:
    run = store.find_run(session, viewer.id, import_id)
    if run is None:
        raise NotFound("There is no such import.", "import-not-found")
    return run


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A plan, made ready for the driver, and the revision that it goes on from."""

    revision: int
    plans: list[HabitPlan]
    rests: Rests
    entries: bulk.Batch
    log: bulk.Batch
    report: ImportReport
    undo: bytes


def _prepare(
    viewer: Viewer, history: ImportedHistory, today: date | None, progress: Progress | None
) -> _Prepared:
    now = clock.utc_now()
    lived = viewer.today(now)
    through = today or lived
    if through > lived:
        raise invalid_field("today", f"That day has not come yet; today is {lived}.", "future-day")
    moment = Moment(viewer, now, today=lived, through=through)
    with read_only() as session:
        known = import_plans.look(session, viewer=viewer, history=history)
    days = budgets.checked_days(history.habits, known.matches, today=lived)
    with long_work.paid(viewer.id, days):
        plans = import_plans.decide(history, known, moment, progress or _silent)
    return _Prepared(
        revision=known.revision,
        plans=plans,
        rests=known.rests,
        entries=store.entries_batch(_taken(plan.entries for plan in plans)),
        log=store.log_batch(_taken(plan.log for plan in plans)),
        report=report_of(history, [plan.report for plan in plans]),
        undo=import_undo.record_of(now, plans, known),
    )


def _taken(lists: Iterable[list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """All rows in one list, taken out of the plans: ten years of them are not held twice."""
    rows: list[tuple[Any, ...]] = []
    for part in lists:
        rows.extend(part)
        part.clear()
    return rows


def _silent(_done: int, _of: int) -> None:
    """The progress of an import that nobody watches."""


def _carry_out(
    viewer: Viewer,
    history: ImportedHistory,
    today: date | None,
    progress: Progress | None,
    note: Callable[[Session, ImportReport, bytes], None],
) -> ImportReport:
    """Read, then write; both again where the owner changed something in between."""
    for _ in range(SAVE_TRIES):
        prepared = _prepare(viewer, history, today, progress)
        with unit_of_work() as session:
            habit_store.lock_owner(session, viewer.id)
            if store.revision_of(session, viewer.id) == prepared.revision + 1:
                _write(session, viewer, prepared)
                note(session, prepared.report, prepared.undo)
                badges.ask_look_back(session, viewer.id, quiet=True)
                (progress or _silent)(len(history.habits) + 1, len(history.habits) + 1)
                return prepared.report
    raise Conflict("Your habits kept changing meanwhile. Try again.", "changed-meanwhile")


def _write(session: Session, viewer: Viewer, prepared: _Prepared) -> None:
    """Write the plans; an error leaves nothing behind."""
    plans = prepared.plans
    made = [plan for plan in plans if plan.made]
    store.insert_habits(
        session,
        [plan.made for plan in made if plan.made],
        [version for plan in made for version in plan.versions],
        prepared.rests.made,
    )
    for pause in prepared.rests.ended:
        habit_store.update_pause(session, pause.id, {"last_day": pause.last_day})
    for plan in plans:
        if plan.made is None:
            _change(session, viewer, plan)
    touched = [plan.habit_id for plan in plans if plan.made or plan.changes]
    reminders.reschedule(session, owner_id=viewer.id, habit_ids=touched)
    bulk.write(session, prepared.entries)
    bulk.write(session, prepared.log)
    assessed = {plan.habit_id: plan.assessment for plan in plans if plan.assessment}
    entry_store.drop_checkpoints(session, list(assessed), FROM_EVER)
    evaluations.store_checkpoints(session, assessed)
    outdate_predictions(session, viewer=viewer, habit_ids=list(assessed))
    _fold_others_again(session, viewer, prepared)


def _fold_others_again(session: Session, viewer: Viewer, prepared: _Prepared) -> None:
    """Fold the other habits again where the file brought a pause of everything."""
    if anew := prepared.rests.of_everything:
        first = min(pause.first_day for pause in anew)
        done = [plan.habit_id for plan in prepared.plans if plan.assessment]
        others = habit_store.HABIT.c.id.not_in(done)
        rows = habit_store.list_rows(session, viewer.id, others)
        ids = [row.id for row in rows if row.deleted_at is None]
        folding.reassess(session, viewer=viewer, habit_ids=ids, first=first)


def _change(session: Session, viewer: Viewer, plan: HabitPlan) -> None:
    if plan.leaves:
        row = habits.require(session, viewer, plan.habit_id, with_deleted=True)
        chains.leave(session, viewer=viewer, row=row)
    if plan.absent_through:
        habit_store.end_span(session, plan.habit_id, "delete", plan.absent_through)
    if plan.versions:
        store.replace_versions(session, plan.habit_id, plan.versions)
    if plan.changes:
        habit_store.update_habit(session, plan.habit_id, plan.changes)
