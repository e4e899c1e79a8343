"""What is said of websockets and bodies, for what wraps the app."""

POLICY_VIOLATION = 1008
"""Why a websocket is not opened, or is closed."""
TRY_AGAIN_LATER = 1013


def announced(length: str) -> int | None:
    """How many bytes a `Content-Length` announces; None where that is no number."""
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else None  # noqa: PLR2004
