"""How often somebody may: moving windows, in Redis where there is one, else in this process."""

import hashlib
import logging
import math
import time
from functools import lru_cache
from typing import Literal

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from habit_app.errors import TooMany
from habit_app.services.shared import tokens
from habit_app.settings import get_settings

Bucket = Literal[
    "sign_in",
    "sign_in_address",
    "sign_up",
    "visit",
    "socket",
    "event",
    "mail",
    "checkin",
    "work",
    "other",
]

REDIS_TIMEOUT = 0.25
"""Seconds: that a request waits for Redis."""
REDIS_BACK_OFF = 10.0
"""Seconds: after which a Redis that did not answer is asked again; until then we count here."""

logger = logging.getLogger(__name__)


def spend(bucket: Bucket, *names: object, cost: int = 1, besides: int = 0) -> None:
    """Spend `cost` of what `names`, taken together, may do in a while; refuses where less is left.

    What costs more than the whole limit, less what was spent on it `besides`, costs the whole.
    """
    item = _item(bucket)
    cost = min(cost, item.amount - besides)
    if cost < 1:
        return
    named = (bucket, _pseudonym(names))
    limiter = _counters().limiter()
    try:
        if limiter.hit(item, *named, cost=cost):
            return
        reset = limiter.get_window_stats(item, *named).reset_time
    except (RedisError, OSError):
        _counters().lose()
        return
    raise TooMany(item.amount, math.ceil(max(1.0, reset - time.time())))


def _pseudonym(names: tuple[object, ...]) -> str:
    """One name for all of them, hashed, so that no address can be read in Redis."""
    plain = "\n".join(str(name) for name in names).encode("utf-8", "replace")
    return hashlib.blake2b(plain, key=tokens.key_for("limits"), digest_size=16).hexdigest()


class Counters:
    """Where hits are counted: Redis, and this process while Redis is away."""

    def __init__(self, shared: Storage | None) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(shared) if shared else None
        self._away_until = 0.0

    def limiter(self) -> MovingWindowRateLimiter:
        return self._own if self._shared is None or self.lost() else self._shared

    def lost(self) -> bool:
        return time.monotonic() < self._away_until

    def lose(self) -> None:
        """Go on without Redis: nobody is refused because a counter is away."""
        logger.warning("Redis does not answer; rate limits are counted per process.")
        self._away_until = time.monotonic() + REDIS_BACK_OFF


@lru_cache(maxsize=1)
def _counters() -> Counters:
    url = get_settings().redis_url
    if not url:
        return Counters(None)
    options = {"socket_timeout": REDIS_TIMEOUT, "socket_connect_timeout": REDIS_TIMEOUT}
    return Counters(storage_from_string(url, **options))  # type: ignore[arg-type]


@lru_cache(maxsize=16)
def _item(bucket: Bucket) -> RateLimitItem:
    rate: str = getattr(get_settings(), f"rate_{bucket}")
    return parse(rate)
