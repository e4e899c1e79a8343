"""Checkpoints are kept only as dense as they pay, and none of habits in the trash"""

from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    # What is missing is folded again when it is asked for, so taking some away is always right.
    month = "substr(CAST(day AS TEXT), 6, 2)"
    op.execute(f"DELETE FROM checkpoint WHERE day < '2025-01-01' AND {month} <> '12'")  # noqa: S608
    op.execute(
        "DELETE FROM checkpoint WHERE habit_id IN "
        "(SELECT id FROM habit WHERE deleted_at IS NOT NULL)"
    )


def downgrade() -> None:
    """Nothing to do: what is kept is right for older code, too."""
