"""Long computations: charged by what they cost, and never more than one at a time here.

Python computes in one thread at a time. So one lane is enough (`turns`), others' quick requests
find it half free at the worst, and somebody who asks for much at once waits for themselves.
"""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from habit_app.domain.habits import Rules
from habit_app.domain.schedules import Rolling
from habit_app.errors import TooMany, Unavailable
from habit_app.services.shared import rate_limits
from habit_app.services.shared.turns import Turns

T = TypeVar("T")
R = TypeVar("R")

LITTLE = 2_500
"""Days of history that anybody may compute beside others: some thousandths of a second."""
FREE = 25_000
"""Days of history that hold nobody up: some hundredths of a second."""
FAIR = 0.0005
"""Seconds after which a computation lets another thread go on; Python's own 5 ms add up to tenths
of a second for a request that waits at each of its statements."""
ENTRY_COSTS = 4
"""An entry is read and made into an object; that takes about as long as folding four days."""
ROOM = 100
"""Days of a rolling window that are looked through in the time of folding one day."""
LONGEST = 60.0
"""Seconds after which computing for one request is given up."""
AT_ONCE = 2
"""Long requests of one person that may be in a process; they take threads from the others."""
SHORT_AT_ONCE = 6
"""The same of those up to `FREE`: pages that somebody has open look again together."""
PATIENCE = 10.0
"""Seconds that one waits for the lane."""
DAYS_PER_UNIT = 1_000
"""Days of history that one unit of `HABIT_RATE_WORK` pays for."""

sys.setswitchinterval(FAIR)

_lane = Turns[UUID]()
_present: Counter[UUID] = Counter()
_door = threading.Lock()


@contextmanager
def paid(owner_id: UUID, days: int) -> Iterator[None]:
    """Let somebody in with a long computation over so many days, charged to their limits."""
    most = AT_ONCE if days > FREE else SHORT_AT_ONCE
    with _door:
        if _present[owner_id] >= most:
            raise TooMany(most, 1)
        _present[owner_id] += 1
    try:
        rate_limits.spend("work", owner_id, cost=-(-days // DAYS_PER_UNIT))
        yield
    finally:
        with _door:
            _present[owner_id] -= 1
            if not _present[owner_id]:
                del _present[owner_id]


@contextmanager
def lane(owner_id: UUID) -> Iterator[None]:
    """Compute one piece; to be left between two, so that pieces of several people alternate."""
    if not _lane.take(owner_id, PATIENCE):
        raise Unavailable("Too much is being computed just now.", "busy")
    try:
        yield
    finally:
        _lane.leave(owner_id)


def cost_of(rules: Rules, days: int, entries: int) -> int:
    """What computing over so many days costs, told in days of a habit without windows."""
    windows = (one.schedule.days for one in rules.versions if isinstance(one.schedule, Rolling))
    return days + days * max(windows, default=0) // ROOM + ENTRY_COSTS * entries


def each(
    owner_id: UUID, items: Sequence[T], work: Callable[[T], R], *, days: Callable[[T], int]
) -> list[R]:
    """Compute something of each item: little at once, more paid and one by one in the lane."""
    total, end = sum(map(days, items)), deadline()
    if total <= LITTLE:
        return [work(item) for item in items]
    with paid(owner_id, total):
        return [_in_lane(owner_id, work, item, end) for item in items]


def deadline() -> float:
    """Until when somebody's request may compute, if it begins now."""
    return time.monotonic() + LONGEST


def in_time(end: float) -> None:
    """Refuse to go on after a deadline."""
    if time.monotonic() > end:
        raise Unavailable("This takes too long just now.", "took-too-long")


def _in_lane(owner_id: UUID, work: Callable[[T], R], item: T, end: float) -> R:
    in_time(end)
    with lane(owner_id):
        return work(item)
