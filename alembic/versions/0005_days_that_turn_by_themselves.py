"""The day of the fold apart from the day of the numbers; when days turn and numbers move

Every habit is folded once when its day turns next, so that `moves_on` is the domain's own word.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TURNS = "ix_user_turns_at_timezone_day_start"


def upgrade() -> None:
    op.add_column(
        "habit", sa.Column("folded_through", sa.Date(), nullable=False, server_default="0001-01-01")
    )
    op.add_column("habit", sa.Column("moves_on", sa.Date(), nullable=True))
    op.add_column("habit", sa.Column("streak_grows_through", sa.Date(), nullable=True))
    op.execute("UPDATE habit SET folded_through = as_of, moves_on = as_of")
    op.add_column(
        "user",
        sa.Column(
            "turns_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default="1970-01-01 00:00:00",
        ),
    )
    op.create_index(TURNS, "user", ["turns_at", "timezone", "day_start"])


def downgrade() -> None:
    op.drop_index(TURNS, table_name="user")
    op.drop_column("user", "turns_at")
    op.drop_column("habit", "streak_grows_through")
    op.drop_column("habit", "moves_on")
    op.drop_column("habit", "folded_through")
