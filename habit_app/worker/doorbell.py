"""Ringing workers through Celery, after the commit and without making anybody wait for it."""

import logging
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager

from habit_app import jobs

logger = logging.getLogger(__name__)


def ring(job: jobs.Asked) -> None:
    """Send a job's id to the workers. A broker that is away is no error: the sweep rings again."""
    from kombu.exceptions import KombuError  # noqa: PLC0415 - slow to import, and not at start

    from habit_app.worker.app import celery  # noqa: PLC0415 - as above

    try:
        celery.send_task(job.name, [str(job.id)], retry=False)
    except (KombuError, OSError) as away:
        logger.warning("Job %s waits for the next sweep: %s", job.id, away)
    except Exception:  # nobody looks at what becomes of this thread's work
        logger.exception("Job %s waits for the next sweep", job.id)


@contextmanager
def ringing() -> Iterator[None]:
    """Ring for every job that this process commits, from a thread of its own."""
    with ThreadPoolExecutor(1, thread_name_prefix="doorbell") as pool:

        def soon(job: jobs.Asked) -> None:
            pool.submit(ring, job)

        jobs.answer_with(soon)
        try:
            yield
        finally:
            jobs.answer_with(None)


@asynccontextmanager
async def ringing_in_web() -> AsyncIterator[None]:
    """The same for as long as a web process lives."""
    with ringing():
        yield
