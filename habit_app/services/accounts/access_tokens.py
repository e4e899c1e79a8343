"""Use-cases on personal access tokens: secrets for scripts, until they are taken back."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field
from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries.accounts import sign_ins as store
from habit_app.db.queries.accounts.sign_ins import TokenRow
from habit_app.db.queries.habits import lock_owner
from habit_app.db.tables import AccessToken
from habit_app.errors import Conflict, NotFound, invalid_field
from habit_app.services.accounts.views import NewToken, Scope, TokenView
from habit_app.services.habits.drafts import Body, Line
from habit_app.services.shared import audit, tokens
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.viewers import Viewer

MOST_TOKENS = 50
"""Tokens: that one user may have."""
FAR = datetime(3000, 1, 1, tzinfo=UTC)


class TokenDraft(Body):
    """What a new token is called, what it may, and until when."""

    name: Annotated[Line, Field(min_length=1, max_length=80)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=2)] = ["read"]  # noqa: RUF012 - Pydantic copies it
    expires_at: Annotated[AwareDatetime, Field(lt=FAR)] | None = None


def create(session: Session, *, viewer: Viewer, draft: TokenDraft, origin: Origin) -> NewToken:
    """Make a token; only its hash is kept."""
    if draft.expires_at and draft.expires_at <= clock.utc_now():
        raise invalid_field("expires_at", "Choose a time that is still to come.", "in-the-past")
    lock_owner(session, viewer.id)  # else many at once would all find the last place free
    if store.count_tokens(session, viewer.id) >= MOST_TOKENS:
        raise Conflict(
            f"There are {MOST_TOKENS} tokens already. Take one back first.", "too-many-tokens"
        )
    secret = tokens.new_secret(tokens.PERSONAL)
    row = AccessToken(
        user_id=viewer.id,
        name=draft.name,
        token_hash=secret.hash,
        may_write="write" in draft.scopes,
        expires_at=draft.expires_at,
    )
    store.insert_token(session, row)
    audit.note(session, "token-created", user_id=viewer.id, origin=origin, name=draft.name)
    return NewToken(**_fields(row), token=secret.secret)


def list_tokens(session: Session, *, viewer: Viewer) -> list[TokenView]:
    """Return the viewer's tokens, the newest first."""
    return [TokenView(**_fields(row)) for row in store.list_tokens(session, viewer.id)]


def revoke(session: Session, *, viewer: Viewer, token_id: UUID, origin: Origin) -> None:
    """Take a token back; it is refused from now on."""
    if not store.delete_tokens(session, viewer.id, token_id):
        raise NotFound("There is no such token.", "token-not-found")
    audit.note(session, "token-revoked", user_id=viewer.id, origin=origin)


def _fields(row: AccessToken | TokenRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "scopes": ["read", "write"] if row.may_write else ["read"],
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "expires_at": row.expires_at,
    }
