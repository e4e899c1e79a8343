"""What a socket may send: small frames, of the shapes that our pages send, and not too many.

Whatever else comes closes the socket before anybody reads, logs or keeps it. A page of ours sends
nothing like that; a person's page that was too fast says that it is reconnecting, and comes back.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from starlette.types import Message, Receive, Send

from habit_app import threads
from habit_app.asgi import POLICY_VIOLATION, TRY_AGAIN_LATER
from habit_app.errors import TooMany
from habit_app.ui.reflex import internals

MOST_BYTES = 64 * 1024
"""Bytes: the longest frame of somebody who is signed in; a full sheet has a tenth of it."""
MOST_BYTES_OF_NOBODY = 8 * 1024
"""Bytes: the same of a page on which nobody is signed in."""
NAMESPACE = "/_event,"
CLOSE, PONG, NOOP = "1", "3", "6"
CONNECT, LEAVE, EVENT = "40", "41", "42"
BOOT, SCHEMA = "event", "state_schema"
CALL, COMPLAINT = "event", "client_error"

logger = logging.getLogger(__name__)


class Checked:
    """One socket: what it receives passes, is counted, or ends it."""

    def __init__(
        self, receive: Receive, send: Send, *, most_bytes: int, spend: Callable[[], None]
    ) -> None:
        self._receive, self._send = receive, send
        self._most_bytes, self._spend = most_bytes, spend
        self._connected = self._closed = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        code = await self._judge(message)
        if code is None:
            return message
        self._closed = True
        await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    async def send(self, message: Message) -> None:
        """What was on its way to a socket that is closed goes nowhere."""
        if not self._closed:
            await self._send(message)

    async def _judge(self, message: Message) -> int | None:
        """Why the socket is to be closed; None where the frame may pass."""
        text = message.get("text")
        if not isinstance(text, str) or not self._is_ours(text):
            logger.info("A socket sent what no page of ours sends, and was closed.")
            return POLICY_VIOLATION
        try:
            await threads.off_loop(self._spend)
        except TooMany:
            logger.info("A socket sent too much, and was closed.")
            return TRY_AGAIN_LATER
        return None

    def _is_ours(self, text: str) -> bool:
        if len(text) > self._most_bytes or len(text.encode("utf-8", "replace")) > self._most_bytes:
            return False
        if text in {CLOSE, PONG, NOOP, LEAVE + NAMESPACE}:
            self._connected = self._connected and not text.startswith(LEAVE)
            return True
        kind, rest = text[:2], text[2:]
        if kind not in {CONNECT, EVENT} or not rest.startswith(NAMESPACE):
            return False
        try:
            told = json.loads(rest.removeprefix(NAMESPACE) or "{}")
        except (ValueError, RecursionError):
            return False
        if kind == EVENT:
            return _is_call(told)
        first, self._connected = not self._connected, True
        return first and _is_hello(told)


def _is_hello(told: Any) -> bool:
    """The first packet of a socket, which may carry the page's first event."""
    if not isinstance(told, dict) or not told.keys() <= {BOOT, SCHEMA}:
        return False
    schema = told.get(SCHEMA)
    return (BOOT not in told or _is_event(told[BOOT])) and (
        schema is None or isinstance(schema, str)
    )


def _is_call(told: Any) -> bool:
    if not isinstance(told, list) or len(told) != 2:  # noqa: PLR2004 - a name and what it is about
        return False
    name, about = told
    return _is_event(about) if name == CALL else name == COMPLAINT and isinstance(about, dict)


def _is_event(told: Any) -> bool:
    """Whether this calls a handler that there is, in the shape in which pages do."""
    return (
        isinstance(told, dict)
        and isinstance(name := told.get("name"), str)
        and internals.is_known(name)
        and isinstance(told.get("payload", {}), dict)
        and isinstance(told.get("router_data", {}), dict)
    )
