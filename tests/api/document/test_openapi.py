"""The OpenAPI document tells the truth, of operations that are still to come, too."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import forget
from tests.makers import PASSWORD, bearer, make_habit, make_user
from tests.operations import DOCUMENT, OPERATIONS

ALL = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for method, path, operation in OPERATIONS
]
RATE = {"Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
CARRIED = {
    "201": {"Location"},
    "303": {"Location"},
    "304": {"ETag"},
    "401": {"WWW-Authenticate"},
    "405": {"Allow"},
    "429": RATE,
    "503": {"Retry-After"},
}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

every = pytest.mark.parametrize(("method", "path", "operation"), ALL)


@every
def test_each_answer_names_its_headers(method: str, path: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        expected = {"X-Request-Id"} | CARRIED.get(status, set())
        if status == "200" and "304" in operation["responses"]:
            expected |= {"ETag"}
        assert set(answer["headers"]) == expected, status
        for reference in answer["headers"].values():
            name = reference["$ref"].removeprefix("#/components/headers/")
            assert DOCUMENT["components"]["headers"][name]["schema"]


FOR_PEOPLE = ("/api/v1/actions/", "/api/v1/unsubscribe/")
"""Links in messages lead to pages, whatever becomes of them."""


@every
def test_each_refusal_is_a_problem_and_nothing_else(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    for status, answer in operation["responses"].items():
        if path.startswith(FOR_PEOPLE):
            assert answer.get("content", {}).keys() <= PROBLEM.keys() | {"text/html"}, status
        elif status >= "400":
            assert answer["content"] == PROBLEM, status
        else:
            assert "application/problem+json" not in answer.get("content", {}), status


@every
def test_what_has_a_body_says_how_it_is_refused(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    answers = set(operation["responses"])
    if "/form/" in path:
        assert answers <= {"303", "413"}
        assert "content" not in operation["responses"]["303"]
    elif "requestBody" in operation:
        assert {"400", "413", "415", "422"} <= answers
    if "security" in operation:
        assert {"401", "403", "429"} <= answers


def test_the_frameworks_own_shape_of_errors_is_nowhere() -> None:
    said = json.dumps(DOCUMENT)

    assert "HTTPValidationError" not in said
    assert '"ValidationError"' not in said
    for name in set(DOCUMENT["components"]["responses"]):
        assert DOCUMENT["components"]["responses"][name]["content"] == PROBLEM
    wrong_method = DOCUMENT["components"]["responses"]["MethodNotAllowed"]
    assert set(wrong_method["headers"]) == {"X-Request-Id", "Allow"}


def test_both_names_of_the_cookie_are_there() -> None:
    schemes = DOCUMENT["components"]["securitySchemes"]
    names = {scheme.get("name") for scheme in schemes.values() if scheme.get("in") == "cookie"}

    assert names == {"session", "__Host-session"}
    for _, path, operation in OPERATIONS:
        if "security" in operation:
            assert {name for each in operation["security"] for name in each} == set(schemes), path


def test_what_is_said_of_headers_is_so(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    ticked = sqlite_api.post(f"/api/v1/habits/{habit.id}/checkin", json={}, headers=headers)
    read = sqlite_api.get("/api/v1/today", headers=headers)
    form = {"email": viewer.email, "password": PASSWORD}
    led = sqlite_api.post("/api/v1/auth/form/login", data=form, follow_redirects=False)
    nobody = sqlite_api.get("/api/v1/habits", headers={"Authorization": "x"})
    monkeypatch.setenv("HABIT_RATE_OTHER", "1/hour")
    forget()
    often = [sqlite_api.get("/api/v1/today", headers=headers) for _ in "12"][1]

    for answer, status in ((ticked, 201), (read, 200), (led, 303), (nobody, 401), (often, 429)):
        assert answer.status_code == status
        expected = CARRIED.get(str(status), set()) | {"X-Request-Id"}
        assert {name.lower() for name in expected} <= set(answer.headers)


def test_a_new_entry_says_where_it_is(sqlite_api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    path = f"/api/v1/habits/{habit.id}/checkin"

    made = sqlite_api.post(path, json={}, headers=headers)
    changed = sqlite_api.post(path, json={"note": "Late"}, headers=headers)
    found = sqlite_api.get(made.headers["location"], headers=headers).json()

    assert (made.status_code, changed.status_code) == (201, 200)
    assert "location" not in changed.headers
    assert [entry["day"] for entry in found["items"]] == [made.json()["entry"]["day"]]
