"""Days that slipped, and statements that took another one back"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

STATUSES = {
    "entry": ("done", "slip", "skip", "no", "note"),
    "entry_log": ("done", "slip", "skip", "no", "note", "clear"),
}


def upgrade() -> None:
    with op.batch_alter_table("entry_log", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("took_back", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _allow(STATUSES)


def downgrade() -> None:
    for table in STATUSES:
        op.execute(f"DELETE FROM {table} WHERE status = 'slip'")  # noqa: S608
    _allow({table: [one for one in all_ if one != "slip"] for table, all_ in STATUSES.items()})
    with op.batch_alter_table("entry_log") as batch_op:
        batch_op.drop_column("took_back")


def _allow(statuses: dict[str, tuple[str, ...] | list[str]]) -> None:
    """Which statuses a row may have. SQLite makes the table anew for it."""
    for table, names in statuses.items():
        listed = ", ".join(f"'{name}'" for name in names)
        name = op.f(f"ck_{table}_status")
        kwargs = {"sqlite_with_rowid": False} if table == "entry" else {}
        with op.batch_alter_table(table, table_kwargs=kwargs) as batch_op:
            batch_op.drop_constraint(name, type_="check")
            batch_op.create_check_constraint(name, f"status IN ({listed})")
