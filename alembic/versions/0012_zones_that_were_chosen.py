"""Whether somebody said where a user lives"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"

USER = sa.table(
    "user", sa.column("timezone", sa.String()), sa.column("zone_settled", sa.Boolean())
)


def upgrade() -> None:
    """Any zone but that of accounts without one was chosen."""
    settled = sa.Column("zone_settled", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("user", settled)
    op.execute(sa.update(USER).where(USER.c.timezone != "UTC").values(zone_settled=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("user") as batch_op:
        batch_op.drop_column("zone_settled")
