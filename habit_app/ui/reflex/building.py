"""What happens to the pages while they are built."""

import re
from pathlib import Path
from typing import Any

import reflex as rx

HOST = r"(?:localhost|0\.0\.0\.0)(?::\d+)?"
HERE = "(globalThis.location?.origin??'http://localhost')"


class SameOriginPlugin(rx.plugins.Plugin):
    """Let the built pages talk to the host that served them, whatever its name and port.

    Reflex writes its addresses into one chunk as absolute URLs; on another port the pages
    would be dead.
    """

    def post_build(self, **context: Any) -> None:
        chunks = list(Path(context["static_dir"]).glob("assets/reflex-env-*.js"))
        if not chunks:
            raise RuntimeError("The chunk with the addresses was not found: has Reflex changed?")
        for chunk in chunks:
            text = re.sub(
                rf"[`\"']https?://{HOST}(/[^`\"']*)[`\"']",
                rf"`${{{HERE}}}\1`",
                chunk.read_text(),
            )
            text = re.sub(
                rf"[`\"']wss?://{HOST}(/[^`\"']*)[`\"']",
                rf"`${{{HERE}.replace(/^http/,'ws')}}\1`",
                text,
            )
            chunk.write_text(text)
