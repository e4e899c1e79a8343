"""The two background processes: one carries jobs out, the other keeps time."""

import logging
import os
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from celery.beat import Scheduler
from celery.platforms import SecurityWarning
from celery.schedules import crontab
from celery.signals import beat_init

from habit_app.settings import get_settings
from habit_app.worker.app import TICK, celery
from habit_app.worker.doorbell import ringing

ALIVE_EVERY = 20.0
"""Seconds: between two signs of life."""

logger = logging.getLogger(__name__)


def work() -> int:
    """Carry out jobs until asked to stop; what is begun is finished first."""
    # Celery warns of root because of pickle; this worker reads nothing but JSON.
    warnings.simplefilter("ignore", SecurityWarning)
    worker = celery.Worker(
        pool="threads",
        concurrency=get_settings().worker_threads,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        optimization="fair",
        quiet=True,
    )
    with ringing(), _saying_alive(_name("worker")):
        worker.start()
    return int(worker.exitcode or 0)


def keep_time() -> None:
    """Send a tick every minute, and one at the start, so that what was missed begins at once.

    No state is kept. Which rounds are due is read from the job table, so two beats do no harm.
    """
    arguments = [_name("beat")]
    celery.conf.beat_schedule = {
        TICK: {"task": TICK, "schedule": crontab(), "args": arguments, "options": {"expires": 50}}
    }

    @beat_init.connect(weak=False)
    def _tick_at_once(**_: object) -> None:
        celery.send_task(TICK, arguments, retry=False)

    celery.Beat(scheduler_cls=Scheduler, quiet=True).run()


def _name(kind: str) -> str:
    return f"{kind}:{socket.gethostname()}:{os.getpid()}"


@contextmanager
def _saying_alive(name: str) -> Iterator[None]:
    """Write the sign of life that readiness looks for, for as long as the block runs."""
    from habit_app.services.jobs import health  # noqa: PLC0415 - beat does without the database

    over = threading.Event()

    def say() -> None:
        while True:
            try:
                health.note_alive(name)
            except Exception:  # whatever it was, the next sign of life is in 20 seconds
                logger.exception("%s could not be noted as alive", name)
            if over.wait(ALIVE_EVERY):
                return

    threading.Thread(target=say, name="alive", daemon=True).start()
    try:
        yield
    finally:
        over.set()
