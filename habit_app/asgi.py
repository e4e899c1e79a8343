"""The words of ASGI, for what wraps the app."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY_VIOLATION = 1008
"""Why a websocket is not opened, or is closed."""
TRY_AGAIN_LATER = 1013


def announced(length: str) -> int | None:
    """How many bytes a `Content-Length` announces; None where that is no number."""
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else None  # noqa: PLR2004
