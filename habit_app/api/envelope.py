"""Around every API request: its id, its size, and the headers of its answer."""

from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from habit_app.api import problems
from habit_app.asgi import announced
from habit_app.request_ids import begin_request

BODY_LIMIT = 1024 * 1024
IMPORT_LIMIT = 20 * 1024 * 1024
"""Bytes: the longest body of a request, and of one that hands in a file to import."""
IMPORT_PATH = "/api/v1/imports"
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"private, no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""What an answer of the API says, unless the route says something else."""


class Envelope:
    """Pure ASGI, because it wraps the hot path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        request_id = begin_request(headers.get(b"x-request-id", b"").decode("latin-1"))
        own = scope["path"].startswith(("/api", "/health"))
        unasked = own and scope["method"] == "HEAD"
        limit = IMPORT_LIMIT if scope["path"] == IMPORT_PATH else BODY_LIMIT

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                raw = list(message["headers"])
                raw.append((b"x-request-id", request_id.encode()))
                if own:
                    said = {name for name, _ in raw}
                    raw.extend(pair for pair in HEADERS if pair[0] not in said)
                message = {**message, "headers": raw}
            elif unasked:
                message = {**message, "body": b""}
            await send(message)

        refused = _refusal(scope["path"], headers.get(b"content-length", b""), limit)
        if refused:
            await refused(scope, receive, send_with_headers)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                # FastAPI turns whatever else is raised while it reads a body into a 400.
                raise HTTPException(413, f"A body here has at most {limit} bytes.")
            return message

        if unasked:
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive_counted, send_with_headers)


def _refusal(path: str, length: bytes, limit: int) -> JSONResponse | None:
    """What is refused before any route sees it."""
    if path.endswith("\n"):  # the patterns of the framework pass over it
        return problems.problem(path, 404, code="not-found", detail=problems.TITLES[404])
    if (announced(length.decode("latin-1")) or 0) > limit:
        detail = f"A body here has at most {limit} bytes."
        closing = {"Connection": "close"}
        return problems.problem(path, 413, code="too-large", detail=detail, headers=closing)
    return None
