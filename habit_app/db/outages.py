"""What is no bug of ours when a statement fails: a database that is away, busy or full."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from habit_app.errors import AppError, StorageFull, Unavailable

FULL = "53100"
"""PostgreSQL's code for a disk without room."""
WITHOUT_ROOM = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
"""SQLite's: the last ones where the file beside it cannot grow, or a quota is reached."""


def outage_in(error: SQLAlchemyError) -> AppError | None:
    """Say what is wrong with the database; None where the error is ours."""
    if isinstance(error, NoConnectionFree):
        return Unavailable("The database has no connection free.", "database-busy")
    if not isinstance(error, DBAPIError):
        return None
    if _is_full(error.orig):
        return StorageFull("There is no room left to store this. Nothing of it was done.")
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return Unavailable("The database does not answer.", "database-away")
    return None


def _is_full(cause: BaseException | None) -> bool:
    code = getattr(cause, "sqlite_errorcode", None)
    return code in WITHOUT_ROOM or getattr(cause, "pgcode", None) == FULL
