"""Use-cases on sign-ins that last: following up, looking over, ending."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries.accounts import sign_ins as store
from habit_app.db.session import unit_of_work
from habit_app.db.tables import Session as SignIn
from habit_app.errors import NotFound, SignInNeeded
from habit_app.services.accounts.sign_in import COOKIE_DAYS
from habit_app.services.accounts.views import SessionView
from habit_app.services.shared import audit, rate_limits, tokens, viewers
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.viewers import Viewer
from habit_app.settings import get_settings

REFRESH_GRACE = timedelta(seconds=20)
"""Time: for which a used refresh token is still good."""
MOST_LATE = 20
"""Rotations: so many within that time are remembered."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A new pair of tokens."""

    access_token: str
    expires_in: int
    refresh_token: str


def refresh(*, secret: str, origin: Origin) -> Refreshed:
    """Exchange a refresh token for a new pair.

    A used one works for 20 s more, for a second tab may have sent it. Later it ends the session,
    because two parties hold it. That is committed before the refusal, which would undo it.
    """
    rate_limits.spend("other", origin.network)
    with unit_of_work() as session:
        fresh = _follow_up(session, secret, origin)
    if fresh is None:
        raise SignInNeeded("This refresh token is not good any more.", "refresh-refused")
    return fresh


def _follow_up(session: Session, token: str, origin: Origin) -> Refreshed | None:
    now, named = clock.utc_now(), tokens.refresh_in(token)
    known = store.lock_session(session, named[0]) if named else None
    if named is None or known is None or known.ended_at or known.refresh_expires_at is None:
        return None
    if known.refresh_expires_at <= now:
        return None
    generation = named[1]
    if generation == known.generation:
        _rotate(known, now)
        session.flush()
    elif not _is_late(known, generation, now):
        store.end_sessions(session, now, user_id=known.user_id, only=known.id)
        audit.note(session, "refresh-reused", user_id=known.user_id, origin=origin)
        return None
    viewers.of_session(session, known.id)  # refuses a disabled account
    return Refreshed(
        access_token=tokens.access_token(known.user_id, known.id),
        expires_in=get_settings().access_token_minutes * 60,
        refresh_token=tokens.refresh_token(known.id, known.generation),
    )


def _rotate(known: SignIn, now: datetime) -> None:
    lasting = [at for at in known.rotated if now - datetime.fromisoformat(at) <= REFRESH_GRACE]
    known.rotated = [*lasting[-MOST_LATE:], now.isoformat()]
    known.generation += 1
    known.last_seen_at = now
    known.refresh_expires_at = now + timedelta(days=get_settings().refresh_token_days)
    known.expires_at = max(known.expires_at, known.refresh_expires_at)


def _is_late(known: SignIn, generation: int, now: datetime) -> bool:
    """Whether a used token comes from a second tab or after a lost answer, not from a thief."""
    back = known.generation - generation
    if not 0 < back <= len(known.rotated):
        return False
    return now - datetime.fromisoformat(known.rotated[-back]) <= REFRESH_GRACE


def sign_out(session: Session, *, viewer: Viewer, origin: Origin) -> None:
    """End the session that is looking; its tokens and cookie are refused from now on."""
    store.end_sessions(session, clock.utc_now(), user_id=viewer.id, only=viewer.session_id)
    audit.note(session, "sign-out", user_id=viewer.id, origin=origin)


def touch(session: Session, *, viewer: Viewer) -> None:
    """Note that a session or token is in use; a browser's session lives on for another month."""
    now = clock.utc_now()
    if viewer.token_id is not None:
        store.touch_token(session, viewer.token_id, now)
    if viewer.session_id is not None:
        store.touch_session(
            session, viewer.session_id, seen=now, expires=now + timedelta(days=COOKIE_DAYS)
        )


def list_sessions(session: Session, *, viewer: Viewer) -> list[SessionView]:
    """Return the viewer's sign-ins that last, the one in use most recently first."""
    return [
        SessionView(
            id=row.id,
            user_agent=row.user_agent,
            ip=row.ip,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            current=row.id == viewer.session_id,
        )
        for row in store.list_sessions(session, viewer.id, clock.utc_now())
    ]


def end_session(session: Session, *, viewer: Viewer, session_id: UUID, origin: Origin) -> None:
    """End one of the viewer's own sign-ins."""
    if not store.end_sessions(session, clock.utc_now(), user_id=viewer.id, only=session_id):
        raise NotFound("There is no such session.", "session-not-found")
    audit.note(session, "session-ended", user_id=viewer.id, origin=origin)
