"""Many check-ins at once: one answer each, or all or nothing.

Everything is read before the first statement is judged and written after the last, and each
habit is folded once, however many of its days were spoken of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import batches as store
from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries import nudges as nudge_store
from habit_app.db.rows import FullEntryRow, StatementRow
from habit_app.domain.checkins import counts_as_kept
from habit_app.domain.entries import DayRecord, Entry
from habit_app.errors import AppError, FieldError, Invalid, NotFound
from habit_app.services import histories
from habit_app.services.badges import badges
from habit_app.services.checkins.entry_views import entry_view
from habit_app.services.checkins.statements import (
    Checkin,
    DaySoFar,
    counts,
    decide,
    record_in,
    refuse_day,
    rows_of,
    what_counts,
)
from habit_app.services.checkins.views import EntryView
from habit_app.services.evaluation import evaluations, folding, last_kept
from habit_app.services.evaluation.evaluations import Assessment
from habit_app.services.evaluation.outdated import outdate_predictions, outdates
from habit_app.services.shared.viewers import Viewer

Place = tuple[UUID, date]
"""A habit and a day."""


@dataclass(frozen=True, slots=True)
class BatchItem:
    habit_id: UUID
    checkin: Checkin


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a statement: its day's entry, and whether there was none before."""

    entry: EntryView | None
    created: bool


def check_in_all(
    session: Session, *, viewer: Viewer, items: Sequence[BatchItem], atomic: bool
) -> list[Recorded | AppError]:
    """Record each statement in its order; a refused one leaves no trace.

    With `atomic`, one refusal refuses all, and says at which place. A day that is spoken of
    twice is told as the batch leaves it. Badges that a habit's own numbers do not tell are
    looked for afterwards.
    """
    habit_store.lock_owner(session, viewer.id)
    board = _Board(session, viewer, items)
    found = [board.judge(item) for item in items]
    refused = [
        FieldError(f"items.{place}", outcome.message, outcome.code, place)
        for place, outcome in enumerate(found)
        if isinstance(outcome, AppError)
    ]
    if atomic and refused:
        raise Invalid("Nothing was recorded: not all could be.", errors=tuple(refused))
    folded = _fold(session, board, found)
    if board.entries:
        _write(session, board, folded)
    return [
        outcome if isinstance(outcome, AppError) else outcome.shown(folded, board.now)
        for outcome in found
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    """A statement that was judged, and what its day holds by it."""

    habit_id: UUID
    day: date
    record: DayRecord | None
    created: bool
    source: str = "api"

    def shown(self, folded: Mapping[UUID, Assessment], now: datetime) -> Recorded:
        state = folded[self.habit_id].states[self.day]
        view = entry_view(self.habit_id, self.day, self.record, state, self.source, now)
        return Recorded(view, self.created)


class _Board:
    """The days of a batch: read at once, then changed in memory by each statement."""

    def __init__(self, session: Session, viewer: Viewer, items: Sequence[BatchItem]) -> None:
        self.viewer, self.now, self.today = viewer, clock.utc_now(), viewer.today()
        ids = {item.habit_id for item in items}
        rows, self.facts = store.load_for_batch(session, viewer.id, ids)
        self.rows = {row.id: row for row in rows}
        self.rules = {
            key: histories.rules_of_one(row, viewer.week_start) for key, row in self.rows.items()
        }
        own = [item for item in items if item.habit_id in self.rows]
        places = {(item.habit_id, item.checkin.day or self.today) for item in own}
        ops = {(item.habit_id, item.checkin.op_id) for item in own if item.checkin.op_id}
        self.days = {(key, day): DaySoFar(self.rules[key], day) for key, day in places}
        self.answers: dict[tuple[UUID, UUID], _Found] = {}
        self.before: dict[Place, DayRecord | None] = {}
        self.entries: dict[Place, Mapping[str, Any]] = {}
        self.logs: list[Mapping[str, Any]] = []
        if places:
            self._read(*store.list_about(session, places, ops))

    def _read(self, entries: Sequence[FullEntryRow], logs: Sequence[StatementRow]) -> None:
        for entry in entries:
            record = record_in(entry.status, entry.value, entry.note)
            self.days[entry.habit_id, entry.day].record = record
        for log in logs:
            if day := self.days.get((log.habit_id, log.day)):
                day.newest_made_at = max(log.made_at, day.newest_made_at or log.made_at)
                day.said.append((log.id, log.status, log.value, log.note, log.took_back))
            if log.op_id:
                record = record_in(log.status, log.value, log.note)
                found = _Found(log.habit_id, log.day, record, log.created)
                self.answers[log.habit_id, log.op_id] = found

    def judge(self, item: BatchItem) -> _Found | AppError:
        """Judge a statement; those before it in the batch count as if they were written already."""
        try:
            return self._judge(item.habit_id, item.checkin)
        except AppError as refusal:
            return refusal

    def _judge(self, habit_id: UUID, checkin: Checkin) -> _Found:
        place = (habit_id, checkin.day or self.today)
        if habit_id not in self.rows:
            raise NotFound("There is no such habit.", "habit-not-found")
        if checkin.op_id and (answered := self.answers.get((habit_id, checkin.op_id))):
            return answered
        refuse_day(self.rows[habit_id].archived_at, place[1], self.today)
        so_far = self.days[place]
        before, made_at = so_far.record, checkin.said_at(self.now)
        statement = what_counts(checkin, so_far, made_at)
        if statement is None:
            return _Found(*place, before, created=False)
        checkin = replace(checkin, statement=statement)
        after = decide(statement, so_far)
        found = _Found(*place, after, before is None and after is not None, checkin.source)
        self._note(place, found, checkin, made_at)
        return found

    def _note(self, place: Place, found: _Found, checkin: Checkin, made_at: datetime) -> None:
        """Note what a statement came to, so that the next ones of the batch are judged by it."""
        so_far, after = self.days[place], found.record
        self.before.setdefault(place, so_far.record)
        entry, log = rows_of(
            self.viewer, *place, after, checkin, now=self.now, created=found.created
        )
        self.entries[place] = entry
        self.logs.append(log)
        words = (log["id"], log["status"], log["value"], log["note"], log["took_back"])
        so_far.said.append(words)
        so_far.record = after
        so_far.newest_made_at = max(made_at, so_far.newest_made_at or made_at)
        if checkin.op_id:
            self.answers[place[0], checkin.op_id] = found

    def said(self, habit_id: UUID) -> dict[date, Entry | None]:
        """The days of a habit that the batch changes, with what they hold after it."""
        return {
            day: self.days[key, day].entry for key, day in sorted(self.entries) if key == habit_id
        }

    def gained(self, habit_id: UUID) -> int:
        """By how much the batch changes the count of done and partial entries."""
        rules = self.rules[habit_id]
        return sum(
            counts(rules, day, self.before[habit_id, day], self.days[habit_id, day].record)[1]
            for day in self.said(habit_id)
        )


def _fold(
    session: Session, board: _Board, found: Sequence[_Found | AppError]
) -> dict[UUID, Assessment]:
    """Fold each habit of the batch once, with the states of the days that its answers show."""
    told: dict[UUID, list[date]] = {}
    for outcome in found:
        if isinstance(outcome, _Found):
            told.setdefault(outcome.habit_id, []).append(outcome.day)
    folds = []
    for key, days in told.items():
        said = board.said(key)
        first, shown = min(said, default=board.today), (min(days), max(days))
        row, rules = board.rows[key], board.rules[key]
        folds.append(folding.fold_of(row, rules, board.viewer, first, tuple(said.items()), shown))
    return folding.assess_all(session, folds)


def _outdates(board: _Board, habit_id: UUID) -> bool:
    """Whether what was said changes what is known when the open unit is foretold."""
    rules = board.rules[habit_id]
    return any(outdates(rules, day, board.today) for day in board.said(habit_id))


def _write(session: Session, board: _Board, folded: Mapping[UUID, Assessment]) -> None:
    """Write the entries, the log, and how the habits stand by them."""
    changed = sorted({habit_id for habit_id, _ in board.entries})
    store.append_logs(session, board.logs)
    for habit_id, day in board.entries:
        if len(board.days[habit_id, day].said) > entry_store.LOG_KEPT + entry_store.LOG_EXCESS:
            entry_store.forget_old_words(session, habit_id, day)
    store.put_entries(
        session, [row for place, row in board.entries.items() if board.days[place].record]
    )
    store.delete_entries(
        session, [place for place in board.entries if not board.days[place].record]
    )
    first = {key: min(board.said(key)) for key in changed}
    store.drop_checkpoints_from(session, first)
    evaluations.store_checkpoints(session, {key: folded[key] for key in changed})
    gained = {key: board.gained(key) for key in changed}
    newer = {
        key: evaluations.columns_of(folded[key])
        | {"logs": board.rows[key].logs + gained[key]}
        | _last_kept(session, board, key)
        for key in changed
    }
    habit_store.update_habits(session, [{"habit_id": key, **newer[key]} for key in changed])
    outdated = [key for key in changed if _outdates(board, key)]
    if outdated:
        outdate_predictions(session, viewer=board.viewer, habit_ids=outdated)
    today = [key for key in changed if _is_kept(board, key, board.today)]
    if today:
        nudge_store.mark_acted_on(session, today, board.today, board.now)
    if board.facts is not None:
        badges.after_batch(
            session,
            viewer=board.viewer,
            facts=board.facts,
            rows=[board.rows[key] for key in changed],
            newer={key: board.rows[key]._replace(**newer[key]) for key in changed},
            gained=sum(gained.values()),
        )


def _is_kept(board: _Board, habit_id: UUID, day: date) -> bool:
    entry = board.said(habit_id).get(day)
    return entry is not None and counts_as_kept(board.rules[habit_id], entry)


def _last_kept(session: Session, board: _Board, habit_id: UUID) -> dict[str, Any]:
    """The habit's latest kept day; the batch's own, unless there is a later one."""
    row, said = board.rows[habit_id], board.said(habit_id)
    kept = [day for day in said if _is_kept(board, habit_id, day)]
    last = row.last_day
    stands = last is not None and last not in said
    if kept and not (stands and last and last > kept[-1]):
        return {"last_day": kept[-1], "last_completed": board.now}
    if stands or last is None:
        return {"last_day": last, "last_completed": row.last_completed}
    return last_kept.before(session, row.id, board.rules[habit_id], last)
