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


def successor_of(refresh_secret: str) -> Opaque:
    """The refresh token that follows another: always the same one, and known to nobody else.

    So a client that never saw the answer may ask again and gets what it missed.
    """
    return _derived("refresh-token", refresh_secret.encode("utf-8", "replace"))


def secret_of_link(link_id: UUID) -> Opaque:
    """The secret in a mail's link: made from its id, so that the mail can be written later."""
    return _derived("mail-link", link_id.bytes)


def _derived(purpose: str, name: bytes) -> Opaque:
    digest = hmac.digest(key_for(purpose), name, "sha256")
    secret = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return Opaque(secret, hash_of(secret))
