"""Whether the Redis answers in which several web processes keep their open pages.

Without it no event of a page can be handled, so its sockets are closed and no new ones opened:
pages then say that they are reconnecting, keep on trying, and read everything again when they
are back. The API does not need it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from starlette.types import Message, Receive

from habit_app.asgi import TRY_AGAIN_LATER
from habit_app.settings import get_settings

POLL_EVERY = 0.5
"""Seconds: between two looks whether Redis answers."""
REDIS_TIMEOUT = 1.0
"""Seconds: after which a Redis that says nothing counts as away."""

logger = logging.getLogger(__name__)


class PageStore:
    """The store as it was found last; where there is none, it is never away."""

    def __init__(self) -> None:
        self._away = asyncio.Event()

    @property
    def is_away(self) -> bool:
        return self._away.is_set()

    async def watch(self, redis: Redis) -> None:
        """Keep looking whether it answers."""
        while True:
            await self._look(redis)
            await asyncio.sleep(POLL_EVERY)

    async def _look(self, redis: Redis) -> None:
        answers = await _answers(redis)
        if answers and self.is_away:
            logger.warning("The Redis that keeps open pages is back.")
            self._away.clear()
        elif not answers and not self.is_away:
            logger.warning("The Redis that keeps open pages is away; pages wait for it.")
            self._away.set()

    def while_here(self, receive: Receive) -> Receive:
        """What a socket receives, until the store is away: then it is closed."""
        if not get_settings().pages_redis_url:
            return receive

        async def received() -> Message:
            coming = asyncio.ensure_future(receive())
            away = asyncio.ensure_future(self._away.wait())
            try:
                await asyncio.wait({coming, away}, return_when=asyncio.FIRST_COMPLETED)
                if coming.done():
                    return coming.result()
                return {"type": "websocket.disconnect", "code": TRY_AGAIN_LATER}
            finally:
                coming.cancel()
                away.cancel()

        return received


store = PageStore()


@asynccontextmanager
async def watching() -> AsyncIterator[None]:
    """Look after the store while the process serves."""
    url = get_settings().pages_redis_url
    if not url:
        yield
        return
    redis = Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 1),
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
    )
    task = asyncio.create_task(store.watch(redis))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await redis.aclose()


async def _answers(redis: Redis) -> bool:
    try:
        await redis.ping()
    except (RedisError, OSError):
        return False
    except Exception:  # whatever it was, it is looked again
        logger.exception("The Redis that keeps open pages could not be asked")
        return False
    return True
