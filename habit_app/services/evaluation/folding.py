"""Folding histories anew, without holding a lock meanwhile.

A fold over decades takes longer than anybody should wait for a lock. Who finds under the lock
that one is needed leaves it again (`FoldFirst`): the folding is done with nothing held, and the
use-case runs once more from its beginning. What was folded counts if the owner's revision is
still the one that it was read at.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeAlias, TypeVar
from uuid import UUID

from sqlmodel import Session

from habit_app import revisions
from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.imports import imports as revision_store
from habit_app.db.rows import HabitRow
from habit_app.db.session import read_only
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.days import day_states, lookback
from habit_app.domain.evaluation.evaluation import Checkpoint
from habit_app.domain.habits import Rules
from habit_app.errors import Conflict
from habit_app.services import histories
from habit_app.services.evaluation import evaluations
from habit_app.services.evaluation.evaluations import Assessment
from habit_app.services.evaluation.outdated import outdate_predictions
from habit_app.services.shared import long_work
from habit_app.services.shared.viewers import Viewer

ALLOWED = long_work.SHORT_DAYS
"""Days: the cost that may be folded under the lock."""
FOLD_TRIES = 5
"""Times: that a use-case begins again because what was folded ahead is outdated."""

T = TypeVar("T")
Said: TypeAlias = tuple[tuple[date, Entry | None], ...]
"""Days that the transaction itself writes, each with its new entry, where one is left."""


@dataclass(frozen=True, slots=True)
class Fold:
    """An evaluation that is asked for: of which habit, by which rules, from before `first` on.

    `shown` are the first and the last of the days whose states are asked for, too. `cost`
    estimates it all in days.
    """

    owner_id: UUID
    habit_id: UUID
    rules: Rules
    today: date
    first: date | None
    said: Said = ()
    shown: tuple[date, date] | None = None
    cost: int = field(default=0, compare=False)


class FoldFirst(Exception):
    """Raised under the lock: these folds are to be made without it, then all begins again."""

    def __init__(self, folds: Sequence[Fold]) -> None:
        super().__init__(f"{len(folds)} folds")
        self.folds = folds


Made: TypeAlias = dict[Fold, tuple[int, Assessment]]
_made: ContextVar[Made | None] = ContextVar("made_folds", default=None)


def folding_first(work: Callable[[], T]) -> T:
    """Run `work`, which opens its own transaction; at a FoldFirst, fold, and run it again."""
    made: Made = {}
    token, end = _made.set(made), long_work.deadline()
    try:
        for _ in range(FOLD_TRIES):
            try:
                return work()
            except FoldFirst as wanted:
                folds = wanted.folds
            with long_work.paid(folds[0].owner_id, sum(fold.cost for fold in folds)):
                for fold in folds:
                    made[fold] = _make(fold, end)
        raise Conflict("Your habits kept changing meanwhile. Try again.", "changed-meanwhile")
    finally:
        _made.reset(token)


def _make(fold: Fold, end: float) -> tuple[int, Assessment]:
    """Read what a fold needs, at one revision, and fold it with nothing held."""
    long_work.in_time(end)
    with read_only() as session:
        revision = revision_store.revision_of(session, fold.owner_id)
        points = _points(session, [fold])
        entries = _entries(session, [fold], points)[fold.habit_id]
    with long_work.lane(fold.owner_id):
        return revision, _assess(fold, entries, points.get(fold.habit_id))


def reassess(
    session: Session,
    *,
    viewer: Viewer,
    habit_ids: Collection[UUID],
    first: date | None,
) -> None:
    """Fold habits again from the last checkpoint before `first` (None: from the start), store it.

    For every change of what is asked or of when nothing is asked.
    """
    rows = habit_store.list_rows(session, viewer.id, habit_store.HABIT.c.id.in_(habit_ids))
    rules = histories.rules_of_own(session, viewer=viewer, rows=rows)
    folds = [fold_of(row, rules[row.id], viewer, first) for row in rows]
    assessments = assess_all(session, folds)
    entry_store.drop_checkpoints(session, list(habit_ids), first or FROM_EVER)
    evaluations.store(session, assessments)
    outdate_predictions(session, viewer=viewer, habit_ids=habit_ids)


def fold_of(
    row: HabitRow,
    rules: Rules,
    viewer: Viewer,
    first: date | None,
    said: Said = (),
    shown: tuple[date, date] | None = None,
) -> Fold:
    """A fold of a habit, with what it may cost at the most."""
    today = viewer.today()
    days = (today - min(rules.start, first or rules.start)).days
    cost = long_work.cost_of(rules, max(days, 1), row.logs)
    return Fold(viewer.id, row.id, rules, today, first, said, shown, cost)


def assess_all(session: Session, folds: Sequence[Fold]) -> dict[UUID, Assessment]:
    """Evaluate habits: take what was folded ahead, fold what is quick, else raise `FoldFirst`."""
    made = _made.get()
    found = {fold.habit_id: done for fold in folds if (done := _known(session, made, fold))}
    missing = [fold for fold in folds if fold.habit_id not in found]
    if not missing:
        return found
    points = _points(session, missing)
    if made is not None and sum(_cost(fold, points) for fold in missing) > ALLOWED:
        raise FoldFirst(missing)
    entries = _entries(session, missing, points)
    for fold in missing:
        own = entries[fold.habit_id]
        found[fold.habit_id] = _assess(fold, own, points.get(fold.habit_id))
    return found


def assess_loaded(
    session: Session, fold: Fold, entries: Sequence[Entry], since: Checkpoint | None
) -> Assessment:
    """The same for one habit whose entries are at hand."""
    made = _made.get()
    if done := _known(session, made, fold):
        return done
    days = (fold.today - (since.day if since else fold.rules.start)).days
    if made is not None and long_work.cost_of(fold.rules, days, len(entries)) > ALLOWED:
        raise FoldFirst([fold])
    return _with_states(fold, entries, evaluations.assess(fold.rules, entries, fold.today, since))


def _known(session: Session, made: Made | None, fold: Fold) -> Assessment | None:
    """What was folded before, if nothing of the owner's has changed since it was read."""
    revision, done = (made or {}).get(fold, (None, None))
    return done if revision is not None and revision == _begun_at(session, fold) else None


def _begun_at(session: Session, fold: Fold) -> int | None:
    """The revision that this transaction goes on from; None where it holds no lock."""
    return revisions.before(session, fold.owner_id)


def _points(session: Session, folds: Iterable[Fold]) -> dict[UUID, Checkpoint]:
    before = {fold.habit_id: fold.first for fold in folds if fold.first}
    found = entry_store.last_checkpoints(session, before) if before else {}
    return {key: Checkpoint(day, state) for key, (day, state) in found.items()}


def _cost(fold: Fold, points: Mapping[UUID, Checkpoint]) -> int:
    """What a fold costs at the most: since a checkpoint there are no more entries than days."""
    if fold.habit_id not in points:
        return fold.cost
    days = (fold.today - points[fold.habit_id].day).days
    return min(fold.cost, long_work.cost_of(fold.rules, days, days))


def _entries(
    session: Session, folds: Sequence[Fold], points: Mapping[UUID, Checkpoint]
) -> dict[UUID, list[Entry]]:
    spans = {}
    for fold in folds:
        point = points.get(fold.habit_id)
        since = point.day + timedelta(days=1) if point else FROM_EVER
        spans[fold.habit_id] = min(since, evaluations.cells_need(fold.rules, fold.today))
        if fold.shown:
            reach = fold.shown[0] - timedelta(days=lookback(fold.rules))
            spans[fold.habit_id] = min(spans[fold.habit_id], reach)
    return histories.entries_since(session, spans, max(fold.today for fold in folds))


def _assess(fold: Fold, entries: list[Entry], since: Checkpoint | None) -> Assessment:
    said = dict(fold.said)
    if said:
        entries = [entry for entry in entries if entry.day not in said]
        entries += [entry for entry in said.values() if entry]
        entries.sort(key=lambda entry: entry.day)
    return _with_states(fold, entries, evaluations.assess(fold.rules, entries, fold.today, since))


def _with_states(fold: Fold, entries: Sequence[Entry], done: Assessment) -> Assessment:
    if fold.shown is None:
        return done
    start = done.evaluation.start
    days = day_states(fold.rules, entries, *fold.shown, fold.today, start=start)
    return replace(done, states={day.day: str(day.state) for day in days})
