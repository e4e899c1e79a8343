"""Bringing the database to the tables that this code knows, and back."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from habit_app import clock
from habit_app.db.session import get_engine, writing

ROOT = Path(__file__).resolve().parents[2]
LOCK = 7_269_001
"""The number of the advisory lock that lets one of many containers migrate."""


@lru_cache(maxsize=1)
def head() -> str:
    """The newest revision, read from the files: importing Alembic for it would cost a second."""
    texts = [path.read_text() for path in (ROOT / "alembic" / "versions").glob("*.py")]
    own = {_found(r'^revision(?:: str)? = "(\w+)"', text) for text in texts}
    below = {_found(r'^down_revision(?:: [^=]+)? = "(\w+)"', text) for text in texts}
    (newest,) = own - below
    return newest


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1] if match else ""


def current() -> str | None:
    """The revision that the database is at; None for one that was never migrated."""
    with get_engine().connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def at_head() -> bool:
    return current() == head()


def upgrade(revision: str = "head") -> bool:
    """Migrate up, copying a SQLite file first; False when there was nothing to do."""
    if revision == "head" and at_head():
        return False
    copy_sqlite()
    from alembic import command  # noqa: PLC0415 - slow to import, seldom needed

    with _locked() as connection:
        command.upgrade(_config(connection), revision)
    return True


def downgrade(revision: str) -> None:
    """Migrate down, copying a SQLite file first."""
    copy_sqlite()
    from alembic import command  # noqa: PLC0415 - as above

    with _locked() as connection:
        command.downgrade(_config(connection), revision)


def history() -> list[str]:
    """The revisions there are, newest first, one line each."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    with get_engine().connect() as connection:
        scripts = ScriptDirectory.from_config(_config(connection))
    return [f"{script.revision}  {script.doc}" for script in scripts.walk_revisions()]


def copy_sqlite() -> Path | None:
    """Keep a copy of a SQLite file that holds something, beside it; return where."""
    engine = get_engine()
    if engine.dialect.name != "sqlite" or not engine.url.database or current() is None:
        return None
    source = Path(engine.url.database)
    target = source.with_name(f"{source.name}.{clock.utc_now():%Y%m%dT%H%M%S}.backup")
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    shutil.copymode(source, target)
    return target


@contextmanager
def _locked() -> Iterator[Connection]:
    """One transaction for the whole migration; others wait for it, and find nothing to do."""
    with writing(get_engine()).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        yield connection


def _config(connection: Connection) -> "Config":  # type: ignore[name-defined]  # noqa: F821
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
