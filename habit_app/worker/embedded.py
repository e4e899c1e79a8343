"""Jobs carried out inside of the web process, by one thread."""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from uuid import UUID

from habit_app import jobs
from habit_app.db.session import unit_of_work
from habit_app.services import deletion, leaderboard
from habit_app.services import jobs as work

SWEEP_SECONDS = 60
PURGE_EVERY = 60
"""Sweeps between two looks for what is to be deleted for good."""

logger = logging.getLogger(__name__)


@asynccontextmanager
async def working() -> AsyncIterator[None]:
    """Do each job as soon as it is committed, and once a minute what was left behind."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="jobs")

    def begin(job_id: UUID) -> None:
        pool.submit(work.run, job_id)

    jobs.answer_with(begin)
    sweeping = asyncio.create_task(_sweep(pool))
    try:
        yield
    finally:
        jobs.answer_with(None)
        sweeping.cancel()
        pool.shutdown(cancel_futures=True)


async def _sweep(pool: ThreadPoolExecutor) -> None:
    loop, round_ = asyncio.get_running_loop(), 0
    while True:
        try:
            await loop.run_in_executor(pool, work.run_due)
            await loop.run_in_executor(pool, leaderboard.refresh)
            if round_ % PURGE_EVERY == 0:
                await loop.run_in_executor(pool, _purge)
        except Exception:
            logger.exception("The sweep did not get through; the next one tries again")
        round_ += 1
        await asyncio.sleep(SWEEP_SECONDS)


def _purge() -> None:
    with unit_of_work() as session:
        deletion.purge(session)
