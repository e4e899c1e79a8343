"""Requests with an `Idempotency-Key`: the first one acts, the others get its answer."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from habit_app import clock
from habit_app.db import idempotency as store
from habit_app.errors import Conflict, Malformed
from habit_app.services.viewers import Viewer

LIFE = timedelta(hours=24)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the first request with a key was answered."""

    status: int
    body: bytes
    location: str | None


def recall(session: Session, *, viewer: Viewer, key: str, fingerprint: bytes) -> Remembered | None:
    """Return what this request was answered before; None when it is the first and may act.

    The key is kept in the transaction of the act, so that both are there or neither is. One
    that comes with another request is refused.
    """
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise Malformed(f"A key has 1 to {LONGEST} printable ASCII letters.", "idempotency-key")
    now = clock.utc_now()
    values = {
        "user_id": viewer.id,
        "key": key,
        "fingerprint": fingerprint,
        "status": 0,
        "created_at": now,
    }
    if store.claim_key(session, values, expired=now - LIFE):
        return None
    known = store.find_key(session, viewer.id, key)
    if known.fingerprint != fingerprint:
        raise Conflict("This key came with another request before.", "idempotency-key-reused")
    return Remembered(known.status, known.body or b"", known.location)


def remember(session: Session, *, viewer: Viewer, key: str, answer: Remembered) -> None:
    """Keep what the first request was answered."""
    values = {"status": answer.status, "body": answer.body, "location": answer.location}
    store.complete_key(session, viewer.id, key, values)
