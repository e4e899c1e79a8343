"""What answers, logs, mails and stores tell: nobody learns who has an account, or a secret."""

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
from starlette.testclient import TestClient

from habit_app.db.session import unit_of_work
from habit_app.services.accounts import passwords, registration
from habit_app.services.jobs import runner
from habit_app.settings import get_settings
from tests.conftest import forget
from tests.makers import PASSWORD, bearer, make_user, sign_in
from tests.servers.redis import running

Counted = Callable[[], Any]


def work_of(
    api: TestClient, statements: Counted, path: str, body: dict[str, str]
) -> tuple[int, str, list[str]]:
    """The status, what the answer says, and the statements that it took."""
    with statements() as seen:
        answer = api.post(path, json=body)
    said = re.sub(r'"(request_id|instance)":"[^"]*"', "", answer.text)
    return answer.status_code, said, list(seen)


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/api/v1/auth/login", {"password": "not this one"}),
        ("/api/v1/auth/forgot", {}),
    ],
)
def test_known_and_unknown_addresses_look_alike_and_take_the_same_work(
    api: TestClient,
    statements: Counted,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    more: dict[str, str],
) -> None:
    checked: list[str] = []
    verify = passwords.SCHEME.verify

    def counting(secret: str, hashed: str) -> bool:
        checked.append(hashed[:20])
        return bool(verify(secret, hashed))

    monkeypatch.setattr(passwords.SCHEME, "verify", counting)
    known = work_of(api, statements, path, {"email": make_user().email, **more})
    checks = len(checked)
    unknown = work_of(api, statements, path, {"email": "nobody@example.com", **more})

    assert known == unknown
    assert len(checked) == 2 * checks
    assert checks == ("password" in more)


def test_an_account_that_is_disabled_says_so_only_to_who_knows_the_password(
    sqlite_api: TestClient,
) -> None:
    viewer = make_user()
    with unit_of_work() as session:
        registration.set_active(session, email=viewer.email, active=False)

    def kind(password: str) -> str:
        body = {"email": viewer.email, "password": password}
        return str(sqlite_api.post("/api/v1/auth/login", json=body).json()["type"])

    assert kind("not this one") == "/problems/invalid-credentials"
    assert kind(PASSWORD) == "/problems/account-disabled"


def test_secrets_reach_no_log(sqlite_api: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    viewer = make_user()
    made = sign_in(viewer, client="browser")
    token = sqlite_api.post(
        "/api/v1/users/me/tokens", json={"name": "Script"}, headers=bearer(viewer)
    ).json()["token"]
    sqlite_api.get("/api/v1/today", headers={"Authorization": f"Bearer {token}"})
    sqlite_api.get("/api/v1/today", headers={"Cookie": f"session={made.cookie}"})
    sqlite_api.post("/api/v1/auth/refresh", json={"refresh_token": made.refresh_token})
    sqlite_api.post("/api/v1/auth/login", json={"email": viewer.email, "password": PASSWORD})
    sqlite_api.post("/api/v1/auth/forgot", json={"email": viewer.email})
    runner.run_due()
    mail = next((get_settings().data_dir / "mail").glob("*.eml")).read_text()
    link = re.search(r"/reset#([\w=-]+)", mail.replace("=\n", ""))

    assert link is not None
    for secret in (token, made.cookie, made.refresh_token, made.access_token, PASSWORD, link[1]):
        assert str(secret) not in caplog.text


def test_redis_counts_under_names_that_tell_nothing(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: Any
) -> None:
    with running(tmp_path_factory.mktemp("redis")) as server:
        monkeypatch.setenv("HABIT_REDIS_URL", server.url)
        forget()
        made = sign_in(make_user())
        headers = {"Authorization": f"Bearer {made.access_token}"}
        sqlite_api.get("/api/v1/today", headers=headers)
        sqlite_api.post("/api/v1/auth/login", json={"email": "ada@example.com", "password": "x"})
        names = [name.decode() for name in redis.Redis.from_url(server.url).scan_iter()]
        forget()

    assert names
    assert all(made.access_token not in name for name in names)
    assert all("ada@example.com" not in name for name in names)


def test_forms_never_send_a_password_back(sqlite_api: TestClient) -> None:
    answer = sqlite_api.post(
        "/api/v1/auth/form/signup",
        data={"email": "no address", "password": "my own secret", "full_name": "Ada"},
        headers={"Origin": "http://testserver"},
        follow_redirects=False,
    )

    typed = parse_qs(urlsplit(answer.headers["location"]).query)
    assert typed["full_name"] == ["Ada"]
    assert "secret" not in answer.headers["location"]


def test_a_crash_says_nothing_of_the_inside(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_args: object, **_more: object) -> None:
        raise RuntimeError("the inside: secret.key")

    monkeypatch.setattr("habit_app.services.today.today.today_view", crash)
    answer = sqlite_api.get("/api/v1/today", headers=bearer(make_user()))

    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal"
    assert "inside" not in answer.text
    assert "Traceback" not in answer.text
