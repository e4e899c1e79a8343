"""Exports leave out no table of a person's by mistake."""

from uuid import uuid4

from sqlalchemy import Table

from habit_app.db.queries import exports
from habit_app.db.tables import metadata


def test_each_table_of_a_person_s_is_exported_or_says_why_not() -> None:
    of_people = {table.name for table in metadata.tables.values() if table.foreign_keys}
    exported = {
        source.name
        for statement in exports.statements(uuid4()).values()
        for source in statement.columns_clause_froms
        if isinstance(source, Table)
    }

    assert of_people - exported == exports.NOT_EXPORTED.keys()
