"""What a socket may send before anybody reads it: the gate closes it for anything else."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import Message

from habit_app.asgi import POLICY_VIOLATION, TRY_AGAIN_LATER
from habit_app.errors import TooMany
from habit_app.habit_app import app as _app
from habit_app.ui.front_door import frames, gate
from habit_app.ui.reflex.internals import handlers
from tests.ui.socket import BOOT

EVENT = {"name": BOOT, "payload": {}, "router_data": {"pathname": "/", "asPath": "/"}}


def call(**changed: Any) -> str:
    return "42/_event," + json.dumps(["event", {**EVENT, **changed}])


def outcome(
    *texts: str | bytes,
    most_bytes: int = frames.MOST_BYTES,
    spend: Callable[[], None] = lambda: None,
) -> list[int | None]:
    """What becomes of each frame of one socket: passed on (None), or the code of its end."""
    sent: list[Message] = []

    async def run() -> list[int | None]:
        waiting = [
            {"type": "websocket.receive", "bytes" if isinstance(text, bytes) else "text": text}
            for text in texts
        ]

        async def receive() -> Message:
            return waiting.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        checked = frames.Checked(receive, send, most_bytes=most_bytes, spend=spend)
        return [(await checked.receive()).get("code") for _ in texts]

    found = asyncio.run(run())
    closed = [message["code"] for message in sent if message["type"] == "websocket.close"]
    assert closed == [code for code in found if code is not None]
    return found


def test_what_pages_send_passes() -> None:
    assert _app is not None
    hello = "40/_event," + json.dumps({"event": EVENT, "state_schema": "abc"})
    known = [call(name=name) for name in handlers()]
    complaint = "42/_event," + json.dumps(["client_error", {"message": "x"}])

    every = [hello, *known, complaint, "3", "41/_event,", hello, "1"]

    assert set(outcome(*every)) == {None}


@pytest.mark.parametrize(
    "frame",
    [
        b"\x04",
        "",
        "5",
        "2probe",
        "4",
        "40",
        '40{"event":{}}',
        "42" + json.dumps(["event", EVENT]),
        "42/_other," + json.dumps(["event", EVENT]),
        "421" + call()[2:],
        "43/_event,1[]",
        '45/_event,1-["event",{"_placeholder":true,"num":0}]',
        "42/_event,",
        "42/_event,{",
        "42/_event," + "[" * 20_000,
        '42/_event,["event"]',
        '42/_event,["event",{},{}]',
        '42/_event,["event","text"]',
        '42/_event,["event",[]]',
        '42/_event,["ping",{}]',
        '42/_event,["disconnect",{}]',
        '42/_event,[["event"],{}]',
        call(name=None),
        call(name=["x"]),
        call(name="no_such_handler"),
        call(name="forged\n2026-01-01T00:00:00Z [error] line"),
        call(payload=[]),
        call(payload=None),
        call(router_data="/"),
        call(payload={"typed": "x" * frames.MOST_BYTES}),
        call(
            payload={"typed": "ß" * (frames.MOST_BYTES // 8)},
            router_data={"x": "\U0001f600" * 7000},
        ),
        "40/_event,[]",
        '40/_event,{"event":{"name":"no_such_handler"}}',
        '40/_event,{"more":1}',
        '40/_event,{"state_schema":{}}',
    ],
)
def test_nothing_else_is_read_by_anybody(frame: str | bytes) -> None:
    assert _app is not None
    assert outcome(frame) == [POLICY_VIOLATION]


def test_a_socket_says_hello_once() -> None:
    assert outcome("40/_event,{}", "40/_event,{}") == [None, POLICY_VIOLATION]


def test_on_a_page_of_nobody_frames_are_smaller() -> None:
    long = call(payload={"typed": "x" * frames.MOST_BYTES_OF_NOBODY})

    assert outcome(long) == [None]
    assert outcome(long, most_bytes=frames.MOST_BYTES_OF_NOBODY) == [POLICY_VIOLATION]


def test_too_much_ends_the_socket_until_later() -> None:
    left = [None, None]

    def spend() -> None:
        if not left:
            raise TooMany(2, 60)
        left.pop()

    assert outcome(call(), "3", call(), spend=spend) == [None, None, TRY_AGAIN_LATER]


@pytest.mark.usefixtures("sqlite_database")
def test_sockets_of_nobody_share_the_limit_of_their_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests.conftest import forget

    monkeypatch.setenv("HABIT_RATE_SOCKET", "2/minute")
    monkeypatch.setenv("HABIT_RATE_EVENT", "5/minute")
    forget()

    def passed(socket: str, network: str = "192.0.2.1", session: str = "") -> int:
        for count in range(10):
            try:
                gate._spend(session, socket, network)
            except TooMany:
                return count
        return 10

    assert [passed(socket) for socket in "abcd"] == [2, 2, 1, 0]
    assert passed("e", "192.0.2.2") == 2
    assert passed("f", session="ada") == 5
    monkeypatch.undo()
    forget()
