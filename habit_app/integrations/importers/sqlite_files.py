"""Reading an untrusted SQLite file: in memory, for a while, and nothing but plain rows of it."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from habit_app.errors import Invalid
from habit_app.integrations.importers.history import unreadable

MAGIC = b"SQLite format 3\0"
SQLITE_TIMEOUT = 15
"""Seconds: after which SQLite itself is asked to stop; less than its process has."""
LONGEST_VALUE = 1_000_000
"""Bytes: of one value or row that SQLite may build."""
WRITE_VERSION, READ_VERSION = 18, 19
JOURNAL, WAL = 1, 2
PAGE_SIZE = slice(16, 18)
LARGEST_PAGE = 65_536
HARMLESS = ("NULL value in ", "CHECK constraint failed in ", "non-unique entry in index ")
"""What a check may find in a file that is whole: rows that break a rule of their table."""

COMPUTED_COLUMNS = """
    SELECT 1 FROM sqlite_master AS of, pragma_table_xinfo(of.name) AS has
    WHERE of.type = 'table' AND of.sql NOT LIKE 'CREATE VIRTUAL%' AND has.hidden IN (2, 3)
"""


@contextmanager
def open_file(payload: bytes) -> Iterator[sqlite3.Connection]:
    """Open a copy of a file; whatever SQLite finds wrong in it refuses the whole.

    The file's schema is never trusted: no functions in it run, and after the look at its tables
    only rows can be read. Nothing touches the disk.
    """
    _check_size(payload)
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(_without_wal(payload))
            _restrict(database)
            _check(database)
            yield database
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError):
        raise _damaged() from None


def _damaged() -> Invalid:
    return unreadable("This database is damaged, cut short, or takes too long.")


def _check_size(payload: bytes) -> None:
    """A file is whole pages; SQLite itself would read a part of one as if the rest were zero."""
    size = int.from_bytes(payload[PAGE_SIZE], "big")
    if not size or len(payload) % (size if size > 1 else LARGEST_PAGE):
        raise _damaged()


def _without_wal(payload: bytes) -> bytes:
    """A file from a phone may ask for a write-ahead log, which a copy in memory cannot have."""
    head = bytearray(payload[: READ_VERSION + 1])
    if len(head) > READ_VERSION and WAL in (head[WRITE_VERSION], head[READ_VERSION]):
        head[WRITE_VERSION] = head[READ_VERSION] = JOURNAL
    return bytes(head) + payload[READ_VERSION + 1 :]


def _restrict(database: sqlite3.Connection) -> None:
    deadline = time.monotonic() + SQLITE_TIMEOUT
    database.set_progress_handler(lambda: time.monotonic() > deadline, 50_000)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in (
        "trusted_schema=OFF",
        "ignore_check_constraints=ON",  # the look for damage would evaluate the file's own SQL
        "cell_size_check=ON",
        "query_only=ON",
    ):
        database.execute(f"PRAGMA {pragma}")
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")


def _check(database: sqlite3.Connection) -> None:
    """Look for damage, unless that would compute: it evaluates columns that the file computes."""
    if database.execute(COMPUTED_COLUMNS).fetchone():
        raise unreadable("This database holds no plain rows.", "hostile-import")
    for (found,) in database.execute("PRAGMA quick_check(1000)"):
        if found != "ok" and not str(found).startswith(HARMLESS):
            raise sqlite3.DatabaseError(found)


def tables_in(database: sqlite3.Connection, *names: str) -> dict[str, set[str]]:
    """Return the columns of real tables by their names in lower case, then allow only rows.

    Views, virtual tables and computed columns are not what an app stores its rows in.
    """
    found: dict[str, set[str]] = {}
    for name, kind, sql in database.execute("SELECT name, type, sql FROM sqlite_master").fetchall():
        lower = str(name).lower()
        if lower not in names or kind in {"index", "trigger"}:
            continue
        columns = database.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", [name])
        plain = {str(column).lower(): not hidden for column, hidden in columns}
        virtual = " ".join(str(sql).split()[:2]).upper() == "CREATE VIRTUAL"
        if kind != "table" or virtual or not all(plain.values()):
            raise unreadable("This database holds no plain rows.", "hostile-import")
        found[lower] = set(plain)
    database.set_authorizer(_only_rows)
    return found


def _only_rows(action: int, *_rest: str | None) -> int:
    allowed = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
    return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY
