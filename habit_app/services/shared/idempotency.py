"""Requests with an `Idempotency-Key`: the first one acts, the others get its answer."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import idempotency as store
from habit_app.errors import Conflict, Malformed
from habit_app.services.shared.viewers import Viewer

REPLY_KEPT = timedelta(hours=24)
"""Time: for which the same key gets the same answer."""
REQUEST_TIMEOUT = timedelta(minutes=10)
"""Time: after which a request that claimed its key and never answered is taken for dead."""
KEY_LENGTH = 200
"""Characters: of a key that a client chooses."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the first request with a key was answered; without a body where it held a secret."""

    status: int
    body: bytes | None
    location: str | None


def recall(session: Session, *, viewer: Viewer, key: str, fingerprint: bytes) -> Remembered | None:
    """Return what this request was answered before; None when it is the first and may act.

    The key is kept in the transaction of the act, so that both are there or neither is; where
    an act has transactions of its own, whoever claims the key has to `free` it when that fails.
    One that comes with another request is refused.
    """
    if not (0 < len(key) <= KEY_LENGTH and key.isascii() and key.isprintable()):
        raise Malformed(f"A key has 1 to {KEY_LENGTH} printable ASCII letters.", "idempotency-key")
    if _claim(session, viewer, key, fingerprint):
        return None
    known = store.find_key(session, viewer.id, key)
    if known.fingerprint != fingerprint:
        raise Conflict("This key came with another request before.", "idempotency-key-reused")
    if known.status:
        return Remembered(known.status, known.body, known.location)
    if known.created_at < clock.utc_now() - REQUEST_TIMEOUT:
        free(session, viewer=viewer, key=key)
        if _claim(session, viewer, key, fingerprint):
            return None
    raise Conflict("The first request with this key still runs.", "idempotency-key-in-use")


def _claim(session: Session, viewer: Viewer, key: str, fingerprint: bytes) -> bool:
    now = clock.utc_now()
    values = {
        "user_id": viewer.id,
        "key": key,
        "fingerprint": fingerprint,
        "status": 0,
        "created_at": now,
    }
    return store.claim_key(session, values, expired=now - REPLY_KEPT)


def remember(session: Session, *, viewer: Viewer, key: str, answer: Remembered) -> None:
    """Keep what the first request was answered."""
    values = {"status": answer.status, "body": answer.body, "location": answer.location}
    store.complete_key(session, viewer.id, key, values)


def free(session: Session, *, viewer: Viewer, key: str) -> None:
    """Free the key of a request that was refused, by dating it back to before any that is kept."""
    store.complete_key(session, viewer.id, key, {"created_at": clock.utc_now() - 2 * REPLY_KEPT})
