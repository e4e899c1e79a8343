"""Predictions with what became of them, the registry of models, and whose history trains them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    trains = sa.Column("trains_model", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("user", trains)
    op.create_table(
        "prediction",
        sa.Column("habit_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=True),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("said", sa.Float(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_by_rules", sa.Float(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["habit_id"], ["habit.id"], name=op.f("fk_prediction_habit_id_habit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_prediction_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("habit_id", "first_day", name=op.f("pk_prediction")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_prediction_user_id_last_day", "prediction", ["user_id", "last_day"])
    op.create_index("ix_prediction_last_day", "prediction", ["last_day"])
    op.create_table(
        "model",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("activated_at", INSTANT, nullable=True),
        sa.Column("trained_from", sa.Date(), nullable=False),
        sa.Column("trained_to", sa.Date(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("card", JSON, nullable=False),
        sa.Column("failed", JSON, nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("trees", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.CheckConstraint("stage IN ('rules', 'scorecard', 'blend')", name=op.f("ck_model_stage")),
        sa.CheckConstraint(
            "status IN ('candidate', 'active', 'retired', 'rejected')",
            name=op.f("ck_model_status"),
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_model")),
    )
    op.create_index("ix_model_status", "model", ["status"])
    op.create_table(
        "model_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("predicted", sa.Float(), nullable=False),
        sa.Column("variance", sa.Float(), nullable=False),
        sa.Column("log_loss", sa.Float(), nullable=False),
        sa.Column("log_loss_of_rules", sa.Float(), nullable=False),
        sa.Column("brier", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("day", "model_version", name=op.f("pk_model_day")),
    )


def downgrade() -> None:
    op.drop_table("model_day")
    op.drop_table("model")
    op.drop_table("prediction")
    with op.batch_alter_table("user") as batch_op:
        batch_op.drop_column("trains_model")
