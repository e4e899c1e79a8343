"""A raw client of the pages' websocket: it can call any handler as anybody."""

import json
from typing import Any
from uuid import uuid4

import simple_websocket

BOOT = "reflex___state____state.hydrate_and_load"
PATIENCE = 60
"""Seconds that an answer may take on a busy machine."""


class Tab:
    """One open page, without a browser's manners."""

    def __init__(self, base: str, *, cookie: str = "", origin: str = "", path: str = "/") -> None:
        host = base.removeprefix("http://")
        # The client names the host without its port, so our own origin has none either.
        headers = {"Origin": origin or f"http://{host.partition(':')[0]}"}
        if cookie:
            headers["Cookie"] = cookie
        self.path = path
        self.socket = simple_websocket.Client(
            f"ws://{host}/_event/?EIO=4&transport=websocket&token={uuid4()}",
            headers=headers,
            subprotocols=["0.10.1"],
        )
        self.socket.receive(PATIENCE)
        self.socket.send("40/_event," + json.dumps({"event": _event(BOOT, {}, path)}))

    def call(self, name: str, /, **payload: Any) -> str:
        """Call a handler and return everything that came back, with what that asked for."""
        self.tell(name, **payload)
        return self.settled()

    def refused(self, name: str, /, **payload: Any) -> str:
        """Call a handler that leads to the sign-in, and return what came until it did.

        Each refusal is one answer, so it is this one's when all that was told before was heard.
        """
        self.tell(name, **payload)
        return self._heard(until="/login")

    def settled(self) -> str:
        """Everything that came back to what was told by now, with what that itself asked for.

        A tab's events are handled one after the other, so the answer to a last one ends them. Of
        all that may be called only the first event of a page says by itself what it answers: its
        path. Each round is told when the one before was answered, so it comes after what that
        found in the queue.
        """
        found = []
        for _ in range(3):
            mark = f"/mark-{uuid4().hex}"
            self._send(BOOT, {}, mark)
            found.append(self._heard(until=mark))
        return "\n".join(found)

    def tell(self, name: str, /, **payload: Any) -> None:
        """Call a handler without waiting for what comes back."""
        self._send(name, payload, self.path)

    def _send(self, name: str, payload: dict[str, Any], path: str) -> None:
        self.socket.send("42/_event," + json.dumps(["event", _event(name, payload, path)]))

    def _heard(self, until: str) -> str:
        """Everything that comes until something was said."""
        found: list[str] = []
        while not found or until not in found[-1]:
            message = self.socket.receive(PATIENCE)
            assert message is not None, f"{until} was not said, but: {found}"
            if message == "2":
                self.socket.send("3")
            else:
                found.append(str(message))
        return "\n".join(found)

    def close(self) -> None:
        self.socket.close()


def _event(name: str, payload: dict[str, Any], path: str) -> dict[str, Any]:
    return {
        "name": name,
        "payload": payload,
        "router_data": {"pathname": path, "asPath": path},
    }
