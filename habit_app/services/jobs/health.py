"""Can this process do its work?"""

import logging
from datetime import timedelta

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from habit_app import clock
from habit_app.db import migrations
from habit_app.db.queries import jobs as store
from habit_app.db.session import ping, read_only, unit_of_work
from habit_app.errors import Unavailable
from habit_app.settings import get_settings

MAY_BE_SILENT = {"worker": timedelta(seconds=75), "beat": timedelta(minutes=3)}
"""How long each may say nothing: workers speak every 20 seconds, the beat every minute."""
MISSING = {
    "broker": "Redis does not answer.",
    "worker": "No worker is alive.",
    "beat": "No beat is alive.",
}

logger = logging.getLogger(__name__)


def check_database() -> None:
    """Refuse with 503 when the database does not answer."""
    try:
        ping()
    except SQLAlchemyError:
        raise Unavailable("The database does not answer.", "database-away") from None


def check_migrations() -> None:
    """Refuse with 503 when the tables are not those that this code knows."""
    if not migrations.at_head():
        raise Unavailable("The database is not migrated to this version.", "not-migrated")


def check_background() -> list[str]:
    """Name the background processes that are missing; refuse (503) where operators run them.

    On an install without Redis the process that started the web restarts them, so the web goes on
    answering.
    """
    missing = away()
    if missing and get_settings().redis_url:
        raise Unavailable(MISSING[missing[0]], f"{missing[0]}-away")
    return missing


def away() -> list[str]:
    """Which parts of the background are missing."""
    if not _broker_answers():
        return ["broker"]
    now = clock.utc_now()
    with read_only() as session:
        beats = [(row.name.partition(":")[0], row.at) for row in store.list_heartbeats(session)]
    return [
        kind
        for kind, patience in MAY_BE_SILENT.items()
        if not any(name == kind and now - at < patience for name, at in beats)
    ]


def count_workers(session: Session) -> int:
    """How many workers are alive."""
    now = clock.utc_now()
    return sum(
        row.name.startswith("worker:") and now - row.at < MAY_BE_SILENT["worker"]
        for row in store.list_heartbeats(session)
    )


def _broker_answers() -> bool:
    """Whether Redis answers; without it jobs are rung through files, which are always there."""
    url = get_settings().redis_url
    if not url:
        return True
    try:
        with Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as redis:
            redis.ping()
    except (RedisError, OSError):
        return False
    return True


def note_alive(name: str) -> None:
    """Note that a background process lives; while the database is away nobody could read it."""
    try:
        with unit_of_work() as session:
            store.put_heartbeat(session, name, clock.utc_now())
    except SQLAlchemyError as error:
        logger.warning("%s could not be noted as alive: %s", name, error)
