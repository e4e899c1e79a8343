"""Migrations: up from nothing, down and up again with data inside, no drift."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from habit_app.db import migrations
from habit_app.db.session import get_engine, writing
from habit_app.db.tables import metadata
from tests.makers import keep, make_habit, make_user


def test_the_tables_are_those_that_the_code_knows(database: str) -> None:
    with get_engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_down_to_nothing_and_up_again_with_data_inside(database: str) -> None:
    viewer = make_user()
    habit = make_habit(viewer)
    keep(viewer, habit.id, [viewer.today()])

    migrations.downgrade("base")
    assert migrations.current() is None
    assert migrations.upgrade() is True
    assert migrations.upgrade() is False

    assert migrations.at_head()
    make_habit(make_user())


def test_sqlite_is_copied_before_it_is_migrated(sqlite_database: str) -> None:
    make_user(email="kept@example.com")

    copy = migrations.copy_sqlite()

    assert copy is not None
    assert b"kept@example.com" in copy.read_bytes()


def test_entries_have_no_hidden_row_number_on_sqlite(sqlite_database: str) -> None:
    with get_engine().connect() as connection:
        sql = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name IN ('entry', 'checkpoint')"
        ).scalars()
        assert all("WITHOUT ROWID" in statement for statement in sql)


@pytest.mark.usefixtures("sqlite_database")
def test_a_reader_cannot_write() -> None:
    with get_engine().connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM user")
    with writing(get_engine()).begin() as connection:
        connection.exec_driver_sql("DELETE FROM user")
