"""Statements that both databases know, and SQLAlchemy builds by two names."""

from collections.abc import Collection

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def is_postgresql(session: Session) -> bool:
    """Whether statements may speak PostgreSQL's dialect; else it is SQLite's."""
    return session.get_bind().dialect.name == "postgresql"


def insert_new(session: Session, table: Table) -> Insert:
    """An INSERT that leaves rows as they are where a unique column is taken."""
    return _insert(table, on_postgresql=is_postgresql(session)).on_conflict_do_nothing()


def insert_over(
    table: Table, *keys: str, on_postgresql: bool, keeping: Collection[str] = ()
) -> Insert:
    """An INSERT that writes all but the keys, and what is kept, anew where they have a row."""
    statement = _insert(table, on_postgresql=on_postgresql)
    others = [column.name for column in table.c if column.name not in {*keys, *keeping}]
    newer = {name: statement.excluded[name] for name in others}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=newer)


def _insert(table: Table, *, on_postgresql: bool) -> postgresql.Insert | sqlite.Insert:
    return (postgresql.insert if on_postgresql else sqlite.insert)(table)
