"""The ASGI gate in front of everything: foreign sockets, secrets, and who may see pages.

A websocket must come from our own pages. Its session cookie is swapped for the session's id:
a name, useless as a credential, so that no secret reaches the pages' state, its store or a log.
What it sends is looked at frame by frame (`ui/front_door/frames.py`).
"""

import re
from functools import partial
from uuid import uuid4

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from habit_app import threads
from habit_app.asgi import POLICY_VIOLATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import NotAllowed, TooMany
from habit_app.services.accounts import sessions
from habit_app.services.shared import rate_limits, viewers
from habit_app.services.shared.audit import Origin
from habit_app.settings import get_settings
from habit_app.ui.front_door import frames
from habit_app.ui.live import page_store
from habit_app.ui.look import routes

PRINCIPAL = "principal"
SECRET = (b"cookie", b"authorization")
LONGEST_HEADER, LONGEST_QUERY = 1000, 300
TAB = re.compile(r"[\w-]{1,64}", re.ASCII)
"""How a page names its tab: by a random id."""
NOT_PAGES = ("/api/", "/health", "/assets/", "/_event", "/ping", "/_health", "/icons/")


def cookie_in(header: str, name: str) -> str:
    """Read one cookie out of a header, whatever others stand in it; empty when it is not there."""
    return cookie_parser(header).get(name, "")


class Gate:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and (target := await _elsewhere(scope)):
            await RedirectResponse(target, 303)(scope, receive, send)
        else:
            await self.app(_with_file(scope), receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"]]
        found = Headers(scope=scope)
        scheme = "https" if scope["scheme"] == "wss" else "http"
        origin, host = found.get("origin", ""), found.get("host", "")
        ours = get_settings().is_own(origin, scheme, host) and _names_its_tab(scope)
        if page_store.store.is_away or not ours:
            await _refuse(receive, send)
            return
        kept = [pair for pair in headers if _is_kept(*pair)]
        cookies = b"; ".join(value for name, value in headers if name == b"cookie")
        session_id = await _session_of(_cookie(scope, cookies.decode("latin-1")))
        if session_id:
            kept.append((b"cookie", f"{PRINCIPAL}={session_id}".encode()))
        elif not await threads.off_loop(_may_visit, scope):
            await _refuse(receive, send)
            return
        checked = frames.Checked(
            page_store.store.while_here(receive),
            send,
            most_bytes=frames.MOST_BYTES if session_id else frames.MOST_BYTES_OF_NOBODY,
            spend=partial(_spend, session_id, uuid4().hex, _network(scope)),
        )
        await self.app({**scope, "headers": kept}, checked.receive, checked.send)


def _names_its_tab(scope: Scope) -> bool:
    """Whether the address is the one that pages open: what stands there is kept and logged."""
    query = scope["query_string"].decode("latin-1")
    return len(query) <= LONGEST_QUERY and bool(TAB.fullmatch(QueryParams(query).get("token", "")))


def _is_kept(name: bytes, value: bytes) -> bool:
    """Whether a header reaches the pages' state: no secret does, and nothing long."""
    return name not in SECRET and len(name) + len(value) <= LONGEST_HEADER


def _spend(session_id: str, socket: str, network: str) -> None:
    """Count what a socket sends: for the sign-in, else for the socket and its address."""
    if session_id:
        rate_limits.spend("event", "session", session_id)
        return
    rate_limits.spend("socket", socket)
    rate_limits.spend("event", "address", network)


async def _refuse(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def _may_visit(scope: Scope) -> bool:
    """Whether somebody who is not signed in may open one more page: each costs memory."""
    try:
        rate_limits.spend("visit", _network(scope))
    except TooMany:
        return False
    return True


def _network(scope: Scope) -> str:
    ip, _ = scope.get("client") or ("", 0)
    return Origin(ip).network


def _cookie(scope: Scope, header: str) -> str:
    secure = scope.get("scheme") in {"https", "wss"} or get_settings().is_secure
    return cookie_in(header, "__Host-session" if secure else "session")


async def _session_of(secret: str) -> str:
    return await threads.off_loop(_look_up, secret) if secret else ""


def _look_up(secret: str) -> str:
    try:
        with read_only() as session:
            viewer = viewers.of_cookie(session, secret)
    except NotAllowed:
        return ""
    if viewer and viewer.seen_long_ago:
        with unit_of_work() as session:
            sessions.touch(session, viewer=viewer)
    return str(viewer.session_id) if viewer else ""


async def _elsewhere(scope: Scope) -> str:
    """Where a visit to a page has to go instead: to the sign-in, or back from it."""
    path = scope["path"]
    if scope["method"] not in {"GET", "HEAD"} or not _is_page(path) or _is_odd(path):
        return ""
    request = Request(scope)
    signed_in = await _session_of(_cookie(scope, request.headers.get("cookie", "")))
    if path in routes.SIGNED_OUT:
        return routes.TODAY if signed_in else ""
    if signed_in or path in routes.ANYBODY or path == routes.NOT_FOUND:
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return routes.sign_in_for(path + query)


def _with_file(scope: Scope) -> Scope:
    """Name the built file of a page, which the server of files would else redirect to or miss."""
    if scope["type"] != "http" or not (_is_page(scope["path"]) or _is_odd(scope["path"])):
        return scope
    path = scope["path"].rstrip("/")
    if _is_odd(path):
        return {**scope, "path": routes.NOWHERE, "raw_path": routes.NOWHERE.encode()}
    if path in routes.BUILT:
        return {**scope, "path": f"{path}.html", "raw_path": f"{path}.html".encode()}
    if routes.is_habit(path):
        return {**scope, "path": routes.FALLBACK, "raw_path": routes.FALLBACK.encode()}
    return scope


def _is_page(path: str) -> bool:
    return not path.startswith(NOT_PAGES) and path != "/api" and "." not in path.rpartition("/")[2]


def _is_odd(path: str) -> bool:
    """Whether a path tries to climb, or could be read as another host where it is led back to."""
    return path.startswith("//") or ".." in path.split("/")
