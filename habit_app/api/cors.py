"""Which other sites' pages may call the API, with tokens of their own, never with our cookies."""

from starlette.middleware.cors import CORSMiddleware

from habit_app.asgi import Asgi, Message, Receive, Scope, Send
from habit_app.settings import get_settings

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ASKED = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match")
SHOWN = ("ETag", "Location", "Retry-After", "RateLimit-Limit", "RateLimit-Reset", "X-Request-Id")
FRAMEWORK = b"access-control-"


class Cors:
    """Around everything, because Reflex answers preflights of all paths in its own way."""

    def __init__(self, app: Asgi) -> None:
        self.app = app
        self.api = CORSMiddleware(
            self._silenced,
            allow_origins=get_settings().cors_origins,
            allow_methods=METHODS,
            allow_headers=ASKED,
            expose_headers=SHOWN,
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith("/api/v1") and get_settings().cors_origins:
            await self.api(scope, receive, send)
        else:
            await self._silenced(scope, receive, send)

    async def _silenced(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What the framework says of other sites is not said."""

        async def send_silenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if not pair[0].startswith(FRAMEWORK)]
                message = {**message, "headers": kept}
            await send(message)

        await self.app(scope, receive, send_silenced)
