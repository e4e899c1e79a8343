"""Mail and calls wait apart; indexes only on reminders that are to come and on who is shown"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TO_COME = sa.text("next_reminder_at IS NOT NULL")
REMINDER = "ix_habit_next_reminder_at"
SHOWN = "ix_user_leaderboard_opt_in"
AWAY = "archived_at IS NOT NULL OR deleted_at IS NOT NULL"


def upgrade() -> None:
    op.execute(f"UPDATE habit SET next_reminder_at = NULL WHERE {AWAY}")  # noqa: S608
    op.drop_index(REMINDER, "habit")
    op.create_index(
        REMINDER,
        "habit",
        ["next_reminder_at"],
        sqlite_where=TO_COME,
        postgresql_where=TO_COME,
    )
    op.create_index(
        SHOWN,
        "user",
        ["id"],
        sqlite_where=sa.text("leaderboard_opt_in = 1"),
        postgresql_where=sa.text("leaderboard_opt_in"),
    )
    op.drop_index("ix_delivery_status_due_at", "delivery")
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.add_column(sa.Column("way", sa.String(4), nullable=False, server_default="mail"))
        batch_op.create_check_constraint("way", "way IN ('mail', 'call')")
    op.execute(
        "UPDATE delivery SET way = 'call' WHERE channel_id IN "
        "(SELECT id FROM channel WHERE kind <> 'email')"
    )
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.alter_column("way", server_default=None)
    op.create_index("ix_delivery_status_way_due_at", "delivery", ["status", "way", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_delivery_status_way_due_at", "delivery")
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.drop_constraint("way", type_="check")
        batch_op.drop_column("way")
    op.create_index("ix_delivery_status_due_at", "delivery", ["status", "due_at"])
    op.drop_index(SHOWN, "user")
    op.drop_index(REMINDER, "habit")
    op.create_index(REMINDER, "habit", ["next_reminder_at"])
    times = "reminder_times <> '[]'"
    if op.get_bind().dialect.name != "sqlite":
        times += "::jsonb"
    op.execute(
        f"UPDATE habit SET next_reminder_at = CURRENT_TIMESTAMP WHERE ({AWAY}) AND {times}"  # noqa: S608
    )
