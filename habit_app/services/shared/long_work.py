"""Long computations: charged by what they cost, and never more than one at a time here.

Python computes in one thread at a time. So long computations queue in one lane (`turns`), a quick
request beside it gets half of the time at the worst, and somebody who asks for much at once waits
behind their own requests.
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

INSTANT_DAYS = 2_500
"""Days: of history, that anybody may compute beside others: some thousandths of a second."""
SHORT_DAYS = 25_000
"""Days: of history, up to which a request counts as short: some hundredths of a second."""
YIELD_AFTER = 0.0005
"""Seconds: after which a computation lets another thread go on; Python's own 5 ms add up to tenths
of a second for a request that waits at each of its statements."""
DAYS_PER_ENTRY = 4
"""Days: in whose time of folding one entry is read and made into an object."""
WINDOW_DAYS_PER_DAY = 100
"""Days: of a rolling window, that are looked through in the time of folding one day."""
COMPUTE_TIMEOUT = 60.0
"""Seconds: after which computing for one request is given up."""
AT_ONCE = 2
"""Requests: long ones of one person, that a process takes; they take threads from the others."""
SHORT_AT_ONCE = 6
"""Requests: the same of those up to `SHORT_DAYS`: open pages of one person read together."""
LANE_TIMEOUT = 10.0
"""Seconds: that a request waits for its turn to compute."""
DAYS_PER_UNIT = 1_000
"""Days: of history, that one unit of `HABIT_RATE_WORK` pays for."""

sys.setswitchinterval(YIELD_AFTER)

_lane = Turns[UUID]()
_present: Counter[UUID] = Counter()
_door = threading.Lock()


@contextmanager
def paid(owner_id: UUID, days: int) -> Iterator[None]:
    """Let somebody in with a long computation over so many days, charged to their limits."""
    most = AT_ONCE if days > SHORT_DAYS else SHORT_AT_ONCE
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
    """Hold the lane for one piece; leave it before the next, so that people alternate."""
    if not _lane.take(owner_id, LANE_TIMEOUT):
        raise Unavailable("Too much is being computed just now.", "busy")
    try:
        yield
    finally:
        _lane.leave(owner_id)


def cost_of(rules: Rules, days: int, entries: int) -> int:
    """What computing over so many days costs, told in days of a habit without windows."""
    windows = (
        version.schedule.days for version in rules.versions if isinstance(version.schedule, Rolling)
    )
    return days + days * max(windows, default=0) // WINDOW_DAYS_PER_DAY + DAYS_PER_ENTRY * entries


def each(
    owner_id: UUID, items: Sequence[T], work: Callable[[T], R], *, days: Callable[[T], int]
) -> list[R]:
    """Compute something of each item; what takes long is charged, and done in the lane."""
    total, end = sum(map(days, items)), deadline()
    if total <= INSTANT_DAYS:
        return [work(item) for item in items]
    with paid(owner_id, total):
        return [_in_lane(owner_id, work, item, end) for item in items]


def deadline() -> float:
    """Until when somebody's request may compute, if it begins now."""
    return time.monotonic() + COMPUTE_TIMEOUT


def in_time(end: float) -> None:
    """Refuse to go on after a deadline."""
    if time.monotonic() > end:
        raise Unavailable("This takes too long just now.", "took-too-long")


def _in_lane(owner_id: UUID, work: Callable[[T], R], item: T, end: float) -> R:
    in_time(end)
    with lane(owner_id):
        return work(item)
