"""The audit log: who did what, from where; append-only."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db import accounts as store


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as far as it says."""

    ip: str = ""
    user_agent: str = ""


def note(
    session: Session,
    action: str,
    *,
    user_id: UUID | None,
    origin: Origin,
    actor_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Append one line; `actor_id` is the user's own unless somebody else acted."""
    store.append_audit(
        session,
        {
            "id": uuid7(),
            "at": clock.utc_now(),
            "user_id": user_id,
            "actor_id": actor_id or user_id,
            "action": action,
            "ip": origin.ip[:45],
            "user_agent": origin.user_agent[:300],
            "detail": detail,
        },
    )
