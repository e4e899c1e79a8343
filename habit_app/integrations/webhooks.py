"""Calling webhooks: signed after the Standard Webhooks, never into our own network."""

import json
import re
import ssl
import time
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
from standardwebhooks import Webhook

from habit_app import clock
from habit_app.integrations.addresses import (
    ForbiddenTargetError,
    allowed_addresses,
    refuse_plainly_private,
)

HOST = re.compile(r"[^\s%]+")
"""What a host looks like, once its letters are those of the network."""
CALL_TIMEOUT = 10.0
"""Seconds: for the whole call."""


class NotTakenError(Exception):
    """The other side answered, and did not take it. `again`: it may do so later."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The webhook answered {status}.")
        self.again = status >= 500 or status == 429  # noqa: PLR2004


def check(url: str) -> None:
    """Refuse what is no web address, or says itself that it is private."""
    try:
        parts, port = httpx.URL(url), urlsplit(url).port
    except (httpx.InvalidURL, ValueError):
        raise ForbiddenTargetError("This is no web address.", "not-an-address") from None
    if parts.scheme not in {"http", "https"} or port == 0 or not HOST.fullmatch(parts.host):
        raise ForbiddenTargetError("Write an address with https://.", "not-an-address")
    refuse_plainly_private(parts.host)


def call(url: str, secret: str, *, name: str, body: dict[str, Any]) -> None:
    """Post `body` as JSON with its signature; redirects are not followed.

    Raises NotTakenError for any answer but 2xx, ForbiddenTargetError for a private address,
    httpx.HTTPError when there was no answer. `name` is the same however often it is sent.
    """
    payload = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    now = clock.utc_now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "SmartHabit",
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, now, payload),
    }
    with (
        httpx.Client(transport=_Guarded(), timeout=CALL_TIMEOUT, trust_env=False) as client,
        client.stream("POST", url, content=payload, headers=headers) as answer,
    ):
        if not answer.is_success:
            raise NotTakenError(answer.status_code)


class _Backend(httpcore.SyncBackend):
    """Connects to the address that was checked, whatever the name would resolve to now."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the whole call has a deadline
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        deadline = time.monotonic() + CALL_TIMEOUT
        refused: Exception = httpcore.ConnectTimeout("The webhook took too long.")
        for address in allowed_addresses(host, port):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                stream = super().connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as away:
                refused = away  # a host without IPv6 is reached by its other address
            else:
                return _Hurried(stream, deadline)
        raise refused


class _Hurried(httpcore.NetworkStream):
    """A stream that ends at its deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The webhook took too long.")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._left())
        return _Hurried(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Guarded(httpx.HTTPTransport):
    """httpx over connections that only lead where they may."""

    def __init__(self) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=_Backend()
        )
