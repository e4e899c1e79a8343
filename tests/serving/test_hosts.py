"""Under which names an installation answers: a foreign name that points here is not ours."""

from contextlib import suppress

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from habit_app.api.app import create_api
from habit_app.api.hosts import Hosts, is_ours
from habit_app.settings import Settings

LAPTOP = Settings(env="laptop", public_url="http://habits.home.arpa:8000")
PRODUCTION = Settings(
    env="production", secret_key="x" * 32, public_url="https://habits.example.com"
)


@pytest.mark.parametrize(
    ("settings", "host", "ours"),
    [
        (LAPTOP, "localhost:8000", True),
        (LAPTOP, "LOCALHOST", True),
        (LAPTOP, "127.0.0.1:8000", True),
        (LAPTOP, "[::1]:8000", True),
        (LAPTOP, "192.168.1.7:8000", True),
        (LAPTOP, "habits.home.arpa:8000", True),
        (LAPTOP, "rebound.example", False),
        (LAPTOP, "rebound.example:8000", False),
        (LAPTOP, "localhost.rebound.example", False),
        (LAPTOP, "127.0.0.1.rebound.example", False),
        (LAPTOP, "localhost@rebound.example", False),
        (LAPTOP, "rebound.example:80@localhost", False),
        (Settings(env="laptop", host="desk.local"), "desk.local:8000", True),
        (PRODUCTION, "habits.example.com", True),
        (PRODUCTION, "HABITS.example.com.:443", True),
        (PRODUCTION, "localhost", False),
        (PRODUCTION, "192.168.1.7", False),
        (PRODUCTION, "", False),
        (Settings(env="production", secret_key="x" * 32), "any.example", True),
    ],
)
def test_only_our_own_names_are_answered(settings: Settings, host: str, ours: bool) -> None:
    assert is_ours(host, settings) is ours


@pytest.fixture
def front(sqlite_database: str) -> TestClient:
    api = create_api()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        else:
            await api(scope, receive, send)

    return TestClient(Hosts(app), base_url="http://127.0.0.1:8000")


def test_a_foreign_name_is_told_so_by_api_and_pages(front: TestClient) -> None:
    foreign = {"Host": "rebound.example", "Origin": "http://rebound.example"}
    body = {"email": "a@example.com", "password": "x"}

    answer = front.post("/api/v1/auth/login", json=body, headers=foreign)
    page = front.get("/login", headers=foreign)

    assert (answer.status_code, answer.json()["type"]) == (421, "/problems/unknown-host")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (page.status_code, "HABIT_PUBLIC_URL" in page.text) == (421, True)
    assert front.get("/health", headers=foreign).status_code == 200
    assert front.get("/health/db", headers=foreign).status_code == 200
    assert front.get("/healthy", headers=foreign).status_code == 421
    assert front.post("/api/v1/auth/login", json=body).status_code == 401


def test_a_foreign_name_opens_no_socket(front: TestClient) -> None:
    opened = []
    for host in ("rebound.example", "127.0.0.1:8000"):
        with (
            suppress(WebSocketDisconnect),
            front.websocket_connect("/_event/", headers={"Host": host}),
        ):
            opened.append(host)

    assert opened == ["127.0.0.1:8000"]
