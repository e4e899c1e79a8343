"""Refresh tokens by generation; an audit log that can be neither replaced nor emptied

Refresh tokens of the version before are good no more: scripts sign in again, browsers go on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
HASHES = ("refresh_hash", "previous_refresh_hash")


def upgrade() -> None:
    with op.batch_alter_table("session") as batch_op:
        batch_op.add_column(
            sa.Column("generation", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("rotated", JSON, nullable=False, server_default="[]"))
        for name in HASHES:
            batch_op.drop_constraint(f"uq_session_{name}", type_="unique")
            batch_op.drop_column(name)
        batch_op.drop_column("refresh_rotated_at")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_keeps_replace BEFORE INSERT ON audit "
            "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_keeps_replace")
    else:
        op.execute("DROP TRIGGER audit_keeps_all ON audit")
    with op.batch_alter_table("session") as batch_op:
        batch_op.drop_column("rotated")
        batch_op.drop_column("generation")
        batch_op.add_column(sa.Column("refresh_rotated_at", sa.DateTime(timezone=True)))
        for name in HASHES:
            batch_op.add_column(sa.Column(name, sa.LargeBinary(length=32), nullable=True))
            batch_op.create_unique_constraint(f"uq_session_{name}", [name])
