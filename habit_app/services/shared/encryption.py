"""Secrets that have to be read again: encrypted at rest, under a key derived for just that."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from habit_app.errors import Unavailable
from habit_app.services.shared import tokens


def lock(text: str) -> bytes:
    return _fernet(tokens.key_for("channel")).encrypt(text.encode())


def unlock(sealed: bytes) -> str:
    """Read a secret back; refused when HABIT_SECRET_KEY is another than it was written with."""
    try:
        return _fernet(tokens.key_for("channel")).decrypt(sealed).decode()
    except InvalidToken:
        raise Unavailable("This secret was stored under another key.", "other-key") from None


@lru_cache(maxsize=2)
def _fernet(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))
