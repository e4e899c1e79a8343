"""Can this process do its work?"""

from sqlalchemy.exc import SQLAlchemyError

from habit_app.db import migrations
from habit_app.db.session import ping
from habit_app.errors import Unavailable
from habit_app.services import limits


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
