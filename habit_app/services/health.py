"""Can this process do its work?"""

import logging

from sqlalchemy.exc import SQLAlchemyError

from habit_app import clock
from habit_app.db import jobs as store
from habit_app.db import migrations
from habit_app.db.session import ping, unit_of_work
from habit_app.errors import Unavailable
from habit_app.services import limits

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


def degraded() -> list[str]:
    """What is away, but not so that requests would fail."""
    return [] if limits.are_shared() else ["redis"]


def note_alive(name: str) -> None:
    """Note that a background process lives; while the database is away nobody could read it."""
    try:
        with unit_of_work() as session:
            store.put_heartbeat(session, name, clock.utc_now())
    except SQLAlchemyError as away:
        logger.warning("%s could not be noted as alive: %s", name, away)
