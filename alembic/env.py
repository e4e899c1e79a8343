"""How Alembic reaches our database and our tables."""

from sqlalchemy import Connection

from alembic import context
from habit_app.db import migrations
from habit_app.db.tables import metadata


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with migrations.migrating() as own:
        migrate(own)
