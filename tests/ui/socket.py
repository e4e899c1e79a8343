"""A raw client of the pages' websocket: it can call any handler as anybody."""

import json
import time
from typing import Any
from uuid import uuid4

import simple_websocket

BOOT = "reflex___state____state.hydrate_and_load"
REFUSED = "reflex___state____state.setvar"
"""What nobody may call, so that its answer is known: the way to the sign-in."""


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
        self.socket.receive(5)
        self.socket.send("40/_event," + json.dumps({"event": self._event(BOOT, {})}))

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        router = {"pathname": self.path, "asPath": self.path}
        return {"name": name, "payload": payload, "router_data": router}

    def call(self, name: str, /, **payload: Any) -> str:
        """Call a handler and return everything that came back."""
        self.tell(name, **payload)
        return self.heard()

    def settled(self) -> str:
        """Everything that came back by now, with what those events themselves asked for.

        A tab's events are handled one after the other, so an answer that is known ends them.
        """
        found = []
        for _ in range(3):
            self.tell(REFUSED, var_name="x", value="x")
            found.append(self.heard(5.0, until="/login"))
        return "\n".join(found)

    def tell(self, name: str, /, **payload: Any) -> None:
        """Call a handler without waiting for what comes back."""
        self.socket.send("42/_event," + json.dumps(["event", self._event(name, payload)]))

    def heard(self, seconds: float = 0.35, until: str = "") -> str:
        """Everything that comes until it is quiet for a while, or something was said."""
        found = []
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            message = self.socket.receive(seconds)
            if message is None:
                break
            if message == "2":
                self.socket.send("3")
            else:
                found.append(str(message))
                if until and until in found[-1]:
                    break
        return "\n".join(found)

    def close(self) -> None:
        self.socket.close()
