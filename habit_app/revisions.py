"""Telling that somebody's data changed: noted inside a unit of work, told after its commit.

`user.revision` in the table is the truth. What is told here is a hint that may get lost: this
process hears it at once, the others through Redis where there is one, else when they next look.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy.orm import Session

from habit_app.settings import get_settings

REDIS_CHANNEL = "smarthabit:revisions"
REDIS_TIMEOUT = 0.25
"""Seconds: that a commit waits for Redis to take the hint."""
REDIS_BACK_OFF = 1.0
"""Seconds: for which a Redis that did not answer is told nothing."""
_RAISED = "raised_revisions"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Raised:
    """What one transaction made of somebody's revision."""

    user_id: UUID
    before: int
    after: int


Listener = Callable[[Raised], None]
_listeners: list[Listener] = []


def note(session: Session, user_id: UUID, revision: int) -> None:
    """Note in this unit of work that a user's revision was raised to this."""
    raised: dict[UUID, Raised] = session.info.setdefault(_RAISED, {})
    known = raised.get(user_id)
    raised[user_id] = (
        replace(known, after=revision) if known else Raised(user_id, revision - 1, revision)
    )


def before(session: Session, user_id: UUID) -> int | None:
    """The user's revision before this unit of work raised it; None where it did not."""
    raised = session.info.get(_RAISED, {}).get(user_id)
    return raised.before if raised else None


def take_noted(session: Session) -> list[Raised]:
    """Hand over what was noted; the unit of work tells it after its commit."""
    return list(session.info.pop(_RAISED, {}).values())


def answer_with(listener: Listener | None) -> None:
    """Say who in this process hears of commits; they are called in the thread that committed."""
    _listeners[:] = [listener] if listener else []


def tell(raised: Iterable[Raised]) -> None:
    """Tell of what was committed. Nothing is lost where nobody hears it."""
    raised = tuple(raised)
    if not raised:
        return
    for listener in _listeners:
        for change in raised:
            listener(change)
    if get_settings().redis_url:
        _teller().publish("\n".join(f"{change.user_id} {change.after}" for change in raised))


def read(message: bytes) -> Iterable[tuple[UUID, int]]:
    """Read what another process told: users and their new revisions."""
    for line in message.decode().splitlines():
        user_id, _, revision = line.partition(" ")
        yield UUID(user_id), int(revision)


class Teller:
    """Tells the other processes, unless Redis is away: they look by themselves now and then."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
            retry=Retry(NoBackoff(), 1),  # a connection that lay idle may be gone
        )
        self._away_until = 0.0

    def publish(self, message: str) -> None:
        if time.monotonic() < self._away_until:
            return
        try:
            self._redis.publish(REDIS_CHANNEL, message)
        except (RedisError, OSError):
            logger.warning("Redis does not answer; other processes see changes a little later.")
            self._away_until = time.monotonic() + REDIS_BACK_OFF


@lru_cache(maxsize=1)
def _teller() -> Teller:
    return Teller(get_settings().redis_url)
