"""Addresses are found by what leads to one mailbox, no longer by their folded letters"""

import re

import sqlalchemy as sa
from alembic import op
from email_validator import EmailNotValidError, validate_email

revision = "0011"
down_revision = "0010"

USER = sa.table(
    "user",
    sa.column("id", sa.Uuid()),
    sa.column("email", sa.String()),
    sa.column("email_key", sa.String()),
    sa.column("email_confirmed_at", sa.DateTime(timezone=True)),
)
CAPITALS = re.compile("[A-Z]+")


def upgrade() -> None:
    """Give addresses with other letters than those of ASCII their new key.

    The old key tells fewer addresses apart than the new one, so no two can clash. Where folding
    changed letters (ß, ſ, ﬁ), the address could be exchanged for another person's without an
    answer from there, so it has to be confirmed again.
    """
    for row in _others():
        values = {"email_key": _key_of(row.email)}
        if row.email.casefold() != row.email.lower():
            values["email_confirmed_at"] = None
        op.execute(sa.update(USER).where(USER.c.id == row.id).values(**values))


def downgrade() -> None:
    """Two people whose addresses are one again when folded cannot both keep it: this stops."""
    for row in _others():
        folded = {"email_key": row.email.casefold()}
        op.execute(sa.update(USER).where(USER.c.id == row.id).values(**folded))


def _others() -> list[sa.Row]:
    rows = op.get_bind().execute(sa.select(USER.c.id, USER.c.email)).all()
    return [row for row in rows if not row.email.isascii()]


def _key_of(email: str) -> str:
    try:
        read = validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return email.casefold()
    local = CAPITALS.sub(lambda found: found[0].lower(), read.local_part)
    return f"{local}@{read.ascii_domain}"
