"""Notifications with channels and deliveries, nudges, badges, reports; heartbeats, jobs by key"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from uuid_utils.compat import uuid7

revision = "0004"
down_revision = "0003"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TABLES = ("heartbeat", "channel", "notification", "delivery", "nudge", "badge", "report")


def upgrade() -> None:
    _create_heartbeat()
    _create_channel()
    _create_notification()
    _create_delivery()
    _create_nudge()
    _create_badge()
    _create_report()
    _give_everybody_mail()
    op.add_column("habit", sa.Column("next_reminder_at", INSTANT, nullable=True))
    op.create_index("ix_habit_next_reminder_at", "habit", ["next_reminder_at"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    wanted = "reminder_times <> '[]'" if is_sqlite else "reminder_times <> '[]'::jsonb"
    op.execute(f"UPDATE habit SET next_reminder_at = CURRENT_TIMESTAMP WHERE {wanted}")  # noqa: S608
    op.add_column("job", sa.Column("key", sa.String(length=160), nullable=True))
    op.create_index("uq_job_key", "job", ["key"], unique=True)
    op.add_column(
        "user", sa.Column("weekly_report", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def _give_everybody_mail() -> None:
    """Each account has one channel from the beginning: mail to its own address."""
    now = sa.func.current_timestamp()
    user = sa.table("user", sa.column("id", sa.Uuid()))
    channel = sa.table(
        "channel",
        *(sa.column(name) for name in ("kind", "name", "enabled", "created_at", "updated_at")),
        sa.column("id", sa.Uuid()),
        sa.column("user_id", sa.Uuid()),
    )
    ids = op.get_bind().execute(sa.select(user.c.id)).scalars().all()
    same = {
        "kind": "email",
        "name": "E-mail",
        "enabled": True,
        "created_at": now,
        "updated_at": now,
    }
    for start in range(0, len(ids), 1000):
        rows = [{**same, "id": uuid7(), "user_id": one} for one in ids[start : start + 1000]]
        op.execute(sa.insert(channel).values(rows))


def _create_heartbeat() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )


def _create_channel() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=True),
        sa.Column("quiet_to", sa.String(length=5), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('email', 'apprise', 'webhook')", name=op.f("ck_channel_kind")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_channel_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
    )
    op.create_index("ix_channel_user_id", "channel", ["user_id"])


def _create_notification() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("scheduled_for", INSTANT, nullable=False),
        sa.Column("habit_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.String(length=1000), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("channels", JSON, nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("used", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.Column("dismissed_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('reminder', 'nudge', 'report', 'badge', 'note')",
            name=op.f("ck_notification_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'sending', 'sent', 'failed', 'unknown', 'dismissed', 'suppressed')",
            name=op.f("ck_notification_status"),
        ),
        sa.ForeignKeyConstraint(
            ["habit_id"],
            ["habit.id"],
            name=op.f("fk_notification_habit_id_habit"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notification_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_habit_id", "notification", ["habit_id"])
    op.create_index(
        "ix_notification_status_scheduled_for", "notification", ["status", "scheduled_for"]
    )
    op.create_index(
        "ix_notification_user_id_scheduled_for", "notification", ["user_id", "scheduled_for"]
    )
    op.create_index(
        "uq_notification_user_id_kind_subject_scheduled_for",
        "notification",
        ["user_id", "kind", "subject", "scheduled_for"],
        unique=True,
    )


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=7), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'sending', 'sent', 'failed', 'unknown')",
            name=op.f("ck_delivery_status"),
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
            name=op.f("fk_delivery_channel_id_channel"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_delivery_notification_id_notification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_channel_id", "delivery", ["channel_id"])
    op.create_index("ix_delivery_status_due_at", "delivery", ["status", "due_at"])
    op.create_index(
        "uq_delivery_notification_id_channel_id",
        "delivery",
        ["notification_id", "channel_id"],
        unique=True,
    )


def _create_nudge() -> None:
    op.create_table(
        "nudge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("habit_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("planned_for", INSTANT, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("acted_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'sent', 'held_out', 'dismissed', 'acted', 'suppressed')",
            name=op.f("ck_nudge_status"),
        ),
        sa.ForeignKeyConstraint(
            ["habit_id"], ["habit.id"], name=op.f("fk_nudge_habit_id_habit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_nudge_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
    )
    op.create_index("ix_nudge_day_status", "nudge", ["day", "status"])
    op.create_index("ix_nudge_user_id_day", "nudge", ["user_id", "day"])
    op.create_index("uq_nudge_habit_id_day", "nudge", ["habit_id", "day"], unique=True)


def _create_badge() -> None:
    op.create_table(
        "badge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("habit_id", sa.Uuid(), nullable=True),
        sa.Column("unlocked_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["habit_id"], ["habit.id"], name=op.f("fk_badge_habit_id_habit"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_badge_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
    )
    op.create_index("ix_badge_habit_id", "badge", ["habit_id"])
    op.create_index("uq_badge_user_id_code", "badge", ["user_id", "code"], unique=True)


def _create_report() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("mailed_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_report_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index("uq_report_user_id_week", "report", ["user_id", "week"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("user") as batch_op:
        batch_op.drop_column("weekly_report")
    op.drop_index("uq_job_key", "job")
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_column("key")
    op.drop_index("ix_habit_next_reminder_at", "habit")
    with op.batch_alter_table("habit") as batch_op:
        batch_op.drop_column("next_reminder_at")
    for table in reversed(TABLES):
        op.drop_table(table)
