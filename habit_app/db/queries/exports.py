"""Everything that is a user's, table by table, in an order that stays."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, select
from sqlmodel import Session

from habit_app.db.queries.accounts.accounts import SESSION, TOKEN
from habit_app.db.queries.audit import AUDIT
from habit_app.db.queries.badges import BADGE
from habit_app.db.queries.checkins import LOG, NUDGE
from habit_app.db.queries.habits import ENTRY, HABIT, PAUSE, VERSION
from habit_app.db.queries.imports.imports import RUN
from habit_app.db.queries.notifications.notifications import CHANNEL, NOTIFICATION
from habit_app.db.queries.reports import REPORT

ROWS_FETCHED = 2000
"""Rows: that are held in memory while a file is written."""
LEFT_OUT = {
    "state",
    "standing",
    "moves_on",
    "streak_grows_through",
    "logs",
    "cookie_hash",
    "generation",
    "rotated",
    "token_hash",
    "address",
    "secret",
    "next_reminder_at",
}
"""Caches, and secrets with their hashes: neither is to lie about in a file."""

NOT_EXPORTED = {
    "checkpoint": "worked out from entries",
    "delivery": "how a notification went out, which is itself exported",
    "idempotency_key": "what requests were answered, for a day",
    "job": "work of the installation's",
    "mail_link": "secrets",
    "prediction": "worked out from entries",
    "score": "worked out from entries",
}
"""Tables of people's that stay out as a whole, and why."""


def rows_of(session: Session, user_id: UUID) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Yield each kind of record by its name, and its rows as they are read."""
    for name, statement in statements(user_id).items():
        found = session.execute(statement.execution_options(yield_per=ROWS_FETCHED))
        yield name, (_plain(row) for row in found.mappings())


def _plain(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LEFT_OUT}


def statements(user_id: UUID) -> dict[str, Select[Any]]:
    """Return what reads each kind of record of a user's, in the order of the file."""
    habits = select(HABIT.c.id).where(HABIT.c.owner_id == user_id)
    return {
        "habits": select(HABIT)
        .where(HABIT.c.owner_id == user_id)
        .order_by(HABIT.c.position, HABIT.c.id),
        "versions": select(VERSION)
        .where(VERSION.c.habit_id.in_(habits))
        .order_by(VERSION.c.habit_id, VERSION.c.valid_from),
        "pauses": select(PAUSE).where(PAUSE.c.owner_id == user_id).order_by(PAUSE.c.id),
        "entries": select(HABIT.c.title.label("habit"), HABIT.c.unit, ENTRY)
        .join(HABIT, HABIT.c.id == ENTRY.c.habit_id)
        .where(HABIT.c.owner_id == user_id)
        .order_by(ENTRY.c.habit_id, ENTRY.c.day),
        "log": select(LOG).where(LOG.c.habit_id.in_(habits)).order_by(LOG.c.id),
        "badges": select(BADGE).where(BADGE.c.user_id == user_id).order_by(BADGE.c.id),
        "channels": select(CHANNEL).where(CHANNEL.c.user_id == user_id).order_by(CHANNEL.c.id),
        "notifications": select(NOTIFICATION)
        .where(NOTIFICATION.c.user_id == user_id)
        .order_by(NOTIFICATION.c.id),
        "nudges": select(NUDGE)
        .where(NUDGE.c.user_id == user_id, NUDGE.c.held_out.is_(False))
        .order_by(NUDGE.c.id),
        "reports": select(REPORT).where(REPORT.c.user_id == user_id).order_by(REPORT.c.id),
        "sessions": select(SESSION).where(SESSION.c.user_id == user_id).order_by(SESSION.c.id),
        "tokens": select(TOKEN).where(TOKEN.c.user_id == user_id).order_by(TOKEN.c.id),
        "imports": select(*(column for column in RUN.c if column.name != "payload"))
        .where(RUN.c.owner_id == user_id)
        .order_by(RUN.c.id),
        "audit": select(AUDIT).where(AUDIT.c.user_id == user_id).order_by(AUDIT.c.id),
    }
