"""Personal access tokens: what they may, what they may not, and taking them back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import text
from starlette.testclient import TestClient

from habit_app import clock
from habit_app.db.session import get_engine
from tests.makers import PASSWORD, bearer, make_habit, make_user

TOKENS = "/api/v1/users/me/tokens"


def new_token(api: TestClient, headers: dict[str, str], **draft: Any) -> dict[str, Any]:
    answer = api.post(TOKENS, json={"name": "Script", **draft}, headers=headers)
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    return made


def by(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['token']}"}


def test_a_token_reads_and_writes_what_its_scopes_say(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    reading, writing = (
        new_token(api, headers, scopes=scopes) for scopes in (["read"], ["read", "write"])
    )
    tick = f"/api/v1/habits/{habit.id}/checkin"

    assert reading["token"].startswith("shp_")
    assert api.get("/api/v1/today", headers=by(reading)).status_code == 200
    refused = api.post(tick, json={}, headers=by(reading))
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/read-only-token")
    assert api.post(tick, json={}, headers=by(writing)).status_code == 201


def test_a_token_is_shown_once_kept_as_a_hash_and_dead_when_taken_back(api: TestClient) -> None:
    headers = bearer(make_user())
    made = new_token(api, headers)
    listed = api.get(TOKENS, headers=headers)

    assert "token" not in listed.json()["items"][0]
    assert listed.json()["items"][0]["id"] == made["id"]
    with get_engine().connect() as connection:
        kept = connection.execute(text("SELECT * FROM access_token")).one()
    assert made["token"] not in str(tuple(kept))

    assert api.delete(f"{TOKENS}/{made['id']}", headers=headers).status_code == 204
    assert api.get("/api/v1/today", headers=by(made)).status_code == 401
    with get_engine().connect() as connection:
        actions = connection.execute(text("SELECT action FROM audit WHERE action LIKE 'token%'"))
        assert set(actions.scalars()) == {"token-created", "token-revoked"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/users/me/tokens", {"name": "Another"}),
        ("POST", "/auth/password", {"current": PASSWORD, "new": "four small steps"}),
        ("POST", "/users/me/delete", {"password": PASSWORD}),
        ("PATCH", "/users/me", {"email": "new@example.com", "password": PASSWORD}),
    ],
)
def test_a_token_cannot_take_the_account_over(
    sqlite_api: TestClient, method: str, path: str, body: dict[str, str]
) -> None:
    made = new_token(sqlite_api, bearer(make_user()), scopes=["read", "write"])

    answer = sqlite_api.request(method, f"/api/v1{path}", json=body, headers=by(made))

    assert answer.status_code in {403, 422}
    assert "session-needed" in answer.text or "wrong-password" in answer.text


def test_a_token_ends_when_it_was_said(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())
    past = (clock.utc_now() - timedelta(minutes=1)).isoformat()
    soon = (clock.utc_now() + timedelta(hours=1)).isoformat()
    too_late = sqlite_api.post(TOKENS, json={"name": "Old", "expires_at": past}, headers=headers)
    made = new_token(sqlite_api, headers, expires_at=soon)

    assert too_late.status_code == 422
    assert sqlite_api.get("/api/v1/today", headers=by(made)).status_code == 200
    with time_machine.travel(clock.utc_now() + timedelta(hours=2)):
        assert sqlite_api.get("/api/v1/today", headers=by(made)).status_code == 401


def test_the_last_use_of_a_token_is_known(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())
    made = new_token(sqlite_api, headers)
    assert made["last_used_at"] is None

    sqlite_api.get("/api/v1/today", headers=by(made))

    assert sqlite_api.get(TOKENS, headers=headers).json()["items"][0]["last_used_at"] is not None


def test_fifty_tokens_are_enough(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())
    for _ in range(50):
        new_token(sqlite_api, headers)

    answer = sqlite_api.post(TOKENS, json={"name": "One more"}, headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/too-many-tokens")
