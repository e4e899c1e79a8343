"""Bringing the database to the tables that this code knows, and back."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from habit_app import clock
from habit_app.db.session import get_engine, writing
from habit_app.errors import Conflict, NotFound

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).resolve().parents[2]
ADVISORY_LOCK = 7_269_001
"""The number of the advisory lock that lets one of many containers migrate."""


@lru_cache(maxsize=1)
def _revisions() -> dict[str, str]:
    """Each revision with the one below it, from the files: Alembic would cost a second."""
    texts = [path.read_text() for path in (ROOT / "alembic" / "versions").glob("*.py")]
    return {
        _found(r'^revision(?:: str)? = "(\w+)"', text): _found(
            r'^down_revision(?:: [^=]+)? = "(\w+)"', text
        )
        for text in texts
    }


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1] if match else ""


def head() -> str:
    """The newest revision that this code knows."""
    (newest,) = _revisions().keys() - set(_revisions().values())
    return newest


def current() -> str | None:
    """The revision that the database is at; None for one that was never migrated."""
    with get_engine().connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def at_head() -> bool:
    return current() == head()


def upgrade(
    revision: str = "head", *, on_copy: Callable[[Path], None] = lambda _copy: None
) -> bool:
    """Migrate up, copying a SQLite file first; False when there was nothing to do."""
    target, found = _known(revision), current()
    if found == target:
        return False
    _refuse_a_newer_database(found)
    if copy := copy_sqlite():
        on_copy(copy)
    from alembic import command  # noqa: PLC0415 - slow to import, seldom needed

    with migrating() as connection:
        command.upgrade(_config(connection), target)
    return True


def downgrade(revision: str) -> None:
    """Migrate down, copying a SQLite file first."""
    target = "base" if revision == "base" else _known(revision)
    _refuse_a_newer_database(current())
    copy_sqlite()
    from alembic import command  # noqa: PLC0415 - as above

    with migrating() as connection:
        command.downgrade(_config(connection), target)


def _known(revision: str) -> str:
    if revision == "head":
        return head()
    if revision not in _revisions():
        raise NotFound(f"There is no revision {revision}.", "revision-not-found")
    return revision


def _refuse_a_newer_database(found: str | None) -> None:
    if found is not None and found not in _revisions():
        raise Conflict(
            f"The database is at revision {found}, which this version does not know: it was "
            "made by a newer one. Install that, or restore the copy beside the database.",
            "database-too-new",
        )


def history() -> list[str]:
    """The revisions there are, newest first, one line each."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    scripts = ScriptDirectory.from_config(_config(None))
    return [f"{script.revision}  {script.doc}" for script in scripts.walk_revisions()]


def copy_sqlite() -> Path | None:
    """Keep a copy of a SQLite file that holds something, beside it; return where."""
    engine = get_engine()
    if engine.dialect.name != "sqlite" or not engine.url.database or current() is None:
        return None
    source = Path(engine.url.database)
    target = source.with_name(f"{source.name}.{clock.utc_now():%Y%m%dT%H%M%S}.backup")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    shutil.copymode(source, target)
    return target


@contextmanager
def migrating() -> Iterator[Connection]:
    """One transaction for the whole migration; others wait for it, and find nothing to do.

    SQLite changes a table by making it anew and dropping the old one. With foreign keys on,
    that drop would delete every row that refers to it, so they are off, and checked at the end.
    """
    with writing(get_engine()).connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _set_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK}
                    )
                yield connection
                if sqlite:
                    _refuse_orphans(connection)
        finally:
            if sqlite:
                _set_foreign_keys(connection, on=True)


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Through the driver: inside of a transaction SQLite ignores this silently."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        raise Conflict(f"The migration would leave rows without their owner in {tables}.")


def _config(connection: Connection | None) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
