"""Use-cases on channels: the ways by which a user is reached outside of the pages."""

import base64
import secrets
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field, model_validator
from sqlmodel import Session

from habit_app import clock, jobs
from habit_app.db.queries.habits import lock_owner
from habit_app.db.queries.notifications import channels as store
from habit_app.db.queries.notifications.channels import ChannelRow
from habit_app.db.session import read_only
from habit_app.db.tables import Channel
from habit_app.errors import Conflict, NotFound, TooMany, Unavailable, invalid_field
from habit_app.integrations import apprise, webhooks
from habit_app.integrations.addresses import ForbiddenTargetError
from habit_app.services.accounts import mails
from habit_app.services.accounts.profiles import QuietDraft
from habit_app.services.accounts.views import QuietHours
from habit_app.services.habits.drafts import Body, Line
from habit_app.services.notifications import transports
from habit_app.services.notifications.views import ChannelView, NewChannel
from habit_app.services.shared import audit, encryption, rate_limits
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.viewers import Viewer

MOST_CHANNELS = 20
"""Channels: that one user may have."""
TEST = "channels.test"
Address = Annotated[Line, Field(min_length=4, max_length=2000)]


class ChannelDraft(Body):
    """A new channel. Mail goes to the account's own address, and is there from the beginning."""

    kind: Literal["apprise", "webhook"]
    name: Annotated[Line, Field(min_length=1, max_length=80)]
    address: Address
    enabled: bool = True
    quiet_hours: QuietDraft | None = None


class ChannelPatch(Body):
    """The fields to change; those not named stay as they are."""

    name: Annotated[Line, Field(min_length=1, max_length=80)] = ""
    address: Address = ""
    enabled: bool = True
    quiet_hours: QuietDraft | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Name at least one field to change.")
        return self


def list_channels(session: Session, *, viewer: Viewer) -> list[ChannelView]:
    """Return the viewer's channels, oldest first."""
    return [
        ChannelView(**_fields(row, viewer.locale))
        for row in store.list_channels(session, viewer.id)
    ]


def create(session: Session, *, viewer: Viewer, draft: ChannelDraft, origin: Origin) -> NewChannel:
    """Make a channel. Its address is encrypted, and a webhook gets a secret to check us by."""
    lock_owner(session, viewer.id)
    if len(store.list_channels(session, viewer.id)) >= MOST_CHANNELS:
        raise Conflict(f"There are {MOST_CHANNELS} channels already.", "too-many-channels")
    _refuse_address(draft.kind, draft.address)
    secret = _new_secret() if draft.kind == "webhook" else None
    quiet = draft.quiet_hours
    row = Channel(
        user_id=viewer.id,
        kind=draft.kind,
        name=draft.name,
        address=encryption.lock(draft.address),
        secret=encryption.lock(secret) if secret else None,
        enabled=draft.enabled,
        quiet_from=quiet.from_ if quiet else None,
        quiet_to=quiet.to if quiet else None,
    )
    store.insert_channel(session, row)
    audit.note(session, "channel-created", user_id=viewer.id, origin=origin, kind=draft.kind)
    _tell_owner(session, viewer)
    return NewChannel(**_fields(row, viewer.locale), secret=secret)


def change(
    session: Session, *, viewer: Viewer, channel_id: UUID, change: ChannelPatch
) -> ChannelView:
    """Change what is named: its name, where it leads, whether and when it is silent."""
    lock_owner(session, viewer.id)
    row = require(session, viewer, channel_id)
    named = change.model_fields_set
    values: dict[str, Any] = change.model_dump(include=named & {"name", "enabled"})
    if "address" in named:
        if row.kind == "email":
            raise Conflict("Mail goes to the account's own address.", "fixed-channel")
        _refuse_address(row.kind, change.address)
        values["address"] = encryption.lock(change.address)
        _tell_owner(session, viewer)
    if "quiet_hours" in named:
        quiet = change.quiet_hours
        values |= {"quiet_from": quiet and quiet.from_, "quiet_to": quiet and quiet.to}
    store.update_channel(session, channel_id, {**values, "updated_at": clock.utc_now()})
    return ChannelView(**_fields(require(session, viewer, channel_id), viewer.locale))


def delete(session: Session, *, viewer: Viewer, channel_id: UUID, origin: Origin) -> None:
    """Take a channel away; mail can only be switched off."""
    lock_owner(session, viewer.id)
    row = require(session, viewer, channel_id)
    if row.kind == "email":
        raise Conflict("Mail can be switched off, not taken away.", "fixed-channel")
    store.delete_channel(session, channel_id)
    audit.note(session, "channel-deleted", user_id=viewer.id, origin=origin, kind=row.kind)


def ask_test(session: Session, *, viewer: Viewer, channel_id: UUID, job_id: UUID) -> None:
    """Ask for a message that shows whether the channel works; the job tells what came of it."""
    require(session, viewer, channel_id)
    rate_limits.spend("mail", viewer.id, TEST)
    jobs.ask(session, TEST, owner_id=viewer.id, job_id=job_id, channel_id=str(channel_id))


def send_test(job_id: UUID, channel_id: UUID) -> None:
    """Send a message to a channel; what was wrong with that is the job's problem."""
    with read_only() as session:
        row = store.find_with_owner(session, channel_id)
    if row is None:
        return
    try:
        with transports.Post() as post:
            post.send_test(row, job_id)
    except transports.NotSentError as error:
        raise Unavailable(str(error), error.code) from None


def _tell_owner(session: Session, viewer: Viewer) -> None:
    """Mail whose channels they are: it may be somebody else who leads their messages away.

    A few such mails are enough, however often that happens.
    """
    try:
        rate_limits.spend("mail", viewer.id, "channels")
    except TooMany:
        return
    mails.ask(session, "channel-changed", user_id=viewer.id)


def require(session: Session, viewer: Viewer, channel_id: UUID) -> ChannelRow:
    """Return the viewer's channel; a stranger's is not found."""
    row = store.find_channel(session, viewer.id, channel_id)
    if row is None:
        raise NotFound("There is no such channel.", "channel-not-found")
    return row


def _refuse_address(kind: str, address: str) -> None:
    """Refuse early what can be seen in the address itself; where it leads is asked at each call."""
    check = apprise.check if kind == "apprise" else webhooks.check
    try:
        check(address)
    except ForbiddenTargetError as refusal:
        raise invalid_field("address", refusal.message, refusal.code) from None
    except ValueError:
        raise invalid_field("address", "This is no address.", "not-an-address") from None


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _fields(row: Channel | ChannelRow, locale: str) -> dict[str, Any]:
    quiet = QuietHours(row.quiet_from, row.quiet_to) if row.quiet_from and row.quiet_to else None
    return {
        "id": row.id,
        "kind": row.kind,
        "name": transports.name_of(row.kind, row.name, locale),
        "hint": _hint(row),
        "enabled": row.enabled,
        "quiet_hours": quiet,
        "created_at": row.created_at,
    }


def _hint(row: Channel | ChannelRow) -> str:
    """As much of the address as tells channels apart, and no secret."""
    if row.address is None:
        return ""
    parts = urlsplit(encryption.unlock(row.address))
    return (parts.hostname or "") if row.kind == "webhook" else parts.scheme
