"""The OpenAPI document keeps its promises: for nobody, for strangers, for hostile input."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from starlette.testclient import TestClient

from habit_app.api.app import create_api
from habit_app.api.problems import STATUS
from habit_app.errors import AppError
from tests.makers import bearer, make_habit, make_user
from tests.operations import DOCUMENT, GUARDED, OPERATIONS, example_of, filled, ids_of, target_of


@pytest.mark.parametrize(("method", "path", "operation"), GUARDED)
def test_nobody_is_asked_to_sign_in(
    sqlite_api: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    answer = sqlite_api.request(method, target_of(path), **example_of(operation))

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "operation"), [case for case in GUARDED if "{" in str(case.values[1])]
)
def test_a_stranger_finds_nothing(
    api: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    owner, stranger = make_user(), make_user()
    target = filled(path, **ids_of(api, owner))

    answer = api.request(method, target, headers=bearer(stranger), **example_of(operation))

    assert answer.status_code == (403 if path.startswith(FOR_ADMINS) else 404)


FOR_ADMINS = "/api/v1/admin/"
BODIES = {"other fields": b'{"no_such_field": 1}', "no JSON": b"{", "no object": b"[]"}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [case for case in GUARDED if "requestBody" in case.values[2]],  # type: ignore[operator]
)
def test_sign_in_and_owner_come_before_the_body(
    sqlite_api: TestClient, method: str, path: str, operation: dict[str, Any], body: bytes
) -> None:
    owner, stranger = make_user(), make_user()
    target = filled(path, **ids_of(sqlite_api, owner))
    headers = {"content-type": next(iter(operation["requestBody"]["content"]))}

    nobody = sqlite_api.request(method, target, content=body, headers=headers)
    forged = sqlite_api.request(
        method, target, content=body, headers=headers | {"authorization": "Bearer x.y.z"}
    )
    theirs = sqlite_api.request(method, target, content=body, headers=headers | bearer(stranger))

    assert (nobody.status_code, forged.status_code) == (401, 401)
    assert theirs.status_code == 404 if "{" in path else theirs.status_code in {400, 422}


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [case for case in GUARDED if "requestBody" in case.values[2]],  # type: ignore[operator]
)
def test_a_body_of_another_kind_is_refused_after_sign_in_and_owner(
    sqlite_api: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    owner, stranger = make_user(), make_user()
    target = filled(path, **ids_of(sqlite_api, owner))

    def sent(headers: dict[str, str]) -> tuple[int, str]:
        kind = {"content-type": "text/csv"}
        answer = sqlite_api.request(method, target, content=b"a,b", headers=kind | headers)
        return answer.status_code, answer.json()["type"]

    refused = (415, "/problems/unsupported-media-type")
    assert sent({})[0] == sent({"authorization": "Bearer x.y.z"})[0] == 401
    assert sent(bearer(owner)) == refused
    assert sent(bearer(stranger))[0] == 404 if "{" in path else refused
    assert "415" in operation["responses"]


def test_every_operation_is_documented_with_an_example() -> None:
    for method, path, operation in OPERATIONS:
        name = f"{method} {path}"
        assert operation.get("summary"), name
        assert operation.get("tags"), name
        bodies = operation.get("requestBody", {}).get("content", {})
        for content in bodies.values():
            assert "example" in content, name
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get("application/json")
            if status.startswith("2") and content:
                assert "example" in content, name
    ids = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(ids) == len(set(ids))


def test_every_kind_of_refusal_has_a_status() -> None:
    assert set(STATUS) == set(AppError.__subclasses__())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/today", 405),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/v1/habits/not-an-id", 404),
    ],
)
def test_every_error_is_a_problem(
    sqlite_api: TestClient, method: str, path: str, status: int
) -> None:
    answer = sqlite_api.request(method, path)

    assert answer.status_code == status
    body = answer.json()
    assert {"type", "title", "status", "detail", "instance", "request_id"} <= set(body)
    assert body["request_id"] == answer.headers["x-request-id"]
    if status == 405:
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("name", ["login", "callback"])
def test_there_is_no_sign_in_with_google_yet(sqlite_api: TestClient, name: str) -> None:
    answer = sqlite_api.get(f"/api/v1/auth/google/{name}?code=x&state=y")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/google-sign-in-disabled")


def test_bodies_that_cannot_be_read_are_refused(sqlite_api: TestClient) -> None:
    headers = bearer(make_user()) | {"Content-Type": "application/json"}
    broken = sqlite_api.post("/api/v1/habits", content=b"{", headers=headers)
    unknown = sqlite_api.post(
        "/api/v1/habits", json={"title": "Read", "owner_id": str(uuid4())}, headers=headers
    )
    large = sqlite_api.post("/api/v1/habits", content=b"x" * 1_100_000, headers=headers)
    chunks = (b" " * 100_000 for _ in range(12))
    streamed = sqlite_api.post("/api/v1/habits", content=chunks, headers=headers)
    nul = sqlite_api.post("/api/v1/habits", json={"title": "a\0b"}, headers=headers)

    assert [a.status_code for a in (broken, unknown, large, streamed, nul)] == [
        400,
        422,
        413,
        413,
        422,
    ]
    assert unknown.json()["errors"][0]["field"] == "owner_id"


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
def test_the_documentation_needs_no_other_host(sqlite_api: TestClient, path: str) -> None:
    page = sqlite_api.get(path)

    assert page.status_code == 200
    assert "http" not in page.text
    assert "'unsafe-inline'" not in page.headers["content-security-policy"].split("style-src")[0]
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "redoc.standalone.js"):
        assert sqlite_api.get(f"/api/docs/assets/{asset}").status_code == 200


def test_lists_cost_the_same_however_long(api: TestClient, statements: Callable[[], Any]) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    for number in range(25):
        make_habit(viewer, title=f"Habit {number}")
    api.post("/api/v1/pauses", json={"from": "2026-01-01", "to": "2026-01-02"}, headers=headers)
    limits = {"/today": 6, "/habits?limit=100": 4, "/pauses": 3, "/auth/sessions": 2}

    for path, most in limits.items():
        with statements() as seen:
            assert api.get(f"/api/v1{path}", headers=headers).status_code == 200
        assert len(seen) <= most, path


@pytest.fixture
def headers(sqlite_database: str) -> dict[str, str]:
    return bearer(make_user())


schema = schemathesis.openapi.from_asgi("/api/openapi.json", create_api())


@pytest.mark.no_cover  # each operation has tests of its own; counting lines doubles the time
@schema.exclude(path_regex="/form/|/imports$|/auth/logout|/auth/sessions/").parametrize()
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_input_breaks_the_contract(case: Any, headers: dict[str, str]) -> None:
    """Schemathesis with what it makes up: no 5xx, no status or shape that is not documented."""
    secured = headers if "security" in case.operation.definition.raw else {}
    case.call_and_validate(
        headers=secured,
        excluded_checks=[
            schemathesis.checks.CHECKS.get_one("positive_data_acceptance"),
            schemathesis.checks.CHECKS.get_one("negative_data_rejection"),
            schemathesis.checks.CHECKS.get_one("ignored_auth"),
            schemathesis.checks.CHECKS.get_one("missing_required_header"),
        ],
    )


def test_the_document_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert json.dumps(DOCUMENT)
