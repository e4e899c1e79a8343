"""Queries on the channels by which people are reached."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update
from sqlmodel import Session

from habit_app.db.queries.accounts import USER
from habit_app.db.queries.notifications import CHANNEL
from habit_app.db.tables import Channel


def list_channels(session: Session, user_id: UUID) -> Sequence[Row[Any]]:
    statement = select(CHANNEL).where(CHANNEL.c.user_id == user_id)
    return session.execute(statement.order_by(CHANNEL.c.created_at, CHANNEL.c.id)).all()


def list_enabled(session: Session, user_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Return the channels that are switched on, of many users."""
    statement = select(CHANNEL).where(CHANNEL.c.user_id.in_(user_ids), CHANNEL.c.enabled)
    return session.execute(statement).all()


def find_channel(session: Session, user_id: UUID, channel_id: UUID) -> Row[Any] | None:
    mine = (CHANNEL.c.id == channel_id, CHANNEL.c.user_id == user_id)
    return session.execute(select(CHANNEL).where(*mine)).one_or_none()


def find_with_owner(session: Session, channel_id: UUID) -> Row[Any] | None:
    """Return a channel with what its owner's language and address are."""
    people = (USER.c.email, USER.c.locale, USER.c.email_confirmed_at)
    statement = select(CHANNEL, *people).join(USER, USER.c.id == CHANNEL.c.user_id)
    return session.execute(statement.where(CHANNEL.c.id == channel_id)).one_or_none()


def insert_channel(session: Session, channel: Channel) -> None:
    session.add(channel)
    session.flush()


def update_channel(session: Session, channel_id: UUID, values: Mapping[str, Any]) -> bool:
    """Change a channel; False when there is none."""
    changed = update(CHANNEL).where(CHANNEL.c.id == channel_id).values(**values)
    return session.execute(changed.returning(CHANNEL.c.id)).one_or_none() is not None


def switch_off_calls(session: Session, user_id: UUID, now: datetime) -> int:
    """Switch off a user's channels but the mail; return how many were on."""
    others = (CHANNEL.c.user_id == user_id, CHANNEL.c.kind != "email", CHANNEL.c.enabled)
    off = update(CHANNEL).where(*others).values(enabled=False, updated_at=now)
    return session.connection().execute(off).rowcount


def delete_channel(session: Session, channel_id: UUID) -> None:
    session.execute(delete(CHANNEL).where(CHANNEL.c.id == channel_id))


def find_any(session: Session, channel_id: UUID) -> Row[Any] | None:
    """Return a channel of anybody, for whoever holds a secret that names it."""
    return session.execute(select(CHANNEL).where(CHANNEL.c.id == channel_id)).one_or_none()
