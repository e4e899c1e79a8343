"""A new day: bringing the habits of users whose habit day has turned to their today.

Dates alone decide about nearly all habits, so that one UPDATE brings them along; the others are
folded on, in chunks that any worker can take. Each chunk is a transaction of its own, so these
use-cases open theirs. Doing it twice, late, or for several missed days comes to the same.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db import habits as habit_store
from habit_app.db import turns as store
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.turns import Zone
from habit_app.domain.calendar import WeekStart, habit_day, next_turn, open_day
from habit_app.domain.evaluation import Checkpoint, evaluate
from habit_app.domain.habits import Rules
from habit_app.services import evaluations
from habit_app.services.viewers import Viewer

USERS = 2_000
HABITS = 10_000
"""How many at most are turned in one transaction; one user's habits stay together."""
FOLDED = 500
"""How many habits are folded in one transaction."""
WHOLE_AFTER = timedelta(days=31)
"""How far a habit's stored state may lie behind before a reset writes it, too."""

PassOn = Callable[[Session, Sequence[UUID]], None]
"""Asks, inside the transaction of a turn, for the folding of some habits."""


def reset_due(*, pass_on: PassOn | None = None) -> int:
    """Turn every zone in which somebody's day has turned; return how many caches moved on."""
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
    """Turn some users of a zone, locked; those who are writing just now are left for later."""
    today = habit_day(now, zone.timezone, zone.day_start)
    claimed = store.claim_users(session, zone, now=now, today=today, limit=USERS)
    by_day: dict[date, list[UUID]] = defaultdict(list)
    behind: dict[date, int] = defaultdict(int)
    idle: list[UUID] = []
    users = 0
    for user in claimed:
        if users and sum(behind.values()) + user.behind > HABITS:
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
    """What follows when numbers have changed by themselves: open pages read again."""
    store.change_users(session, owner_ids, revision=store.NEXT_REVISION, **more)


def fold_chunk(habit_ids: Sequence[UUID]) -> int:
    """Fold habits on to their owners' today; return how many were behind.

    Those of somebody who is writing just now come last, one owner at a time, so that nobody
    waits for one lock while holding another.
    """
    folded, busy = 0, defaultdict(list)
    for part in _parts(habit_ids, FOLDED):
        with unit_of_work() as session:
            locked = store.lock_owners(session, part, wait=False)
            rows = store.list_to_fold(session, part)
            folded += _fold(session, [row for row in rows if row.owner_id in locked])
        for row in rows:
            if row.owner_id not in locked:
                busy[row.owner_id].append(row.id)
    for own in busy.values():
        with unit_of_work() as session:
            store.lock_owners(session, own, wait=True)
            folded += _fold(session, store.list_to_fold(session, own))
    return folded


def _parts(ids: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _fold(session: Session, rows: Sequence[Any]) -> int:
    """Fold habits, whose owners are locked, as far as they are behind."""
    now = clock.utc_now()
    numbers: dict[UUID, dict[str, Any]] = {}
    whole: dict[date, dict[UUID, tuple[Any, Rules]]] = defaultdict(dict)
    owners = set()
    for row in rows:
        today = open_day(now, row.timezone, row.day_start, row.lived_through)
        if row.as_of >= today:
            continue
        owners.add(row.owner_id)
        rules = evaluations.rules_of(row, row.pauses, WeekStart(row.week_start))
        if today - row.folded_through > WHOLE_AFTER:
            whole[today][row.id] = (row, rules)
            continue
        since = Checkpoint(row.folded_through, row.state)
        numbers[row.id] = evaluations.numbers_of(evaluate(rules, [], today, since).now)
    store.put_numbers(session, numbers)
    for today, found in whole.items():
        _fold_whole(session, found, today)
    _tell(session, owners)
    return len(numbers) + sum(map(len, whole.values()))


def _fold_whole(session: Session, found: dict[UUID, tuple[Any, Rules]], today: date) -> None:
    """Write the state, too, so that the days to fold stay few however long nobody came."""
    rows = [row for row, _ in found.values()]
    rules = {key: value for key, (_, value) in found.items()}
    days = dict.fromkeys(found, today)
    evaluations.store(session, evaluations.fold_on(session, rows=rows, rules=rules, today=days))


def turn_own(session: Session, *, viewer: Viewer) -> int:
    """Bring every habit of the viewer to today; return how many were behind."""
    habit_store.lock_owner(session, viewer.id)
    today = viewer.today()
    turned = store.turn(session, [viewer.id], today)
    behind = store.list_behind(session, [viewer.id], today)
    return turned + _fold(session, store.list_to_fold(session, behind))
