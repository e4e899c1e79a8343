"""Https and nothing else, where the installation says so."""

from urllib.parse import urlsplit

from starlette.datastructures import URL
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from habit_app.asgi import POLICY_VIOLATION
from habit_app.settings import get_settings

STRICT = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
PROBES = ("/health", "/metrics")
"""Load balancers ask from inside, without TLS."""


class Https:
    """Answers plain http with the way to https, and tells browsers to remember it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.host = urlsplit(get_settings().public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["scheme"] == "ws":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        elif scope["type"] != "http" or scope["path"].startswith(PROBES):
            await self.app(scope, receive, send)
        elif scope["scheme"] == "http":
            url = URL(scope=scope)
            secure = url.replace(scheme="https", netloc=self.host or url.netloc)
            await RedirectResponse(str(secure), 308)(scope, receive, send)
        else:
            await self.app(scope, receive, _strictly(send))


def _strictly(send: Send) -> Send:
    async def send_strictly(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], STRICT]}
        await send(message)

    return send_strictly
