"""Secrets that stand for a session: opaque ones, kept as hashes, and short-lived access tokens."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

import jwt

from habit_app import clock
from habit_app.settings import get_settings

ISSUER = "smarthabit"
ALGORITHM = "HS256"
ACCESS = "access-token"
PERSONAL = "shp_"
"""What personal access tokens begin with, so that people and scanners know a leaked one."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A secret to hand out once, and the hash to keep."""

    secret: str
    hash: bytes


def new_secret(prefix: str = "") -> Opaque:
    secret = prefix + secrets.token_urlsafe(32)
    return Opaque(secret, hash_of(secret))


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def access_token(user_id: UUID, session_id: UUID) -> str:
    """Make a token that is valid for minutes, and only while its session is."""
    now = clock.utc_now()
    minutes = get_settings().access_token_minutes
    claims = {
        "iss": ISSUER,
        "sub": str(user_id),
        "sid": str(session_id),
        "iat": now,
        "exp": now + timedelta(minutes=minutes),
    }
    return jwt.encode(claims, key_for(ACCESS), ALGORITHM)


def session_in(token: str) -> UUID | None:
    """Return the session that an access token names; None for a token that is not good."""
    try:
        claims = jwt.decode(
            token,
            key_for(ACCESS),
            [ALGORITHM],
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "sid"], "verify_exp": False},
        )
        good = claims["exp"] > clock.utc_now().timestamp()
        return UUID(claims["sid"]) if good else None
    except (jwt.InvalidTokenError, TypeError, ValueError):
        return None


@lru_cache(maxsize=8)
def key_for(purpose: str) -> bytes:
    """A key of its own for each purpose, derived, so that the secret itself signs nothing."""
    return hmac.digest(get_settings().secret, purpose.encode(), "sha256")


def refresh_token(session_id: UUID, generation: int) -> str:
    """A session's refresh token: its name and generation, and the proof that we gave it out.

    It is not stored but worked out from the session's id and generation, so a client whose answer
    got lost is given the same one again.
    """
    name = f"{session_id.hex}.{generation}"
    return f"{name}.{_derived('refresh-token', name.encode()).secret}"


def refresh_in(token: str) -> tuple[UUID, int] | None:
    """Return the session and generation of a refresh token; None for one that is not ours."""
    parts = token.split(".")
    try:
        session_id, generation = UUID(hex=parts[0]), int(parts[1])
    except (ValueError, IndexError):
        return None
    known = refresh_token(session_id, generation).encode()
    given = token.encode("utf-8", "replace")
    return (session_id, generation) if hmac.compare_digest(known, given) else None


def secret_of_link(link_id: UUID) -> Opaque:
    """The secret in a mail's link: made from its id, so that the mail can be written later."""
    return _derived("mail-link", link_id.bytes)


def _derived(purpose: str, name: bytes) -> Opaque:
    digest = hmac.digest(key_for(purpose), name, "sha256")
    secret = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return Opaque(secret, hash_of(secret))
