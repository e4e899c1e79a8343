"""Under which names this installation answers.

A foreign page can let its own name point to this machine (DNS rebinding); the browser then takes
us for that page's own server, and its cookies and origin agree. So only our own names are answered.
An address of numbers needs no such care: nobody can let one point elsewhere.
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from habit_app.api import problems
from habit_app.asgi import POLICY_VIOLATION
from habit_app.settings import Settings, get_settings

PROBES = ("/health", "/metrics")
"""Load balancers ask by whatever name they know a process."""
OTHER_ADDRESS = "This installation has another address. Its operator names it in HABIT_PUBLIC_URL."
PORT = re.compile(r":\d{1,5}$")


class Hosts:
    """Refuses what is asked of a name that is not ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or _may_pass(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        elif scope["path"].startswith("/api"):
            refusal = problems.problem(
                scope["path"], 421, code="unknown-host", detail=OTHER_ADDRESS
            )
            await refusal(scope, receive, send)
        else:
            await PlainTextResponse(OTHER_ADDRESS + "\n", 421)(scope, receive, send)


def _may_pass(scope: Scope) -> bool:
    path = scope["path"]
    if scope["type"] == "http" and f"{path}/".startswith(tuple(f"{probe}/" for probe in PROBES)):
        return True
    named = Headers(scope=scope).getlist("host")
    return len(named) < 2 and is_ours(named[0] if named else "", get_settings())  # noqa: PLR2004


def is_ours(host: str, settings: Settings) -> bool:
    """Whether a request may name this host; a port does not matter, browsers keep them apart."""
    name = PORT.sub("", host.lower()).rstrip(".")
    public = (urlsplit(settings.public_url).hostname or "").rstrip(".")
    if settings.env == "production":
        return not public or name.strip("[]") == public
    return name.strip("[]") in {public, settings.host.lower(), "localhost", ""} or _is_number(name)


def _is_number(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
