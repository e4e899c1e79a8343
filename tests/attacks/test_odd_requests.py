"""Odd paths, headers, methods and bodies: refused in words, and never a crash."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from habit_app import logs
from habit_app.db.session import unit_of_work
from habit_app.services.jobs import runner
from habit_app.settings import get_settings
from tests.conftest import forget
from tests.makers import bearer, make_habit, make_user, sign_in

HABITS = "/api/v1/habits"

BODIES = {
    "half": b'{"title": "Re',
    "no JSON": b"title=Read",
    "two": b'{"title": "Read"}{"title": "Run"}',
    "not a number": b'{"title": "Read", "kind": "numeric", "unit": "p", "target": NaN}',
    "endless": b'{"title": "Read", "kind": "numeric", "unit": "p", "target": Infinity}',
    "many digits": b'{"title": "Read", "kind": "numeric", "unit": "p", "target": '
    + b"9" * 5000
    + b"}",
    "huge exponent": b'{"title": "Read", "kind": "numeric", "unit": "p", "target": 1e400}',
    "deep list": b"[" * 50_000,
    "deep object": b'{"schedule":' * 20_000 + b"1" + b"}" * 20_000,
    "half a letter": b'{"title": "\\ud800"}',
    "NUL": b'{"title": "a\\u0000b"}',
    "Latin-1": b'{"title": "\xe9t\xe9"}',
    "a list": b'["Read"]',
    "null": b"null",
    "text": b'"Read"',
    "empty": b"",
    "proto": b'{"title": "Read", "__proto__": {"role": "admin"}}',
    "mass assignment": b'{"title": "Read", "user_id": "0", "streak": 99}',
    "wrong types": b'{"title": {"$ne": ""}}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_odd_bodies_are_refused_in_words(sqlite_api: TestClient, body: bytes) -> None:
    headers = bearer(make_user())

    answer = sqlite_api.post(
        HABITS, content=body, headers=headers | {"Content-Type": "application/json"}
    )

    assert answer.status_code in {400, 422}
    assert answer.json()["type"].startswith("/problems/")
    assert sqlite_api.get(HABITS, headers=headers).json()["total"] == 0


def test_of_two_equal_names_the_last_counts_for_every_check(sqlite_api: TestClient) -> None:
    headers = bearer(make_user()) | {"Content-Type": "application/json"}
    good_first = b'{"title": "Read", "title": ""}'
    good_last = b'{"title": "", "title": "Read"}'

    assert sqlite_api.post(HABITS, content=good_first, headers=headers).status_code == 422
    assert sqlite_api.post(HABITS, content=good_last, headers=headers).json()["title"] == "Read"


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "image/png", "text/json", "json"],
)
def test_bodies_of_another_kind_are_refused(sqlite_api: TestClient, kind: str) -> None:
    headers = bearer(make_user()) | {"Content-Type": kind}

    answer = sqlite_api.post(HABITS, content=b'{"title": "Read"}', headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]
)
def test_every_name_of_json_is_read(sqlite_api: TestClient, kind: str) -> None:
    headers = bearer(make_user()) | {"Content-Type": kind}

    assert sqlite_api.post(HABITS, content=b'{"title": "Read"}', headers=headers).is_success


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=1e3",
        "limit=101",
        "limit=99999999999999999999",
        "skip=-1",
        "skip=99999999999999999999",
        "sort=user_id",
        "sort=title;drop table habit",
        "status=' OR 1=1 --",
        "frequency=%00",
        "due=yesterday",
    ],
)
def test_odd_questions_are_refused(sqlite_api: TestClient, query: str) -> None:
    answer = sqlite_api.get(f"{HABITS}?{query}", headers=bearer(make_user()))

    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize("wanted", ["%", "_", "\\", "'", "%' OR '1'='1", "Re%d"])
def test_a_search_is_for_letters_not_for_patterns(api: TestClient, wanted: str) -> None:
    viewer = make_user()
    make_habit(viewer)

    answer = api.get(HABITS, params={"q": wanted}, headers=bearer(viewer))

    assert (answer.status_code, answer.json()["total"]) == (200, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1//habits",
        "/api/v1/habits/",
        "/api/v1/HABITS",
        "/api/v1/habits/%2e%2e/auth/me",
        "/api/v1/habits/..%2fauth%2fme",
        "/api/v1/habits;x=1",
        "/api/v2/habits",
        "/api/docs/assets/..%2f..%2fapp.py",
        "/api/docs/assets/%2e%2e/%2e%2e/app.py",
        "/api/v1/habits/%00",
        "/api/v1/habits%0a",
        "/api/v1/habits%0d%0aX:y",
        "/api",
        "/api/",
        "/health/nothing",
        "/health%0ax",
    ],
)
def test_odd_paths_lead_nowhere(sqlite_api: TestClient, path: str) -> None:
    answer = sqlite_api.get(path, headers=bearer(make_user()), follow_redirects=False)

    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "FOO"])
def test_other_methods_are_refused(sqlite_api: TestClient, method: str) -> None:
    answer = sqlite_api.request(method, HABITS, headers=bearer(make_user()))

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_header_cannot_change_the_method(sqlite_api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)

    for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        sqlite_api.post(
            f"{HABITS}/{habit.id}/archive?_method=DELETE", headers=headers | {name: "DELETE"}
        )

    assert sqlite_api.get(f"{HABITS}/{habit.id}", headers=headers).status_code == 200


@contextmanager
def setting(monkeypatch: pytest.MonkeyPatch, **values: str) -> Iterator[None]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    forget()
    yield
    forget()


def test_a_forged_host_does_not_get_into_mails(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    with setting(monkeypatch, HABIT_PUBLIC_URL="https://habits.example.com"):
        headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        sqlite_api.post("/api/v1/auth/forgot", json={"email": viewer.email}, headers=headers)
        runner.run_due()
        mails = list((get_settings().data_dir / "mail").glob("*.eml"))

    assert mails
    assert all("evil.example" not in mail.read_text() for mail in mails)


def test_line_breaks_do_not_get_into_headers(sqlite_api: TestClient) -> None:
    answer = sqlite_api.post(
        "/api/v1/auth/form/login",
        data={"email": "a\r\nSet-Cookie: x=1", "password": "p", "next": "/\r\nX-Evil: 1"},
        headers={"Origin": "http://testserver"},
        follow_redirects=False,
    )

    assert answer.status_code == 303
    assert "x-evil" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "\r" not in answer.headers["location"]


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:evil.example",
        "evil.example",
        "@evil.example",
        "/%09/evil.example/..//\x00",
        "/\u017f\u2028//evil.example",
    ],
)
def test_signing_in_leads_to_our_own_pages_only(sqlite_api: TestClient, wanted: str) -> None:
    viewer = make_user()

    answer = sqlite_api.post(
        "/api/v1/auth/form/login",
        data={"email": viewer.email, "password": "three small steps", "next": wanted},
        headers={"Origin": "http://testserver"},
        follow_redirects=False,
    )

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith(("//", "/\\"))
    assert "evil" not in answer.headers["location"] or answer.headers["location"].startswith("/%")


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[::1", "//", "http://testserver@evil.example"]
)
def test_origins_that_are_none_are_foreign(sqlite_api: TestClient, origin: str) -> None:
    cookie = sign_in(make_user(), client="browser").cookie

    answer = sqlite_api.post(
        HABITS, json={"title": "x"}, headers={"Cookie": f"session={cookie}", "Origin": origin}
    )

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/foreign-origin")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/auth/login", {"email": "a\0@b.co", "password": "x"}),
        ("/api/v1/auth/forgot", {"email": "a\0@b.co"}),
        ("/api/v1/users/me/tokens", {"name": "t", "expires_at": "9999-12-31T23:59:59-23:59"}),
        (HABITS, {"title": "\u202e\u200b"}),
        (HABITS, {"title": "\u200b"}),
    ],
)
def test_odd_values_are_refused_by_both_databases(
    api: TestClient, path: str, body: dict[str, str]
) -> None:
    answer = api.post(path, json=body, headers=bearer(make_user()))

    assert answer.status_code in {401, 202, 422}


def test_secrets_and_addresses_of_a_failed_statement_reach_no_log(
    api: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(DBAPIError) as caught, unit_of_work() as session:
        session.execute(text("SELECT * FROM nothing WHERE x = :secret"), {"secret": "hunter2"})

    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in caplog.text


def test_what_clients_send_stays_in_one_line_of_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    try:
        logs.configure()
        logging.getLogger("habit_app").error("said %s", "a\n2026-01-01 [info] forged \x1b[31m\x07")
    finally:
        root.handlers = before

    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert "\x1b[31m" not in lines[0]
    assert "\\n2026-01-01" in lines[0]
