"""Every operation, called by those who may not: with what was good once, or was forged."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from starlette.testclient import TestClient

from habit_app.db.session import unit_of_work
from habit_app.services.accounts import deletion, registration
from habit_app.services.shared import tokens
from tests.makers import PASSWORD, bearer, make_user, sign_in
from tests.operations import GUARDED, OPERATIONS, OWNED, example_of, target_of

SAFE = {"get", "head"}
ANYBODY = {
    "/api/v1",
    "/health",
    "/health/db",
    "/health/ready",
    *(
        f"/api/v1/auth/{name}"
        for name in ("signup", "login", "refresh", "forgot", "reset", "verify")
    ),
    "/api/v1/actions/{secret}",
    "/api/v1/unsubscribe/{secret}",
    *(f"/api/v1/auth/google/{name}" for name in ("login", "callback")),
    *(f"/api/v1/auth/form/{name}" for name in ("signup", "login", "logout", "forgot", "reset")),
}
"""What may be called without having signed in; everything else is guarded."""

UNSAFE = [case for case in GUARDED if case.values[0] not in SAFE]

every_guarded = pytest.mark.parametrize(("method", "path", "operation"), GUARDED)


def test_only_these_doors_are_open() -> None:
    assert {path for _, path, operation in OPERATIONS if "security" not in operation} == ANYBODY


def signed_out(api: TestClient) -> dict[str, str]:
    headers = bearer(make_user())
    assert api.post("/api/v1/auth/logout", headers=headers).status_code == 204
    return headers


def deactivated(_api: TestClient) -> dict[str, str]:
    viewer = make_user()
    headers = bearer(viewer)
    with unit_of_work() as session:
        registration.set_active(session, email=viewer.email, active=False)
    return headers


def leaving(api: TestClient) -> dict[str, str]:
    headers = bearer(make_user())
    answer = api.post("/api/v1/users/me/delete", json={"password": PASSWORD}, headers=headers)
    assert answer.status_code == 202
    return headers


def after_another_password(api: TestClient) -> dict[str, str]:
    viewer = make_user()
    stolen, own = bearer(viewer), bearer(viewer)
    body = {"current": PASSWORD, "new": "four larger steps"}
    assert api.post("/api/v1/auth/password", json=body, headers=own).status_code == 204
    return stolen


@pytest.mark.parametrize(
    ("caller", "status"),
    [(signed_out, 401), (deactivated, 403), (leaving, 401), (after_another_password, 401)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_was_good_once_opens_nothing(
    sqlite_api: TestClient, caller: Callable[[TestClient], dict[str, str]], status: int
) -> None:
    headers = caller(sqlite_api)

    for method, path, operation in OWNED:
        answer = sqlite_api.request(
            method, target_of(path), headers=headers, **example_of(operation)
        )
        assert answer.status_code == status, f"{method} {path}"


def test_an_account_that_is_gone_opens_nothing(
    sqlite_api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    headers = leaving(sqlite_api)
    stopped_clock.shift(timedelta(days=8))
    with unit_of_work() as session:
        assert deletion.purge(session) == 1

    assert sqlite_api.get("/api/v1/auth/me", headers=headers).status_code == 401


@every_guarded
def test_a_token_that_may_read_changes_nothing(
    sqlite_api: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    own = bearer(make_user())
    made = sqlite_api.post(
        "/api/v1/users/me/tokens", json={"name": "Reader", "scopes": ["read"]}, headers=own
    ).json()

    answer = sqlite_api.request(
        method,
        target_of(path),
        headers={"Authorization": f"Bearer {made['token']}"},
        **example_of(operation),
    )

    if method in SAFE:
        assert answer.status_code in {200, 404} or answer.json()["type"].endswith("session-needed")
    else:
        assert answer.json()["type"] == "/problems/read-only-token"


@pytest.mark.parametrize(("method", "path", "operation"), UNSAFE)
def test_a_cookie_is_good_for_our_own_pages_only(
    sqlite_api: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    cookie = sign_in(make_user(), client="browser").cookie
    for origin in ({}, {"Origin": "null"}, {"Origin": "https://evil.example"}):
        for more in ({}, {"Content-Type": "text/plain"}, {"X-HTTP-Method-Override": "GET"}):
            answer = sqlite_api.request(
                method,
                target_of(path),
                headers={"Cookie": f"session={cookie}", **origin, **more},
                **example_of(operation),
            )
            assert answer.json()["type"] == "/problems/foreign-origin", (origin, more)


def forged(claims: dict[str, Any], key: bytes, algorithm: str) -> str:
    if algorithm != "none":
        return jwt.encode(claims, key, algorithm)
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    return b".".join((*encoded, b"")).decode()


def test_forged_tokens_open_nothing(sqlite_api: TestClient) -> None:
    good = sign_in(make_user()).access_token
    claims = jwt.decode(good, options={"verify_signature": False})
    key = tokens.key_for(tokens.ACCESS)
    without = {name: {k: v for k, v in claims.items() if k != name} for name in claims}
    tries = [
        forged(claims, b"", "none"),
        forged(claims, b"x" * 32, "HS256"),
        forged(claims, key * 2, "HS512"),
        forged(claims | {"iss": "elsewhere"}, key, "HS256"),
        forged(claims | {"exp": claims["iat"] - 1}, key, "HS256"),
        forged(claims | {"sid": claims["sub"]}, key, "HS256"),
        forged(claims | {"sid": "' OR 1=1 --"}, key, "HS256"),
        *(forged(some, key, "HS256") for name, some in without.items() if name != "iat"),
        good[:-2],
        good.rpartition(".")[0] + ".",
        "shp_",
        "shp_" + "A" * 43,
    ]

    def status(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return int(sqlite_api.get("/api/v1/auth/me", headers=headers).status_code)

    assert status(good) == 200
    assert {status(token) for token in tries} == {401}


def test_a_refresh_token_is_no_access_token_and_none_the_other(sqlite_api: TestClient) -> None:
    made = sign_in(make_user())
    swapped = {"Authorization": f"Bearer {made.refresh_token}"}

    assert sqlite_api.get("/api/v1/auth/me", headers=swapped).status_code == 401
    body = {"refresh_token": made.access_token[-100:]}
    assert sqlite_api.post("/api/v1/auth/refresh", json=body).status_code == 401
