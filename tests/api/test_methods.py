"""What is asked of a path by other methods, and by pages of other sites."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from habit_app.api.app import create_api
from habit_app.api.cors import Cors
from tests.conftest import forget
from tests.makers import bearer, make_user
from tests.operations import OPERATIONS, target_of

FRIEND = "https://friend.example"
DOCUMENTATION = (
    "/api/docs",
    "/api/redoc",
    "/api/openapi.json",
    "/api/docs/start.js",
    "/api/docs/assets/swagger-ui.css",
)
READ = ("/health", "/health/db", "/health/ready", "/api/v1", *DOCUMENTATION)
METHODS: dict[str, set[str]] = {}
for _method, _path, _ in OPERATIONS:
    METHODS.setdefault(_path, set()).add(_method.upper())


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("path", READ)
def test_what_is_only_read_says_so(sqlite_api: TestClient, method: str, path: str) -> None:
    answer = sqlite_api.request(method, path)

    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.headers["allow"].split(", ")) >= {"GET", "HEAD"}


@pytest.mark.parametrize("path", METHODS)
def test_each_path_says_which_methods_it_takes(sqlite_api: TestClient, path: str) -> None:
    taken = METHODS[path] | {"OPTIONS"} | ({"HEAD"} if "GET" in METHODS[path] else set())

    asked = sqlite_api.options(target_of(path))
    refused = sqlite_api.request("PROPFIND", target_of(path))

    assert (asked.status_code, asked.content) == (204, b"")
    assert refused.status_code == 405
    for answer in (asked, refused):
        assert set(answer.headers["allow"].split(", ")) == taken


def test_nothing_takes_no_method(sqlite_api: TestClient) -> None:
    answer = sqlite_api.options("/api/v1/nothing")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize(
    "path", [*READ, *(f"/api/v1/{name}" for name in ("habits", "today", "users/me", "nothing"))]
)
def test_head_answers_as_get_does_without_the_body(sqlite_api: TestClient, path: str) -> None:
    headers = bearer(make_user()) | {"X-Request-Id": "the-same-id"}

    whole, head = (sqlite_api.request(method, path, headers=headers) for method in ("GET", "HEAD"))

    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert dict(head.headers) == dict(whole.headers)


def test_head_of_what_is_only_written_is_refused(sqlite_api: TestClient) -> None:
    assert sqlite_api.head("/api/v1/auth/login").status_code == 405


def test_a_crash_has_its_id_in_the_headers_too(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("habit_app.services.today.today.today_view", None)
    answer = sqlite_api.get("/api/v1/today", headers=bearer(make_user()))

    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == answer.json()["request_id"]


def preflight(api: TestClient, path: str, origin: str = FRIEND) -> Any:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return api.options(path, headers=headers)


def pages(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("a page")


@pytest.mark.usefixtures("sqlite_database")
def test_a_preflight_that_is_refused_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = preflight(TestClient(Cors(create_api())), "/api/v1/today")
    monkeypatch.setenv("HABIT_CORS_ORIGINS", FRIEND)
    forget()
    opened = TestClient(Cors(create_api()))

    refused = [
        closed,
        preflight(opened, "/api/v1/today", "https://evil.example"),
        preflight(opened, "/api/docs"),
        preflight(opened, "/health"),
    ]

    for answer in refused:
        body = answer.json()
        assert (answer.status_code, body["type"]) == (400, "/problems/cors-refused")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-request-id"] == body["request_id"]
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert preflight(opened, "/api/v1/today").status_code == 200


@pytest.mark.usefixtures("sqlite_database")
def test_only_the_api_is_open_to_named_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HABIT_CORS_ORIGINS", FRIEND)
    forget()
    api = create_api()
    api.add_route("/api/v1x", pages)
    client = TestClient(Cors(api))

    def allowed(path: str) -> str | None:
        answer = client.get(path, headers={"Origin": FRIEND})
        return answer.headers.get("access-control-allow-origin")

    assert [allowed(path) for path in ("/api/v1", "/api/v1/today")] == [FRIEND, FRIEND]
    assert [allowed(path) for path in ("/api/v1x", "/api/docs", "/health")] == [None] * 3
    exposed = client.get("/api/v1", headers={"Origin": FRIEND}).headers[
        "access-control-expose-headers"
    ]
    assert "RateLimit-Remaining" in exposed
