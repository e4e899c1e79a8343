"""Open pages follow their person's data: a newer revision becomes a refresh of each open tab.

The revision in the database is the truth. Hints say when to look: commits of this process, those
of others through Redis, and a slow look at the revisions of everybody who is connected here.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import copy_context
from uuid import UUID

import reflex as rx
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from habit_app import revisions
from habit_app.revisions import Raised
from habit_app.services.shared import viewers
from habit_app.settings import get_settings
from habit_app.ui.live.open_tabs import tabs
from habit_app.ui.reflex import internals
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame import reloading

logger = logging.getLogger(__name__)

GATHER = 0.25
"""Seconds: in which several changes become one refresh, and a tab may read its own by itself."""
LOOK_EVERY = 1.0
"""Seconds: between two looks where no other process can tell us."""
CATCH_UP_EVERY = 5.0
"""Seconds: between two looks where Redis tells us: for hints that got lost."""
RETRY_AFTER = 1.0
"""Seconds: after which a Redis that went away is listened to again."""


@asynccontextmanager
async def following(app: rx.App) -> AsyncIterator[None]:
    """Let the open tabs of this process follow, for as long as it serves."""
    follower = Follower(app)
    url = get_settings().redis_url
    work = [asyncio.create_task(follower.look_around(CATCH_UP_EVERY if url else LOOK_EVERY))]
    if url:
        work.append(asyncio.create_task(follower.listen(url)))
    revisions.answer_with(follower.told)
    try:
        yield
    finally:
        revisions.answer_with(None)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


class Follower:
    """Turns hints into refreshes, at most one for each tab and moment."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._loop = asyncio.get_running_loop()
        self._outside = copy_context()  # of any event: a refresh belongs to none
        self._newest: dict[UUID, int] = {}
        self._pushes: set[asyncio.Task[None]] = set()

    def told(self, raised: Raised) -> None:
        """Hear of a commit of this process, in the thread that made it."""
        token, _ = internals.current_tab()
        self._loop.call_soon_threadsafe(self._own, raised, token, context=self._outside)

    def hear(self, user_id: UUID, revision: int) -> None:
        """Hear of a revision; a tab that still does not show it in a moment is refreshed."""
        if not tabs.behind(user_id, revision):
            return
        if user_id not in self._newest:
            self._loop.call_later(GATHER, self._refresh, user_id, context=self._outside)
        self._newest[user_id] = max(revision, self._newest.get(user_id, revision))

    async def look_around(self, every: float) -> None:
        """Now and then look at the revisions of everybody who is connected."""
        while True:
            await asyncio.sleep(every)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Look at the revisions of everybody who is connected here, in one statement.

        Whatever goes wrong, it is looked again: of a database that is away others say so.
        """
        try:
            tabs.keep_only(internals.connected(self._app))
            if users := tabs.users():
                for user_id, revision in (await look(viewers.revisions, user_ids=users)).items():
                    self.hear(user_id, revision)
        except SQLAlchemyError:
            return
        except Exception:
            logger.exception("Open pages could not be looked after")

    async def listen(self, url: str) -> None:
        """Hear what other processes committed; after each new connection, what we missed."""
        while True:
            try:
                async with Redis.from_url(url, socket_keepalive=True) as redis:
                    await self._listen_on(redis)
            except (RedisError, OSError):
                pass  # it is away: others say so
            except Exception:
                logger.exception("What other processes tell could not be heard")
            await asyncio.sleep(RETRY_AFTER)

    async def _listen_on(self, redis: Redis) -> None:
        async with redis.pubsub() as channel:
            await channel.subscribe(revisions.REDIS_CHANNEL)
            async for message in channel.listen():
                if message["type"] == "subscribe":
                    await self.catch_up()
                elif message["type"] == "message":
                    for user_id, revision in revisions.read(message["data"]):
                        self.hear(user_id, revision)

    def _own(self, raised: Raised, token: str) -> None:
        tabs.wrote(token, raised)
        self.hear(raised.user_id, raised.after)

    def _refresh(self, user_id: UUID) -> None:
        revision = self._newest.pop(user_id)
        tabs.keep_only(internals.connected(self._app))
        for tab in tabs.behind(user_id, revision):
            events = reloading.all_of(internals.path_in(tab.place))
            tab.seen, tab.passes = revision, len(events)
            push = internals.push(self._app, tab.token, dict(tab.place), events)
            task = self._loop.create_task(push)
            self._pushes.add(task)
            task.add_done_callback(self._pushes.discard)
