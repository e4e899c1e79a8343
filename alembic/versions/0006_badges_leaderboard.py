"""Counted entries on habits, since when chains are as they are, early statements found by an index, scores of the leaderboard"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)
EARLY = sa.text(
    "local_minute >= 240 AND local_minute < 480 AND status = 'done' AND source <> 'import'"
)
COUNTED = """
UPDATE habit SET logs = (
    SELECT count(*) FROM entry
    WHERE entry.habit_id = habit.id AND entry.status = 'done' AND (
        entry.value IS NULL
        OR (
            SELECT CASE
                WHEN habit_version.direction = 'at_most' THEN entry.value <= habit_version.target
                ELSE entry.value > 0
            END
            FROM habit_version
            WHERE habit_version.habit_id = entry.habit_id AND habit_version.valid_from <= entry.day
            ORDER BY habit_version.valid_from DESC LIMIT 1
        )
    )
)
"""


def upgrade() -> None:
    op.add_column("habit", sa.Column("logs", sa.Integer(), nullable=False, server_default="0"))
    op.execute(COUNTED)
    op.add_column("habit", sa.Column("chain_since", sa.Date(), nullable=True))
    op.execute("UPDATE habit SET chain_since = CURRENT_DATE WHERE chain_id IS NOT NULL")
    op.create_index(
        "ix_entry_log_early",
        "entry_log",
        ["habit_id", "day"],
        sqlite_where=EARLY,
        postgresql_where=EARLY,
    )
    op.create_table(
        "score",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("last_recorded_at", INSTANT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fresh_until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_score_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "week", name=op.f("pk_score")),
    )
    op.create_index("ix_score_week_score", "score", ["week", "score"])


def downgrade() -> None:
    op.drop_table("score")
    op.drop_index("ix_entry_log_early", "entry_log")
    with op.batch_alter_table("habit") as batch_op:
        batch_op.drop_column("chain_since")
        batch_op.drop_column("logs")
