"""Mail and calls wait apart; indexes only on reminders that are to come and on who is shown"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TO_COME = sa.text("next_reminder_at IS NOT NULL")
REMINDER = "ix_habit_next_reminder_at"
SHOWN = "ix_user_leaderboard_opt_in"
NOW = "CURRENT_TIMESTAMP"
AWAY = "archived_at IS NOT NULL OR deleted_at IS NOT NULL"


def upgrade() -> None:
    _schedule_who_is_there()
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
        # The default is for old workers that still run; a call among mails is made all the same.
        batch_op.add_column(sa.Column("way", sa.String(4), nullable=False, server_default="mail"))
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint("way", "way IN ('mail', 'call')")
    op.execute(
        "UPDATE delivery SET way = 'call' WHERE status IN ('waiting', 'sending') "
        "AND channel_id IN (SELECT id FROM channel WHERE kind <> 'email')"
    )
    op.create_index("ix_delivery_status_way_due_at", "delivery", ["status", "way", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_delivery_status_way_due_at", "delivery")
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.drop_constraint("way", type_="check")
        batch_op.drop_column("ends_at")
        batch_op.drop_column("way")
    op.create_index("ix_delivery_status_due_at", "delivery", ["status", "due_at"])
    op.drop_index(SHOWN, "user")
    op.drop_index(REMINDER, "habit")
    op.create_index(REMINDER, "habit", ["next_reminder_at"])
    op.execute(f"UPDATE habit SET next_reminder_at = {NOW} WHERE ({AWAY}) AND {_has_times()}")  # noqa: S608


def _schedule_who_is_there() -> None:
    """Habits that are away leave the schedule; those that were imported get into it."""
    gone = f"({AWAY}) AND next_reminder_at IS NOT NULL"
    op.execute(f"UPDATE habit SET next_reminder_at = NULL WHERE {gone}")  # noqa: S608
    missing = f"NOT ({AWAY}) AND next_reminder_at IS NULL AND {_has_times()}"
    op.execute(f"UPDATE habit SET next_reminder_at = {NOW} WHERE {missing}")  # noqa: S608


def _has_times() -> str:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    return "reminder_times <> '[]'" if is_sqlite else "reminder_times <> '[]'::jsonb"
