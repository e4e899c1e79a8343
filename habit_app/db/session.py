"""The engine, and the one place that opens and commits transactions."""

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoTurnError
from sqlmodel import Session

from habit_app import jobs, revisions
from habit_app.db.queries.jobs import put_jobs
from habit_app.settings import Settings, get_settings, private_folder

__all__ = ["Session", "get_engine", "ping", "read_only", "unit_of_work", "writing"]

logger = logging.getLogger(__name__)

SLOW_SECONDS = 0.2
WRITER_TIMEOUT = 10.0
"""Seconds: that a writer waits for its turn on SQLite."""
_WRITE = "smarthabit_write"


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    """The process's engine, made on first use: importing must not need a database."""
    return make_engine(get_settings())


def make_engine(settings: Settings) -> Engine:
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        if url.database:
            private_folder(Path(url.database).parent)
        engine = create_engine(
            url, echo=settings.db_echo, hide_parameters=True, connect_args={"timeout": 10}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            url,
            echo=settings.db_echo,
            hide_parameters=True,
            pool_size=settings.db_pool_size,
            max_overflow=settings.db_max_overflow,
            pool_timeout=settings.db_pool_timeout,
            pool_pre_ping=True,
            pool_use_lifo=True,
        )
    event.listen(engine, "handle_error", _say_no_values)
    event.listen(engine, "before_cursor_execute", _start_watch)
    event.listen(engine, "after_cursor_execute", _log_slow)
    return engine


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction: committed when the block ends, rolled back when it raises.

    Jobs asked for inside are written with the commit, and open pages are told after it. SQLite
    has one writer at a time: they queue here, in order, instead of running into each other's locks.
    """
    engine = get_engine()
    with _writer_lock(engine), Session(engine, expire_on_commit=False) as session, session.begin():
        session.connection(execution_options={_WRITE: True})
        yield session
        asked = put_jobs(session, jobs.take_wanted(session))
        raised = revisions.take_noted(session)
    try:
        revisions.tell(raised)
        jobs.ring(asked)
    except Exception:  # what was committed stays so; others look by themselves
        logger.exception("A commit could not be told of")


@contextmanager
def read_only() -> Iterator[Session]:
    """A consistent look at the database that never waits for a writer; it cannot write."""
    engine = get_engine()
    with Session(engine, expire_on_commit=False, autoflush=False) as session, session.begin():
        if engine.dialect.name == "postgresql":
            session.connection(
                execution_options={
                    "postgresql_readonly": True,
                    "isolation_level": "REPEATABLE READ",
                }
            )
        yield session


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that are going to write."""
    return engine.execution_options(**{_WRITE: True})


_sqlite_writer = threading.Lock()


def _writer_lock(engine: Engine) -> AbstractContextManager[Any]:
    return _only_writer() if engine.dialect.name == "sqlite" else nullcontext()


@contextmanager
def _only_writer() -> Iterator[None]:
    """Queue up to write; who waits for long is told that the database is busy (503)."""
    if not _sqlite_writer.acquire(timeout=WRITER_TIMEOUT):
        raise NoTurnError("Others have been writing for too long.")
    try:
        yield
    finally:
        _sqlite_writer.release()


def _say_no_values(context: ExceptionContext) -> None:
    """Keep the first line of an error: PostgreSQL quotes rows and values in the others."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITE)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        cursor.execute(begin)
    except sqlite3.Error as error:  # SQLAlchemy wraps only what it runs itself
        raise OperationalError(begin, None, error) from error
    finally:
        cursor.close()


def _start_watch(
    connection: Connection,
    _cursor: Any,
    _statement: str,
    _parameters: Any,
    _context: Any,
    _many: bool,
) -> None:
    connection.info["statement_started"] = time.perf_counter()


def _log_slow(
    connection: Connection,
    _cursor: Any,
    statement: str,
    _parameters: Any,
    _context: Any,
    _many: bool,
) -> None:
    seconds = time.perf_counter() - connection.info.pop("statement_started", time.perf_counter())
    if seconds >= SLOW_SECONDS:
        logger.warning(
            "Slow statement: %d ms: %s", seconds * 1000, " ".join(statement.split())[:300]
        )


def ping() -> None:
    """Ask the database something small."""
    with get_engine().connect() as connection:
        connection.exec_driver_sql("SELECT 1")
