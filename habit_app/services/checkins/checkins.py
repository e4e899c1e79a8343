"""Use-cases on check-ins: what somebody says about a habit and a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db.queries import checkins as store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries import nudges as nudge_store
from habit_app.domain.badges import is_early, is_log
from habit_app.domain.checkins import Said, Statement, counts_as_kept, is_decided
from habit_app.domain.entries import DayRecord, Entry, EntryStatus
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.evaluation.evaluation import Checkpoint
from habit_app.domain.habits import Rules
from habit_app.errors import NotFound
from habit_app.services.badges import badges
from habit_app.services.badges.evidence import Tick
from habit_app.services.checkins import last_kept
from habit_app.services.checkins.entry_views import entry_view
from habit_app.services.checkins.statements import decide, record_in, refuse_day
from habit_app.services.checkins.views import CheckinResult
from habit_app.services.evaluation import evaluations, folding
from habit_app.services.evaluation.evaluations import Assessment
from habit_app.services.habits import cards
from habit_app.services.habits.drafts import EARLIEST
from habit_app.services.shared.viewers import Viewer

REACH = timedelta(days=evaluations.CELLS + 45)
"""How far back a check-in reads at once: the cells, and what most schedules look back to."""


@dataclass(frozen=True, slots=True)
class Checkin:
    """A statement with its envelope: which day, when it was made, and its name for replays.

    Where the sender's clock is not to be trusted, `age` says how long ago that was. `yields`:
    it is an answer to an older message, and leaves a day alone that was decided meanwhile.
    """

    statement: Statement
    day: date | None = None
    op_id: UUID | None = None
    made_at: datetime | None = None
    age: timedelta | None = None
    source: str = "api"
    yields: bool = False

    @property
    def waited(self) -> bool:
        """Whether it stood in a queue, as its sender says; else it is said now."""
        return self.age is not None or self.made_at is not None

    def said_at(self, now: datetime) -> datetime:
        """When it was said, never later than now."""
        if self.age is not None:
            return now - self.age
        return min(self.made_at or now, now)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, and whether the day had no entry before (201) or had one (200)."""

    result: CheckinResult
    created: bool


def check_in(session: Session, *, viewer: Viewer, habit_id: UUID, checkin: Checkin) -> Outcome:
    """Record a statement about a day and bring the habit's figures up to it.

    Days after today are refused, and so are archived habits. A replay (same `op_id`) changes
    nothing and answers as the first time; a queued statement that is older than the newest
    one about its day loses, and the answer says so; an amount to add counts all the same.
    Nothing is written before all is checked.
    """
    habit_store.lock_owner(session, viewer.id)
    now, today = clock.utc_now(), viewer.today()
    day = checkin.day or today
    row = store.load_for_checkin(
        session,
        viewer.id,
        habit_id,
        day=day,
        since=max(min(day, today), EARLIEST) - REACH,
        until=today,
        op_id=checkin.op_id,
        is_early=is_early(viewer.minute(now)),
        with_log=checkin.statement.needs_log,
    )
    if row is None:
        raise NotFound("There is no such habit.", "habit-not-found")
    if row.replayed:
        day, status, value, note, created = row.replayed
        return _answer(
            session, viewer, row, day, record_in(status, value, note), created=bool(created)
        )
    refuse_day(row, day, today)
    made_at = checkin.said_at(now)
    statement = what_counts(viewer, row, checkin, day, made_at)
    if statement is None:
        before = record_in(*row.before) if row.before else None
        return _answer(session, viewer, row, day, before, applied=False)

    return _record(session, viewer, row, replace(checkin, statement=statement), day, made_at)


def what_counts(
    viewer: Viewer, row: Any, checkin: Checkin, day: date, made_at: datetime
) -> Statement | None:
    """What is left of a statement that came late, or answers an older message."""
    if checkin.yields and row.before:
        rules = evaluations.rules_of(row, row.pauses, viewer.week_start)
        status, value, _ = row.before
        if is_decided(rules, Entry(day, EntryStatus(status), value)):
            return None
    if checkin.waited and row.newest_made_at and made_at < row.newest_made_at:
        return checkin.statement.late()
    return checkin.statement


def _record(
    session: Session,
    viewer: Viewer,
    row: habit_store.HabitRow,
    checkin: Checkin,
    day: date,
    made_at: datetime,
) -> Outcome:
    """Write what the statement makes of its day, and how the habit stands then."""
    now, today = clock.utc_now(), viewer.today()
    rules = evaluations.rules_of(row, row.pauses, viewer.week_start)
    before = record_in(*row.before) if row.before else None
    after = decide(checkin.statement, before, rules, row, day)
    created = before is None and after is not None
    entries = _entries(session, row, rules, day, today, after)
    assessment = _fold(session, viewer, row, rules, entries, day)
    _write(session, viewer, row.id, day, after, checkin, made_at=made_at, created=created)
    if row.statements >= store.WORDS + store.LITTER:
        store.forget_old_words(session, row.id, day)
    _store_checkpoints(session, row, assessment, day)
    kept, gained = counts(rules, day, before, after)
    newer = evaluations.columns_of(assessment) | {"logs": row.logs + gained}
    newer |= last_kept.after(session, row, rules, day, now, kept=kept)
    habit_store.update_habit(session, row.id, newer)
    if kept and row.open_nudge and day == today:
        nudge_store.mark_acted(session, row.open_nudge, now)
    tick = Tick(row, day, rules, entries, assessment.evaluation, newer, kept=kept, gained=gained)
    won = badges.after_checkin(session, viewer=viewer, tick=tick)
    return Outcome(
        CheckinResult(
            entry_view(row.id, day, after, assessment.states[day], checkin.source, now),
            cards.habit_view(row, today, row.predecessor, newer),
            badges=won,
        ),
        created=created,
    )


def counts(
    rules: Rules, day: date, before: DayRecord | None, after: DayRecord | None
) -> tuple[bool, int]:
    """Whether the day's entry is a success by itself, and by how much it changes their count."""
    was, now = (
        Entry(day, record.status, record.value) if record else None for record in (before, after)
    )
    gained = bool(now and is_log(rules, now)) - bool(was and is_log(rules, was))
    return bool(now and counts_as_kept(rules, now)), gained


def _answer(
    session: Session,
    viewer: Viewer,
    row: habit_store.HabitRow,
    day: str | date,
    record: DayRecord | None,
    *,
    created: bool = False,
    applied: bool = True,
) -> Outcome:
    """Answer without a change: to a replay as the first time, to a late statement as it stands."""
    day, today = date.fromisoformat(str(day)), viewer.today()
    rules = evaluations.rules_of(row, row.pauses, viewer.week_start)
    entries = _entries(session, row, rules, day, today, record)
    forward = evaluations.bring_forward(session, viewer=viewer, rows=[row])
    newer = evaluations.columns_of(forward[row.id]) if row.id in forward else {}
    state = _state(rules, entries, day, today, newer or row._mapping)  # noqa: SLF001
    view = entry_view(row.id, day, record, state, "api", clock.utc_now())
    habit = cards.habit_view(row, today, row.predecessor, newer)
    return Outcome(CheckinResult(view, habit, applied), created)


def _write(
    session: Session,
    viewer: Viewer,
    habit_id: UUID,
    day: date,
    after: DayRecord | None,
    checkin: Checkin,
    *,
    made_at: datetime,
    created: bool,
) -> None:
    """Append to the log and let the day's entry follow its latest word."""
    said, log = rows_of(viewer, habit_id, day, after, checkin, made_at=made_at, created=created)
    store.append_log(session, log)
    if after:
        store.put_entry(session, said)
    else:
        store.delete_entry(session, habit_id, day)


def rows_of(
    viewer: Viewer,
    habit_id: UUID,
    day: date,
    after: DayRecord | None,
    checkin: Checkin,
    *,
    made_at: datetime,
    created: bool,
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What a statement made of its day, as a row of the entries and one of the log."""
    now = clock.utc_now()
    said: Mapping[str, Any] = {
        "habit_id": habit_id,
        "day": day,
        "status": str(after.status) if after else str(Said.CLEAR),
        "value": after.value if after else None,
        "note": after.note if after else None,
        "source": checkin.source,
        "recorded_at": now,
    }
    return said, {
        **said,
        "id": uuid7(),
        "made_at": made_at,
        "local_minute": viewer.minute(now),
        "timezone": viewer.timezone,
        "created": created,
        "op_id": checkin.op_id,
        "took_back": checkin.statement.said is Said.UNDO,
    }


def _entries(
    session: Session,
    row: habit_store.HabitRow,
    rules: Rules,
    day: date,
    today: date,
    after: DayRecord | None,
) -> list[Entry]:
    """The entries that the evaluation and the shown days depend on, the day's new one in place."""
    needed = min(evaluations.cells_need(rules, today), day - timedelta(days=lookback(rules)))
    entries = evaluations.entries_in(row.entries)
    if needed < min(day, today) - REACH:
        spans = store.list_spans(session, {row.id: needed}, today)[row.id]
        older = evaluations.entries_in((e.day, e.status, e.value) for e in spans)
        entries = older + [entry for entry in entries if entry.day < needed]
    entries = [entry for entry in entries if entry.day != day]
    if after:
        entries.append(Entry(day, after.status, after.value))
    return sorted(entries, key=lambda entry: entry.day)


def _fold(
    session: Session,
    viewer: Viewer,
    row: habit_store.HabitRow,
    rules: Rules,
    entries: Sequence[Entry],
    day: date,
) -> Assessment:
    """Fold on from the checkpoint before the day."""
    since = None
    if row.checkpoint:
        since = Checkpoint(date.fromisoformat(row.checkpoint[0]), row.checkpoint[1])
    said = ((day, next((entry for entry in entries if entry.day == day), None)),)
    fold = folding.fold_of(row, rules, viewer, day, said, (day, day))
    return folding.assess_loaded(session, fold, entries, since)


def _store_checkpoints(
    session: Session, row: habit_store.HabitRow, assessment: Assessment, day: date
) -> None:
    """Those after the day are made anew."""
    if row.later_checkpoints:
        store.drop_checkpoints(session, [row.id], day)
    evaluations.store_checkpoints(session, {row.id: assessment})


def _state(
    rules: Rules, entries: Sequence[Entry], day: date, today: date, cache: Mapping[Any, Any]
) -> str:
    start = date.fromisoformat(cache["standing"]["start"])
    return str(day_states(rules, entries, day, day, today, start=start)[0].state)
