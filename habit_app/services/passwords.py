"""Passwords: which are good enough, how they are kept, and checking one in constant time."""

import unicodedata
from functools import lru_cache
from importlib.resources import files

from passlib.hash import bcrypt_sha256

from habit_app.errors import Invalid, invalid_field

SHORTEST, LONGEST = 8, 128

SCHEME = bcrypt_sha256
"""How passwords are kept: SHA-256 first, so that bcrypt does not cut long ones."""


def refuse_weak(password: str, *, email: str) -> None:
    """Refuse passwords that are too short, too long, too common, or the e-mail itself."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in password):
        raise _weak("Control characters are not allowed.")
    if not SHORTEST <= len(password) <= LONGEST:
        raise _weak(f"Use {SHORTEST} to {LONGEST} characters.")
    plain = password.casefold()
    if email.casefold() in plain:
        raise _weak("Do not use your e-mail address in the password.")
    if plain in _commonest():
        raise _weak("This is one of the commonest passwords. Choose another.")


def _weak(message: str) -> Invalid:
    refusal = invalid_field("password", message, "weak-password")
    refusal.code = "weak-password"
    return refusal


@lru_cache(maxsize=1)
def _commonest() -> frozenset[str]:
    text = (files("habit_app.services") / "common_passwords.txt").read_text()
    return frozenset(text.split())


def hash_password(password: str) -> str:
    """Return what is kept: bcrypt over SHA-256, so that long passwords are not cut."""
    hashed: str = SCHEME.hash(password)
    return hashed


def is_right(password: str, hashed: str | None) -> bool:
    """Check a password; without a hash it takes as long and is wrong."""
    right: bool = SCHEME.verify(password, hashed or _nobodys_hash())
    return right and hashed is not None


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    hashed: str = SCHEME.hash("nobody signs in with this")
    return hashed
