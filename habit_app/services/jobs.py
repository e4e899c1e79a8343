"""Carrying out jobs: claim one by lease, do it, mark it, try again what may work later."""

import logging
import random
import smtplib
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from habit_app import clock
from habit_app.db import jobs as store
from habit_app.db.session import read_only, unit_of_work
from habit_app.services import badge_history, badges, leaderboard, mails

Work = Callable[[UUID, dict[str, str]], None]

WORK: dict[str, Work] = {
    mails.JOB: mails.deliver,
    mails.FORGOT: mails.deliver_forgotten,
    badges.LOOK_BACK: badge_history.look_back,
    leaderboard.REFRESH: leaderboard.refresh_job,
}
"""Every job by its name. Each opens its own transactions, and is safe to do twice."""

LEASE = timedelta(minutes=5)
TRIES = 8
TRANSIENT = (OSError, smtplib.SMTPException)
"""What may go well the next time."""

logger = logging.getLogger(__name__)


def run(job_id: UUID) -> None:
    """Do one job, if it is due and nobody else has it."""
    now = clock.utc_now()
    with unit_of_work() as session:
        job = store.claim(session, job_id, now=now, lease_until=now + LEASE)
    if job is None:
        return
    try:
        WORK[job.name](job.id, job.arguments)
    except TRANSIENT as error:
        _put_off(job.id, job.attempts, error)
    except Exception as error:
        logger.exception("Job %s (%s) failed", job.name, job.id)
        _finish(job.id, problem={"title": type(error).__name__})
    else:
        _finish(job.id)


def run_due() -> int:
    """Do everything that is due, what a killed process left behind with it; return how many."""
    done = 0
    while job_ids := _due():
        for job_id in job_ids:
            run(job_id)
            done += 1
    return done


def _due() -> list[UUID]:
    with read_only() as session:
        return store.list_due(session, clock.utc_now())


def _put_off(job_id: UUID, attempts: int, error: Exception) -> None:
    """Later and later, never all at the same time; after the last try it has failed."""
    if attempts >= TRIES:
        logger.error("Job %s failed for good: %s", job_id, error)
        _finish(job_id, problem={"title": type(error).__name__, "detail": str(error)[:300]})
        return
    seconds = 15 * 2**attempts * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, no secret
    logger.warning("Job %s will be tried again in %.0f s: %s", job_id, seconds, error)
    with unit_of_work() as session:
        store.put_off(session, job_id, clock.utc_now() + timedelta(seconds=seconds))


def _finish(job_id: UUID, *, problem: dict[str, str] | None = None) -> None:
    with unit_of_work() as session:
        store.finish(session, job_id, clock.utc_now(), problem=problem)
