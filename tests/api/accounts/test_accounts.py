"""Signing up, in and out: by API, by form, and what does not work."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text
from starlette.testclient import TestClient

from habit_app.db.session import get_engine
from tests.makers import PASSWORD, bearer, make_user, sign_in

BASE = "/api/v1/auth"
OURS = {"Origin": "http://testserver"}


def sign_up(api: TestClient, **changes: str) -> dict[str, str]:
    return {
        "email": "ada@example.com",
        "password": PASSWORD,
        "full_name": "Ada",
        "timezone": "Europe/Berlin",
        "client": "api",
        **changes,
    }


def test_signing_up_signs_in_and_the_address_is_taken(api: TestClient) -> None:
    made = api.post(f"{BASE}/signup", json=sign_up(api))
    again = api.post(f"{BASE}/signup", json=sign_up(api, email="ADA@Example.com"))

    assert (made.status_code, again.status_code) == (201, 409)
    assert again.json()["type"] == "/problems/email-taken"
    token = {"Authorization": f"Bearer {made.json()['access_token']}"}
    me = api.get(f"{BASE}/me", headers=token).json()["user"]
    assert (me["email"], me["timezone"]) == ("ada@example.com", "Europe/Berlin")


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../../etc/passwd", "europe/berlin\n"])
def test_a_zone_that_is_none_is_refused_with_its_field(sqlite_api: TestClient, zone: str) -> None:
    answer = sqlite_api.post(f"{BASE}/signup", json=sign_up(sqlite_api, timezone=zone))

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("timezone", "value-error")


@pytest.mark.parametrize("zone", ["US/Pacific", "Asia/Calcutta"])
def test_a_zone_may_have_its_older_name(sqlite_api: TestClient, zone: str) -> None:
    made = sqlite_api.post(f"{BASE}/signup", json=sign_up(sqlite_api, timezone=zone))

    assert made.json()["user"]["timezone"] == zone


@pytest.mark.parametrize(
    "password", ["short", "password1", "x" * 129, "Iloveyou1", "ada@example.com!", "tab\there now"]
)
def test_weak_passwords_are_refused(sqlite_api: TestClient, password: str) -> None:
    answer = sqlite_api.post(f"{BASE}/signup", json=sign_up(sqlite_api, password=password))

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/weak-password"


def test_unknown_people_and_wrong_passwords_look_the_same(api: TestClient) -> None:
    viewer = make_user()
    wrong, unknown = (
        api.post(f"{BASE}/login", json={"email": email, "password": "wrong password"})
        for email in (viewer.email, "nobody@example.com")
    )

    assert wrong.status_code == unknown.status_code == 401
    for field in ("type", "title", "detail"):
        assert wrong.json()[field] == unknown.json()[field]
    with get_engine().connect() as connection:
        failures = "SELECT count(*) FROM audit WHERE action = 'sign-in-failed'"
        assert connection.execute(text(failures)).scalar() == 2


def test_a_form_signs_out_and_clears_what_the_browser_kept(sqlite_api: TestClient) -> None:
    cookie = sign_in(make_user(), client="browser").cookie
    headers = {"Cookie": f"session={cookie}", "Origin": "http://testserver"}

    answer = sqlite_api.post(f"{BASE}/form/logout", headers=headers, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert answer.headers["clear-site-data"] == '"cache"'
    dropped = answer.headers.get_list("set-cookie")
    assert all("Max-Age=0" in cookie for cookie in dropped)
    assert sqlite_api.get("/api/v1/auth/me", headers=headers).status_code == 401


def test_signing_out_ends_the_access_token_at_once(api: TestClient) -> None:
    headers = bearer(make_user())

    assert api.get(f"{BASE}/me", headers=headers).status_code == 200
    assert api.post(f"{BASE}/logout", headers=headers).status_code == 204
    assert api.get(f"{BASE}/me", headers=headers).status_code == 401


def test_a_form_signs_in_with_a_cookie_that_scripts_cannot_read(api: TestClient) -> None:
    viewer = make_user()
    form = {"email": viewer.email, "password": PASSWORD, "next": "/settings"}

    answer = api.post(f"{BASE}/form/login", data=form, headers=OURS, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/settings")
    cookies = answer.headers.get_list("set-cookie")
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in cookies)
    assert api.get(f"{BASE}/me").status_code == 200


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/x"],
)
def test_a_form_leads_nowhere_else(sqlite_api: TestClient, target: str) -> None:
    viewer = make_user()
    form = {"email": viewer.email, "password": PASSWORD, "next": target}

    answer = sqlite_api.post(f"{BASE}/form/login", data=form, headers=OURS, follow_redirects=False)

    assert answer.headers["location"] == "/"


def test_a_refused_form_comes_back_with_what_was_typed_but_the_password(
    sqlite_api: TestClient,
) -> None:
    form = {"email": "ada@example.com", "password": "secret words", "full_name": ""}

    answer = sqlite_api.post(f"{BASE}/form/signup", data=form, headers=OURS, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/signup?error=name-required&email=ada%40example.com"


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
def test_a_cookie_is_not_enough_from_a_foreign_page(
    sqlite_api: TestClient, origin: str | None
) -> None:
    viewer = make_user()
    form = {"email": viewer.email, "password": PASSWORD}
    sqlite_api.post(f"{BASE}/form/login", data=form, headers=OURS)
    headers = {"Origin": origin} if origin else {}

    answer = sqlite_api.post("/api/v1/habits", json={"title": "Read"}, headers=headers)
    login = sqlite_api.post(
        f"{BASE}/form/login", data=form, headers=headers, follow_redirects=False
    )

    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/foreign-origin"
    assert "error=foreign-origin" in login.headers["location"]
    ours = sqlite_api.post("/api/v1/habits", json={"title": "Read"}, headers=OURS)
    assert ours.status_code == 201


def test_a_refresh_token_is_followed_up_and_its_reuse_ends_the_family(api: TestClient) -> None:
    first = api.post(f"{BASE}/signup", json=sign_up(api)).json()["refresh_token"]

    def refresh(token: str) -> tuple[int, str]:
        answer = api.post(f"{BASE}/refresh", json={"refresh_token": token})
        return answer.status_code, answer.json().get("refresh_token", "")

    status, second = refresh(first)
    assert (status, refresh(first)) == (200, (200, second))
    with time_machine.travel(timedelta(seconds=25)):
        assert refresh(first)[0] == 401
        assert refresh(second)[0] == 401


def test_a_token_of_another_secret_or_a_deactivated_user_is_refused(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    with get_engine().begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.execute(text('UPDATE "user" SET is_active = false'))

    assert api.get(f"{BASE}/me", headers=headers).status_code == 403
    assert api.get(f"{BASE}/me", headers={"Authorization": "Bearer x.y.z"}).status_code == 401


def test_sessions_are_listed_and_ended_only_by_their_owner(api: TestClient) -> None:
    viewer, stranger = make_user(), make_user()
    one, two = bearer(viewer), bearer(viewer)
    sessions = api.get(f"{BASE}/sessions", headers=one).json()["items"]
    other = next(session["id"] for session in sessions if not session["current"])

    assert len(sessions) == 2
    assert api.delete(f"{BASE}/sessions/{other}", headers=bearer(stranger)).status_code == 404
    assert api.delete(f"{BASE}/sessions/{other}", headers=one).status_code == 204
    assert api.get(f"{BASE}/me", headers=two).status_code == 401


def test_travelling_west_never_takes_a_lived_day_back(api: TestClient) -> None:
    with time_machine.travel("2026-03-04T12:00:00+00:00", tick=False):
        viewer = make_user(timezone="Pacific/Auckland")
        headers = bearer(viewer)
        habit = api.post("/api/v1/habits", json={"title": "Read"}, headers=headers).json()
        api.post(f"/api/v1/habits/{habit['id']}/checkin", headers=headers)

        moved = api.patch(
            "/api/v1/users/me", json={"timezone": "America/Los_Angeles"}, headers=headers
        )
        today = api.get("/api/v1/today", headers=headers).json()

    assert moved.status_code == 200
    assert today["day"] == "2026-03-05"
    assert today["groups"][0]["habits"][0]["streak"] == 1
