"""Use-cases on check-ins: what somebody says about a habit and a day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import checkins as store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries import nudges as nudge_store
from habit_app.db.rows import CheckinRow, HabitRow
from habit_app.domain.badges import is_early
from habit_app.domain.entries import DayRecord, Entry
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.evaluation.evaluation import Checkpoint
from habit_app.domain.habits import Rules
from habit_app.errors import NotFound
from habit_app.services import histories
from habit_app.services.badges import badges
from habit_app.services.badges.evidence import Tick
from habit_app.services.checkins.entry_views import entry_view
from habit_app.services.checkins.statements import (
    Checkin,
    DaySoFar,
    counts,
    decide,
    entry_of,
    record_in,
    refuse_day,
    rows_of,
    what_counts,
)
from habit_app.services.checkins.views import CheckinResult
from habit_app.services.evaluation import evaluations, folding, last_kept
from habit_app.services.evaluation.evaluations import Assessment
from habit_app.services.evaluation.outdated import outdate_predictions, outdates
from habit_app.services.habits import cards
from habit_app.services.habits.drafts import EARLIEST
from habit_app.services.shared.viewers import Viewer

LOOKS_BACK = timedelta(days=evaluations.CELLS + 45)
"""How far back a check-in reads at once: the cells, and what most schedules look back to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, and whether the day had no entry before (201) or had one (200)."""

    result: CheckinResult
    created: bool


@dataclass(frozen=True, slots=True)
class _Context:
    """A check-in under way: who says it, of which habit as it was loaded, about which day.

    The clock was asked once, so all that is written is of one moment.
    """

    session: Session
    viewer: Viewer
    read: CheckinRow
    rules: Rules
    day: date
    today: date
    now: datetime

    @property
    def row(self) -> HabitRow:
        return self.read.habit


def check_in(session: Session, *, viewer: Viewer, habit_id: UUID, checkin: Checkin) -> Outcome:
    """Record a statement about a day and bring the habit's figures up to it.

    Days after today are refused, and so are archived habits. A replay (same `op_id`) changes
    nothing and answers as the first time; a queued statement that is older than the newest
    one about its day loses, and the answer says so; an amount to add counts all the same.
    Nothing is written before all is checked.
    """
    habit_store.lock_owner(session, viewer.id)
    now = clock.utc_now()
    today = viewer.today(now)
    day = checkin.day or today
    read = store.load_for_checkin(
        session,
        viewer.id,
        habit_id,
        day=day,
        since=max(min(day, today), EARLIEST) - LOOKS_BACK,
        until=today,
        op_id=checkin.op_id,
        is_early=is_early(viewer.minute(now)),
        with_log=checkin.statement.needs_log,
    )
    if read is None:
        raise NotFound("There is no such habit.", "habit-not-found")
    rules = histories.rules_of_one(read.habit, viewer.week_start)
    context = _Context(session, viewer, read, rules, day, today, now)
    if read.replayed:
        said_on, status, value, note, created = read.replayed
        about = replace(context, day=date.fromisoformat(said_on))
        return _answer(about, record_in(status, value, note), created=bool(created))
    refuse_day(read.habit.archived_at, day, today)
    before = record_in(*read.before) if read.before else None
    so_far = DaySoFar(rules, day, before, read.newest_made_at, read.said)
    statement = what_counts(checkin, so_far, checkin.said_at(now))
    if statement is None:
        return _answer(context, before, applied=False)

    return _record(context, so_far, replace(checkin, statement=statement))


def _record(context: _Context, so_far: DaySoFar, checkin: Checkin) -> Outcome:
    """Write what the statement makes of its day, and how the habit stands then."""
    session, rules, day = context.session, context.rules, context.day
    read, row = context.read, context.row
    before, after = so_far.record, decide(checkin.statement, so_far)
    created = before is None and after is not None
    entries = _entries(context, after)
    assessment = _fold(context, entries)
    _write(context, after, checkin, created=created)
    _store_checkpoints(context, assessment)
    if read.statements >= store.LOG_KEPT + store.LOG_EXCESS:
        store.forget_old_words(session, row.id, day)
    kept, gained = counts(rules, day, before, after)
    newer = evaluations.columns_of(assessment) | {"logs": row.logs + gained}
    newer |= last_kept.after(session, row, rules, day, context.now, kept=kept)
    habit_store.update_habit(session, row.id, newer)
    if kept and read.open_nudge and day == context.today:
        nudge_store.mark_acted(session, read.open_nudge, context.now)
    stands = row._replace(**newer)
    tick = Tick(
        row,
        read.facts,
        day,
        rules,
        entries,
        assessment.evaluation,
        stands,
        kept=kept,
        gained=gained,
    )
    if outdates(rules, day, context.today):
        outdate_predictions(session, viewer=context.viewer, habit_ids=[row.id])
    won = badges.after_checkin(session, viewer=context.viewer, tick=tick)
    state = assessment.states[day]
    entry = entry_view(row.id, day, after, state, checkin.source, context.now)
    habit = cards.habit_view(stands, context.today, row.predecessor)
    return Outcome(CheckinResult(entry, habit, badges=won), created)


def _answer(
    context: _Context, record: DayRecord | None, *, created: bool = False, applied: bool = True
) -> Outcome:
    """Answer without a change: to a replay as the first time, to a late statement as it stands."""
    row, day = context.row, context.day
    entries = _entries(context, record)
    forward = evaluations.bring_forward(context.session, viewer=context.viewer, rows=[row])
    stands = cards.brought(row, forward)
    state = _state(context, entries, histories.start_of(stands))
    view = entry_view(row.id, day, record, state, "api", context.now)
    habit = cards.habit_view(stands, context.today, row.predecessor)
    return Outcome(CheckinResult(view, habit, applied), created)


def _write(context: _Context, after: DayRecord | None, checkin: Checkin, *, created: bool) -> None:
    """Append to the log; write the day's entry, or delete it where the day holds nothing now."""
    said, log = rows_of(
        context.viewer,
        context.row.id,
        context.day,
        after,
        checkin,
        now=context.now,
        created=created,
    )
    store.append_log(context.session, log)
    if after:
        store.put_entry(context.session, said)
    else:
        store.delete_entry(context.session, context.row.id, context.day)


def _entries(context: _Context, after: DayRecord | None) -> list[Entry]:
    """The entries that the evaluation and the shown days depend on, the day's new one in place."""
    row, day, today = context.row, context.day, context.today
    needed = min(
        evaluations.cells_need(context.rules, today),
        day - timedelta(days=lookback(context.rules)),
    )
    entries = histories.entries_in(context.read.entries)
    if needed < min(day, today) - LOOKS_BACK:
        older = histories.entries_since(context.session, {row.id: needed}, today)[row.id]
        entries = older + [entry for entry in entries if entry.day < needed]
    entries = [entry for entry in entries if entry.day != day]
    if new := entry_of(day, after):
        entries.append(new)
    return sorted(entries, key=lambda entry: entry.day)


def _fold(context: _Context, entries: Sequence[Entry]) -> Assessment:
    """Fold on from the checkpoint before the day."""
    row, day, since = context.row, context.day, None
    if point := context.read.checkpoint:
        since = Checkpoint(date.fromisoformat(point[0]), point[1])
    said = ((day, next((entry for entry in entries if entry.day == day), None)),)
    fold = folding.fold_of(row, context.rules, context.viewer, day, said, (day, day))
    return folding.assess_loaded(context.session, fold, entries, since)


def _store_checkpoints(context: _Context, assessment: Assessment) -> None:
    """Write the checkpoints after the day anew."""
    if context.read.later_checkpoints:
        store.drop_checkpoints(context.session, [context.row.id], context.day)
    evaluations.store_checkpoints(context.session, {context.row.id: assessment})


def _state(context: _Context, entries: Sequence[Entry], start: date) -> str:
    day = context.day
    days = day_states(context.rules, entries, day, day, context.today, start=start)
    return str(days[0].state)
