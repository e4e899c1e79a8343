"""The few kinds of refusal. Anything that is not an AppError is a bug.

Services raise them with a sentence fit for the user; each adapter has one table that turns
the kind into its own language (HTTP status, toast, exit code).
"""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field of the input; `index` is its place in a batch."""

    field: str
    message: str
    code: str
    index: int | None = None


@dataclass(eq=False)
class AppError(Exception):
    """A refusal. `code` is stable and names the problem type, as in `/problems/habit-not-found`."""

    message: str
    code: str = ""
    errors: tuple[FieldError, ...] = field(default=(), kw_only=True)
    kind: ClassVar[str] = "refused"

    def __post_init__(self) -> None:
        Exception.__init__(self, self.message)
        self.code = self.code or self.kind


class Malformed(AppError):
    """The request cannot be read at all."""

    kind = "malformed"


class SignInNeeded(AppError):
    """Nobody is signed in, or the session is over."""

    kind = "sign-in-needed"


class NotAllowed(AppError):
    """Signed in, but not entitled."""

    kind = "not-allowed"


class NotFound(AppError):
    """Absent, or somebody else's: the two are never told apart."""

    kind = "not-found"


class Conflict(AppError):
    """Valid in itself, but at odds with what is stored."""

    kind = "conflict"


class TooLarge(AppError):
    """More bytes than the operation takes."""

    kind = "too-large"


class WrongMediaType(AppError):
    """A body in a form that the operation does not read."""

    kind = "unsupported-media-type"


class Invalid(AppError):
    """Understood, but not acceptable."""

    kind = "invalid"


class TooMany(AppError):
    """More often than allowed: `limit` in a window; `retry_after` seconds until one is free."""

    kind = "too-many-requests"

    def __init__(self, limit: int, retry_after: int) -> None:
        super().__init__(f"That was too often. Try again in {retry_after} seconds.")
        self.limit, self.retry_after = limit, retry_after


class Unavailable(AppError):
    """Something that the request needs is away for the moment."""

    kind = "unavailable"


class StorageFull(AppError):
    """There is no room to write down what was asked for; nothing of it was done."""

    kind = "storage-full"


def invalid_field(name: str, message: str, code: str = "invalid") -> Invalid:
    """Refuse one field."""
    return Invalid(message, errors=(FieldError(name, message, code),))
