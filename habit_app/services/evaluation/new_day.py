"""A new day: bringing the habits of users whose habit day has turned to their today.

Dates alone decide about nearly all habits, so that one UPDATE brings them along; the others are
folded on, in chunks that any worker can take. Each chunk is a transaction of its own, so these
use-cases open theirs. Doing it twice, late, or for several missed days comes to the same.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries import new_day as store
from habit_app.db.queries.new_day import FoldRow, Zone
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.calendar import WeekStart, habit_day, next_turn, open_day
from habit_app.domain.evaluation.evaluation import Checkpoint, evaluate
from habit_app.domain.habits import Rules
from habit_app.services import histories
from habit_app.services.evaluation import evaluations, folding
from habit_app.services.evaluation.evaluations import Assessment
from habit_app.services.shared.viewers import Viewer

MOST_USERS = 2_000
MOST_HABITS = 10_000
"""People, habits: at most, that are turned in one transaction; one user's habits stay together."""
FOLDED_TOGETHER = 500
"""Habits: that are folded in one transaction."""
WHOLE_AFTER = timedelta(days=31)
"""Time: by which a habit's stored state may lie behind before the new day writes it, too."""

FOLD_TRIES = 5
"""Times: that habits are folded ahead whose owner changes them meanwhile; then under the lock."""

PassOn = Callable[[Session, Sequence[UUID]], None]
"""Queues the folding of some habits, in the transaction that brought the others along."""


def begin_due(*, pass_on: PassOn | None = None) -> int:
    """Bring every zone in which a new day has begun to it; return how many habits moved on."""
    return sum(turn_zone(zone.timezone, zone.day_start, pass_on=pass_on) for zone in due_zones())


def due_zones() -> list[Zone]:
    """Where the habit day of some user has turned since their habits were brought along."""
    with read_only() as session:
        return store.list_zones(session, clock.utc_now())


def turn_zone(timezone: str, day_start: int, *, pass_on: PassOn | None = None) -> int:
    """Bring the habits of a zone's users to today, chunk by chunk; return how many moved on.

    What has to be folded goes to `pass_on` as ids, in the same transaction, so that nothing is
    lost between the two; without it, it is folded here.
    """
    zone, now, brought = Zone(timezone, day_start), clock.utc_now(), 0
    while True:
        with unit_of_work() as session:
            chunk = _turn_users(session, zone, now)
            if pass_on and chunk.to_fold:
                pass_on(session, chunk.to_fold)
        if not chunk.users:
            return brought
        brought += chunk.turned if pass_on else chunk.turned + fold_chunk(chunk.to_fold)


@dataclass(frozen=True, slots=True)
class Chunk:
    """How many users and habits a transaction brought along, and which habits it left."""

    users: int
    turned: int
    to_fold: list[UUID]


def _turn_users(session: Session, zone: Zone, now: datetime) -> Chunk:
    """Bring some users of a zone to their new day; who is writing just now is left for later."""
    today = habit_day(now, zone.timezone, zone.day_start)
    claimed = store.claim_users(session, zone, now=now, today=today, limit=MOST_USERS)
    by_day: dict[date, list[UUID]] = defaultdict(list)
    behind: dict[date, int] = defaultdict(int)
    idle: list[UUID] = []
    users = 0
    for user in claimed:
        if users and sum(behind.values()) + user.behind > MOST_HABITS:
            break
        users += 1
        behind[user.today] += user.behind
        (by_day[user.today] if user.behind else idle).append(user.id)
    turned, to_fold = 0, []
    for day, user_ids in by_day.items():
        done = store.turn(session, user_ids, day)
        turned += done
        if done < behind[day]:
            to_fold += store.list_behind(session, user_ids, day)
        _tell(session, user_ids, turns_at=_turn_after(day, zone, now))
    store.change_users(session, idle, turns_at=_turn_after(today, zone, now))
    return Chunk(users, turned, to_fold)


def _turn_after(day: date, zone: Zone, now: datetime) -> datetime:
    """When the next day begins; never now, or the same users would be claimed for ever."""
    return max(next_turn(day, zone.timezone, zone.day_start), now + timedelta(minutes=1))


def _tell(session: Session, owner_ids: Collection[UUID], **more: Any) -> None:
    """Raise the revision of users whose numbers changed, so that their open pages read again."""
    store.change_users(session, owner_ids, revision=store.NEXT_REVISION, **more)


def fold_chunk(habit_ids: Sequence[UUID]) -> int:
    """Fold habits on to their owners' today; return how many were behind.

    They are folded without a lock, and written where their owner has changed nothing since.
    Those of somebody who is writing just now come last, one owner at a time, so that nobody
    waits for one lock while holding another.
    """
    brought, busy = 0, defaultdict(list)
    for part in _parts(habit_ids, FOLDED_TOGETHER):
        folded = _fold_ahead(part)
        with unit_of_work() as session:
            at = store.lock_owners(session, part, wait=False)
            brought += _put(session, [fold for fold in folded if fold.is_of(at)])
        for fold in folded:
            if not fold.is_of(at):
                busy[fold.owner_id].append(fold.habit_id)
    return brought + sum(map(_fold_own, busy.values()))


def _fold_own(habit_ids: Sequence[UUID]) -> int:
    """The same for one owner, waiting for their lock; if they keep writing, all under the lock."""
    for _ in range(FOLD_TRIES):
        folded = _fold_ahead(habit_ids)
        with unit_of_work() as session:
            at = store.lock_owners(session, habit_ids, wait=True)
            if all(fold.is_of(at) for fold in folded):
                return _put(session, folded)
    with unit_of_work() as session:
        store.lock_owners(session, habit_ids, wait=True)
        return _put(session, _fold(session, habit_ids))


def _parts(ids: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


@dataclass(frozen=True, slots=True)
class Folded:
    """A habit at its owner's today: its numbers, or all of it where much had to be folded."""

    habit_id: UUID
    owner_id: UUID
    revision: int
    numbers: dict[str, Any] | None = None
    whole: Assessment | None = None

    def is_of(self, revisions: Mapping[UUID, int]) -> bool:
        """Whether the owner still has the revision that this was read at."""
        return revisions.get(self.owner_id) == self.revision


def _fold_ahead(habit_ids: Sequence[UUID]) -> list[Folded]:
    with read_only() as session:
        return _fold(session, habit_ids)


def _fold(session: Session, habit_ids: Sequence[UUID]) -> list[Folded]:
    """Fold habits as far as they are behind. Nothing is written."""
    now = clock.utc_now()
    found: list[Folded] = []
    whole: dict[date, list[tuple[FoldRow, Rules]]] = defaultdict(list)
    for row in store.list_to_fold(session, habit_ids):
        today = open_day(now, row.timezone, row.day_start, row.lived_through)
        if row.as_of >= today:
            continue
        rules = histories.rules_of_one(row, WeekStart(row.week_start))
        if today - row.folded_through > WHOLE_AFTER:
            whole[today].append((row, rules))
            continue
        now_is = evaluate(rules, [], today, Checkpoint(row.folded_through, row.state)).now
        numbers = evaluations.numbers_of(now_is)
        found.append(Folded(row.id, row.owner_id, row.revision, numbers=numbers))
    for today, behind in whole.items():
        found += _fold_whole(session, behind, today)
    return found


def _fold_whole(
    session: Session, behind: Sequence[tuple[FoldRow, Rules]], today: date
) -> Iterator[Folded]:
    """Fold the state, too, so that the days to fold stay few however long nobody came."""
    rows = [row for row, _ in behind]
    rules = {row.id: own for row, own in behind}
    days = dict.fromkeys(rules, today)
    done = evaluations.fold_on(session, rows=rows, rules=rules, today=days)
    return (Folded(row.id, row.owner_id, row.revision, whole=done[row.id]) for row in rows)


def _put(session: Session, folded: Sequence[Folded]) -> int:
    """Write what was folded, of owners who are locked."""
    store.put_numbers(session, {fold.habit_id: fold.numbers for fold in folded if fold.numbers})
    evaluations.store(session, {fold.habit_id: fold.whole for fold in folded if fold.whole})
    _tell(session, {fold.owner_id for fold in folded})
    return len(folded)


def turn_own(session: Session, *, viewer: Viewer) -> int:
    """Bring every habit of the viewer to today; return how many were behind."""
    habit_store.lock_owner(session, viewer.id)
    today = viewer.today()
    turned = store.turn(session, [viewer.id], today)
    behind = store.list_behind(session, [viewer.id], today)
    folding.reassess(session, viewer=viewer, habit_ids=behind, first=today)
    return turned + len(behind)
