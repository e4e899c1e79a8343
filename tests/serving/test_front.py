"""What stands in front of the API: other sites, https, and proxies."""

from contextlib import suppress

import pytest
from granian.utils.proxies import wrap_asgi_with_proxy_headers
from pydantic import ValidationError
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from habit_app.api.app import create_api
from habit_app.api.cors import Cors
from habit_app.settings import Settings
from habit_app.ui.front_door.gate import Gate
from habit_app.ui.front_door.https import Https
from tests.conftest import forget
from tests.makers import bearer, make_user, sign_in

FRIEND, STRANGER = "https://friend.example", "https://evil.example"
TODAY = "/api/v1/today"


@pytest.fixture
def friendly(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The API of an installation that named one other site."""
    monkeypatch.setenv("HABIT_CORS_ORIGINS", FRIEND)
    forget()
    return TestClient(Cors(create_api()))


def preflight(origin: str) -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, idempotency-key",
    }


def test_a_named_site_may_call_with_tokens_but_not_with_cookies(friendly: TestClient) -> None:
    asked = friendly.options(TODAY, headers=preflight(FRIEND))
    answer = friendly.get(TODAY, headers=bearer(make_user()) | {"Origin": FRIEND})

    assert asked.status_code == 200
    assert answer.headers["access-control-allow-origin"] == FRIEND
    for found in (asked, answer):
        assert "access-control-allow-credentials" not in found.headers


def test_other_sites_are_told_nothing(friendly: TestClient) -> None:
    asked = friendly.options(TODAY, headers=preflight(STRANGER))
    answer = friendly.get(TODAY, headers=bearer(make_user()) | {"Origin": STRANGER})

    assert asked.status_code == 400
    assert "access-control-allow-origin" not in asked.headers
    assert "access-control-allow-origin" not in answer.headers


def test_a_named_site_cannot_use_the_cookie_of_a_browser(friendly: TestClient) -> None:
    cookie = {"Cookie": f"session={sign_in(make_user(), client='browser').cookie}"}

    answer = friendly.post(
        "/api/v1/habits", json={"title": "x"}, headers=cookie | {"Origin": FRIEND}
    )

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/foreign-origin")


@pytest.mark.usefixtures("sqlite_database")
def test_without_the_setting_no_site_is_named() -> None:
    client = TestClient(Cors(create_api()))

    answer = client.get(TODAY, headers=bearer(make_user()) | {"Origin": FRIEND})

    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.fixture
def strict(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """An installation behind a proxy that ends TLS."""
    monkeypatch.setenv("HABIT_FORCE_HTTPS", "true")
    monkeypatch.setenv("HABIT_TRUSTED_PROXIES", "10.0.0.9")
    monkeypatch.setenv("HABIT_PUBLIC_URL", "https://habits.example.com")
    forget()
    behind = wrap_asgi_with_proxy_headers(Https(create_api()), trusted_hosts=["10.0.0.9"])

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        await behind(scope, receive, send)

    return TestClient(front, client=("10.0.0.9", 5000), follow_redirects=False)


def test_plain_http_is_led_to_https(strict: TestClient) -> None:
    answer = strict.get(f"{TODAY}?x=1", headers={"Host": "evil.example"})

    assert answer.status_code == 308
    assert answer.headers["location"] == f"https://habits.example.com{TODAY}?x=1"
    assert strict.get("/health").status_code == 200


def test_no_socket_opens_without_tls(strict: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        strict.websocket_connect("ws://habits.example.com/_event/"),
    ):
        pass


def test_https_is_remembered_and_cookies_are_bound_to_the_host(strict: TestClient) -> None:
    viewer = make_user()
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    body = {"email": viewer.email, "password": "three small steps"}

    answer = strict.post("/api/v1/auth/login", json=body, headers=headers)

    assert "max-age=63072000" in answer.headers["strict-transport-security"]
    session, refresh = answer.headers.get_list("set-cookie")
    assert session.startswith("__Host-session=")
    assert all("Secure" in cookie for cookie in (session, refresh))
    token = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    found = strict.get("/api/v1/auth/sessions", headers=headers | token).json()["items"]
    assert found[0]["ip"] == "203.0.113.7"


def test_only_named_proxies_are_believed(strict: TestClient) -> None:
    outside = TestClient(strict.app, client=("198.51.100.1", 5000), follow_redirects=False)

    answer = outside.get(TODAY, headers={"X-Forwarded-Proto": "https"})

    assert answer.status_code == 308


def test_a_page_of_nobody_is_one_of_so_many(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABIT_RATE_VISIT", "2/hour")
    forget()

    async def accept(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})

    client = TestClient(Gate(accept), client=("203.0.113.7", 5000))
    opened = 0
    for _ in range(4):
        with (
            suppress(WebSocketDisconnect),
            client.websocket_connect(
                "/_event/?token=a-tab", headers={"Origin": "http://testserver"}
            ),
        ):
            opened += 1

    assert opened == 2


def test_an_address_of_https_makes_cookies_secure(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABIT_PUBLIC_URL", "https://habits.example.com")
    forget()
    body = {"email": make_user().email, "password": "three small steps"}

    answer = TestClient(create_api()).post("/api/v1/auth/login", json=body)

    cookies = answer.headers.get_list("set-cookie")
    assert cookies[0].startswith("__Host-session=")
    assert all("Secure" in cookie for cookie in cookies)


def test_settings_that_let_nobody_in_are_refused() -> None:
    with pytest.raises(ValidationError, match="TRUSTED_PROXIES"):
        Settings(force_https=True)
    with pytest.raises(ValidationError, match="PUBLIC_URL"):
        Settings(env="production", secret_key="x" * 32, smtp_host="mail.example.com")
    with pytest.raises(ValidationError, match="rate_checkin"):
        Settings(rate_checkin="many")
