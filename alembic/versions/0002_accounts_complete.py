"""Accounts complete: confirmation, deletion, preferences, tokens, mail links; audit append-only"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)
SQLITE_GUARDS = (
    "CREATE TRIGGER audit_keeps_{0} BEFORE {1} ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
)
POSTGRES_GUARD = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$
"""


def profile() -> list[sa.Column]:
    """With defaults of the server, so that processes of the version before go on inserting."""
    return [
        sa.Column("email_confirmed_at", INSTANT, nullable=True),
        sa.Column("quiet_from", sa.String(length=5), nullable=True, server_default="22:00"),
        sa.Column("quiet_to", sa.String(length=5), nullable=True, server_default="07:00"),
        sa.Column("nudges_enabled", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("nudge_threshold", sa.Float(), nullable=False, server_default="0.3"),
        sa.Column("nudges_per_day", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("leaderboard_opt_in", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("onboarding", sa.String(length=8), nullable=False, server_default="done"),
        sa.Column("delete_after", INSTANT, nullable=True),
    ]


def upgrade() -> None:
    for column in profile():
        op.add_column("user", column)
    op.drop_index("uq_user_email_key", "user")
    op.execute('DELETE FROM "user" WHERE deleted_at IS NOT NULL')
    with op.batch_alter_table("user") as batch_op:
        batch_op.drop_column("deleted_at")
        batch_op.create_index("uq_user_email_key", ["email_key"], unique=True)
    _create_access_token()
    _create_mail_link()
    _create_idempotency_key()
    with op.batch_alter_table("audit") as batch_op:
        batch_op.drop_constraint("fk_audit_user_id_user", type_="foreignkey")
        batch_op.drop_constraint("fk_audit_actor_id_user", type_="foreignkey")
    _guard_audit()


def _create_access_token() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("may_write", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_access_token_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_token_hash")),
    )
    op.create_index("ix_access_token_user_id", "access_token", ["user_id"])


def _create_mail_link() -> None:
    op.create_table(
        "mail_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_mail_link_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_mail_link_secret_hash")),
    )
    op.create_index("ix_mail_link_user_id", "mail_link", ["user_id"])


def _create_idempotency_key() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_idempotency_key_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_key")),
    )


def _guard_audit() -> None:
    """Lines may be added, never changed or taken away; references to people would change them."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("update", "delete"):
            op.execute(SQLITE_GUARDS.format(name, name.upper()))
        return
    op.execute(POSTGRES_GUARD)
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_keeps_update")
        op.execute("DROP TRIGGER audit_keeps_delete")
    else:
        op.execute("DROP TRIGGER audit_append_only ON audit")
        op.execute("DROP FUNCTION refuse_audit_change")
    for name in ("user_id", "actor_id"):  # whoever is gone by now
        op.execute(f'UPDATE audit SET {name} = NULL WHERE {name} NOT IN (SELECT id FROM "user")')
    with op.batch_alter_table("audit") as batch_op:
        for name in ("user_id", "actor_id"):
            batch_op.create_foreign_key(
                f"fk_audit_{name}_user", "user", [name], ["id"], ondelete="SET NULL"
            )
    op.drop_table("idempotency_key")
    op.drop_table("mail_link")
    op.drop_table("access_token")
    op.drop_index("uq_user_email_key", "user")
    with op.batch_alter_table("user") as batch_op:
        for column in reversed(profile()):
            batch_op.drop_column(column.name)
        batch_op.add_column(sa.Column("deleted_at", INSTANT, nullable=True))
    op.create_index(
        "uq_user_email_key",
        "user",
        ["email_key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
