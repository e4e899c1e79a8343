"""Queries on the channels by which people are reached."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session

from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.notifications.notifications import CHANNEL
from habit_app.db.rows import columns_of, one_or_none
from habit_app.db.tables import Channel


class ChannelRow(NamedTuple):
    """A channel (`db.tables.notifications.Channel`); its address is sealed."""

    id: UUID
    user_id: UUID
    kind: str
    name: str
    address: bytes | None
    enabled: bool
    quiet_from: str | None
    quiet_to: str | None
    created_at: datetime


class OwnedChannelRow(NamedTuple):
    """What reaching somebody by a channel takes; its address and secret are sealed."""

    id: UUID
    kind: str
    name: str
    address: bytes | None
    secret: bytes | None
    email: str
    locale: str
    email_confirmed_at: datetime | None


_CHANNELS = select(*columns_of(ChannelRow, CHANNEL))


def list_channels(session: Session, user_id: UUID) -> list[ChannelRow]:
    own = _CHANNELS.where(CHANNEL.c.user_id == user_id)
    found = session.execute(own.order_by(CHANNEL.c.created_at, CHANNEL.c.id))
    return [ChannelRow._make(row) for row in found]


def list_enabled(session: Session, user_ids: Collection[UUID]) -> list[ChannelRow]:
    """Return the channels that are switched on, of many users."""
    found = session.execute(_CHANNELS.where(CHANNEL.c.user_id.in_(user_ids), CHANNEL.c.enabled))
    return [ChannelRow._make(row) for row in found]


def find_channel(session: Session, user_id: UUID, channel_id: UUID) -> ChannelRow | None:
    mine = (CHANNEL.c.id == channel_id, CHANNEL.c.user_id == user_id)
    return one_or_none(ChannelRow, session.execute(_CHANNELS.where(*mine)))


def find_with_owner(session: Session, channel_id: UUID) -> OwnedChannelRow | None:
    """Return a channel with what its owner's language and address are."""
    columns = columns_of(OwnedChannelRow, CHANNEL, USER)
    statement = select(*columns).join(USER, USER.c.id == CHANNEL.c.user_id)
    return one_or_none(
        OwnedChannelRow, session.execute(statement.where(CHANNEL.c.id == channel_id))
    )


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


def find_any(session: Session, channel_id: UUID) -> ChannelRow | None:
    """Return a channel of anybody, for whoever holds a secret that names it."""
    return one_or_none(ChannelRow, session.execute(_CHANNELS.where(CHANNEL.c.id == channel_id)))
