"""Passwords: which are good enough, how they are kept, and checking one in constant time."""

import unicodedata
from functools import lru_cache
from importlib.resources import files

from passlib.hash import bcrypt_sha256

from habit_app.errors import invalid_field

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128

SCHEME = bcrypt_sha256
"""How passwords are kept: SHA-256 first, so that bcrypt does not cut long ones."""


def refuse_weak(password: str, *, email: str, field: str = "password") -> None:
    """Refuse passwords that are too short, too long, too common, or the e-mail itself."""
    if message := _weakness(password, email):
        refusal = invalid_field(field, message, "weak-password")
        refusal.code = "weak-password"
        raise refusal


def _weakness(password: str, email: str) -> str:
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in password):
        return "Control characters are not allowed."
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return f"Use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."
    plain = password.casefold()
    if email.casefold() in plain:
        return "Do not use your e-mail address in the password."
    if plain in _commonest():
        return "This is one of the commonest passwords. Choose another."
    return ""


@lru_cache(maxsize=1)
def _commonest() -> frozenset[str]:
    text = (files("habit_app.services.accounts") / "common_passwords.txt").read_text()
    return frozenset(text.split())


def hash_password(password: str) -> str:
    """Return what is kept: bcrypt over SHA-256, so that long passwords are not cut."""
    hashed: str = SCHEME.hash(password)
    return hashed


def is_right(password: str, hashed: str | None) -> bool:
    """Check a password. Without a hash that takes as long, or the time would tell who is known."""
    right: bool = SCHEME.verify(password, hashed or _nobodys_hash())
    return right and hashed is not None


def renewed(password: str, hashed: str) -> str | None:
    """A new hash for a password that is right, where the old one is weaker than those of today."""
    return hash_password(password) if SCHEME.needs_update(hashed) else None


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    hashed: str = SCHEME.hash("nobody signs in with this")
    return hashed
