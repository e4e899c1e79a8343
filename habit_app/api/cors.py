"""Which other sites' pages may call the API, with tokens of their own, never with our cookies."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from habit_app.api import problems
from habit_app.api.envelope import Envelope
from habit_app.api.remainder import is_ours
from habit_app.settings import get_settings

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ALLOWED_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match")
EXPOSED_HEADERS = (
    "ETag",
    "Location",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "X-Request-Id",
)
OPENED = "/api/v1"
FRAMEWORK = b"access-control-"


class Cors:
    """Around everything, because Reflex answers preflights of all paths in its own way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.api = CORSMiddleware(
            self._silenced,
            allow_origins=get_settings().cors_origins,
            allow_methods=METHODS,
            allow_headers=ALLOWED_HEADERS,
            expose_headers=EXPOSED_HEADERS,
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif is_ours(scope["path"]) and _is_preflight(scope):
            await Envelope(self._answer_preflight)(scope, receive, send)
        elif _is_opened(scope["path"]):
            await self.api(scope, receive, send)
        else:
            await self._silenced(scope, receive, send)

    async def _answer_preflight(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a named site in; the others get a problem, and nothing that a browser goes by."""
        answer = self.api.preflight_response(Headers(scope=scope))
        if answer.status_code != 200 or not _is_opened(scope["path"]):  # noqa: PLR2004
            answer = problems.problem(
                scope["path"],
                400,
                code="cors-refused",
                detail="Pages of this origin may not send this request here.",
                headers={"Vary": "Origin"},
            )
        await answer(scope, receive, send)

    async def _silenced(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What the framework says of other sites is not said."""

        async def send_silenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if not pair[0].startswith(FRAMEWORK)]
                message = {**message, "headers": kept}
            await send(message)

        await self.app(scope, receive, send_silenced)


def _is_opened(path: str) -> bool:
    opened = path == OPENED or path.startswith(f"{OPENED}/")
    return opened and bool(get_settings().cors_origins)


def _is_preflight(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return scope["method"] == "OPTIONS" and {b"origin", b"access-control-request-method"} <= names
