"""Links in mails: they work once, for one purpose, for a while."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db.queries.accounts import sign_ins as store
from habit_app.db.queries.accounts.sign_ins import LinkRow
from habit_app.db.tables import MailLink
from habit_app.errors import Invalid, invalid_field
from habit_app.services.shared import tokens

Purpose = Literal["confirm", "change-email", "reset", "invite"]

LIFE: dict[Purpose, timedelta] = {
    "confirm": timedelta(days=7),
    "change-email": timedelta(days=1),
    "reset": timedelta(hours=1),
    "invite": timedelta(days=7),
}


def make(session: Session, purpose: Purpose, *, user_id: UUID | None, **payload: str) -> MailLink:
    """Make a link; older ones of the same person for this purpose stop working."""
    now, link_id = clock.utc_now(), uuid7()
    if user_id is not None:
        store.void_links(session, user_id, [purpose], now)
    link = MailLink(
        id=link_id,
        user_id=user_id,
        purpose=purpose,
        secret_hash=tokens.secret_of_link(link_id).hash,
        payload=payload,
        expires_at=now + LIFE[purpose],
    )
    store.insert_link(session, link)
    return link


def look(session: Session, secret: str, purpose: Purpose) -> LinkRow:
    """Return a link without using it up; refuses one that is over."""
    link = store.find_open_link(session, tokens.hash_of(secret), purpose, clock.utc_now())
    if link is None:
        raise _over()
    return link


def use(session: Session, secret: str, *purposes: Purpose) -> LinkRow:
    """Use a link up and return it; refuses one that is over."""
    link = store.use_link(session, tokens.hash_of(secret), purposes, clock.utc_now())
    if link is None:
        raise _over()
    return link


def _over() -> Invalid:
    return invalid_field("token", "This link was used already, or is too old.", "link-refused")


def void(session: Session, user_id: UUID, purposes: Sequence[Purpose]) -> None:
    """Make the unused links of a person stop working."""
    store.void_links(session, user_id, purposes, clock.utc_now())
