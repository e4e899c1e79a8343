"""Migrations: up from nothing, down and up again with data inside, no drift."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations

from habit_app.db import migrations
from habit_app.db.session import get_engine, read_only, writing
from habit_app.db.tables import metadata
from habit_app.errors import Conflict
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


def test_a_table_can_be_made_anew_without_losing_what_refers_to_it(sqlite_database: str) -> None:
    """SQLite changes a table so; with foreign keys on, its drop deletes what refers to it."""
    viewer = make_user()
    habit = make_habit(viewer)
    keep(viewer, habit.id, [viewer.today()])

    with migrations.migrating() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("habit", recreate="always") as batch:
            batch.add_column(sa.Column("mood", sa.Text()))

    with read_only() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM entry").scalar() == 1
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_leaves_orphans_is_undone(sqlite_database: str) -> None:
    make_habit(make_user())

    with pytest.raises(Conflict, match="habit"), migrations.migrating() as connection:
        connection.exec_driver_sql("DELETE FROM user")

    with read_only() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM user").scalar() == 1


def test_two_that_start_at_once_migrate_once(database: str) -> None:
    migrations.downgrade("base")

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: migrations.upgrade(), range(2)))

    assert any(done)
    assert migrations.at_head()


def test_a_database_of_a_newer_version_is_refused(database: str) -> None:
    with writing(get_engine()).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_tomorrow'")

    with pytest.raises(Conflict, match="from_tomorrow"):
        migrations.upgrade()

    with writing(get_engine()).begin() as connection:
        statement = sa.text("UPDATE alembic_version SET version_num = :head")
        connection.execute(statement, {"head": migrations.head()})


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
