"""The threads in which requests and events work.

Together with the one for jobs they are never more than the database has connections.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import lru_cache, partial
from typing import ParamSpec, TypeVar

from habit_app.settings import get_settings

P = ParamSpec("P")
T = TypeVar("T")


async def off_loop(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something that waits, while the event loop goes on serving everybody else."""
    return await _run_in(_pools()[0], partial(work, *args, **kwargs))


async def with_passwords(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something that hashes passwords: in a few threads of its own.

    A burst of sign-ins then waits for itself, and takes no thread from the rest.
    """
    return await _run_in(_pools()[1], partial(work, *args, **kwargs))


async def _run_in(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, work)


@lru_cache(maxsize=1)
def _pools() -> tuple[ThreadPoolExecutor, ThreadPoolExecutor]:
    settings = get_settings()
    connections = settings.db_pool_size + settings.db_max_overflow
    cores = os.cpu_count() or 1
    hashing = max(1, min(cores // 2, 4, connections // 4))
    return (
        ThreadPoolExecutor(max(1, connections - hashing - 1), thread_name_prefix="work"),
        ThreadPoolExecutor(hashing, thread_name_prefix="passwords"),
    )
