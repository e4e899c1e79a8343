"""The headers of every page: what it may load, and how long it may be kept."""

import base64
import hashlib
import re
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
CACHED_FOREVER = b"public, max-age=31536000, immutable"


def content_policy(pages: Path) -> str:
    """Allow our own files, and the inline scripts of the built pages by their hashes."""
    hashes = sorted(
        {
            "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
            for page in pages.rglob("*.html")
            for script in INLINE.findall(page.read_text("utf-8"))
            if script
        }
    )
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(hashes)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class PageHeaders:
    """Pure ASGI around the whole app; the API sets its own."""

    def __init__(self, app: ASGIApp, pages: Path) -> None:
        self.app = app
        self.fixed = [
            (b"content-security-policy", content_policy(pages).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or f"{scope['path']}/".startswith(("/api/", "/health/")):
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                raw = [pair for pair in message["headers"] if pair[0].lower() != b"cache-control"]
                kept = scope["path"].startswith("/assets/") and message["status"] < 400  # noqa: PLR2004
                raw.append((b"cache-control", CACHED_FOREVER if kept else b"no-cache"))
                present = {name.lower() for name, _ in raw}
                raw.extend(pair for pair in self.fixed if pair[0] not in present)
                message = {**message, "headers": raw}
            await send(message)

        await self.app(scope, receive, send_with_headers)
