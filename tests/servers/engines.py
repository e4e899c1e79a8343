"""Engines that outlive a test, for databases that keep their address and change what they hold."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from habit_app.db import session
from habit_app.db.tables import metadata
from habit_app.settings import Settings


@contextmanager
def kept() -> Iterator[None]:
    """Make one engine for an address, whoever asks for it and however often.

    SQLAlchemy compiles a statement once per engine, which is most of the work of a short test.
    Who listens to an engine has to stop listening in the end.
    """
    make, made = session.make_engine, dict[tuple[object, ...], Engine]()

    def make_once(settings: Settings) -> Engine:
        pool = (settings.db_pool_size, settings.db_max_overflow, settings.db_pool_timeout)
        address = (settings.database, settings.db_echo, *pool)
        if address not in made:
            made[address] = make(settings)
            if made[address].dialect.name == "sqlite":
                event.listen(made[address], "connect", _wait_for_no_disk)
        return made[address]

    patch = pytest.MonkeyPatch()
    patch.setattr(session, "make_engine", make_once)
    yield
    patch.undo()
    for engine in made.values():
        engine.dispose()


def _wait_for_no_disk(connection: sqlite3.Connection, _record: object) -> None:
    """No test is about a machine that loses its power."""
    connection.execute("PRAGMA synchronous=OFF")


def empty_postgresql() -> None:
    """Empty all tables in one message.

    The audit log refuses to be emptied, which is what this has to do; few rows are deleted in a
    hundredth of the time that TRUNCATE takes for new files.
    """
    deleting = (f'DELETE FROM "{name}"' for name in metadata.tables)
    with session.get_engine().begin() as connection:
        connection.exec_driver_sql(
            "; ".join(["SET LOCAL session_replication_role = replica", *deleting])
        )


def hurry_postgresql() -> None:
    """Let the database wait for no disk, either."""
    engine = session.get_engine()
    with session.writing(engine).begin() as connection:
        connection.exec_driver_sql(
            f'ALTER DATABASE "{engine.url.database}" SET synchronous_commit = off'
        )
    engine.dispose()  # it holds for connections to come
