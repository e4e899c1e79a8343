"""Forms are for people: whatever is sent, the answer leads to a page."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from habit_app.db.session import unit_of_work
from habit_app.services.accounts import registration
from tests.makers import PASSWORD, make_user, sign_in

FORMS = "/api/v1/auth/form"
OURS = {"Origin": "http://testserver"}


def led(api: TestClient, name: str, headers: dict[str, str] = OURS, **sent: Any) -> str:
    answer = api.post(f"{FORMS}/{name}", headers=headers, follow_redirects=False, **sent)
    assert answer.status_code == 303
    assert answer.content == b""
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    ("name", "form", "back"),
    [
        ("login", {"email": "a" * 321}, ""),
        ("login", {"email": "a@b.example", "password": "p" * 1001}, "&email=a%40b.example"),
        ("login", {"email": "a@b.example", "next": "/" + "x" * 2000}, "&email=a%40b.example"),
        ("login", {"email": "a" * 321, "next": "//evil.example"}, ""),
        (
            "signup",
            {"full_name": "A" * 121, "next": "/settings"},
            f"&full_name={'A' * 121}&next=%2Fsettings",
        ),
        ("signup", {"timezone": "A" * 65, "full_name": "Ada"}, "&full_name=Ada"),
        ("forgot", {"email": "a" * 321}, ""),
        ("reset", {"token": "t" * 201, "password": PASSWORD}, "#" + "t" * 201),
        ("reset", {"token": "secret", "password": "p" * 1001}, "#secret"),
    ],
)
def test_what_is_too_long_leads_back_to_its_page(
    sqlite_api: TestClient, name: str, form: dict[str, str], back: str
) -> None:
    assert led(sqlite_api, name, data=form) == f"/{name}?error=invalid{back}"


@pytest.mark.parametrize("name", ["login", "signup", "forgot", "reset"])
@pytest.mark.parametrize(
    "sent",
    [
        {"files": {"email": ("a.txt", b"a")}},
        {"json": {"email": "a@b.example"}},
        {"content": b"--y\r\n", "kind": "multipart/form-data; boundary=x"},
        {"content": b"email=a", "kind": "text/plain"},
    ],
    ids=["a file", "JSON", "half", "text"],
)
def test_what_is_no_form_leads_back_to_its_page(
    sqlite_api: TestClient, name: str, sent: dict[str, Any]
) -> None:
    more = dict(sent)
    kind = {"Content-Type": more.pop("kind")} if "kind" in more else {}

    assert led(sqlite_api, name, OURS | kind, **more) == f"/{name}?error=invalid"


@pytest.mark.parametrize("wanted", ["//[", "//[::1", "http://[", "/[", "//evil.example/["])
def test_an_odd_target_is_no_crash(sqlite_api: TestClient, wanted: str) -> None:
    form = {"email": make_user().email, "password": PASSWORD, "next": wanted}

    assert led(sqlite_api, "login", data=form) in {"/", "/["}


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "//"])
def test_an_odd_origin_is_foreign(sqlite_api: TestClient, origin: str) -> None:
    form = {"email": make_user().email, "password": PASSWORD}

    where = led(sqlite_api, "login", {"Origin": origin}, data=form)

    assert where.startswith("/login?error=foreign-origin")
    assert led(sqlite_api, "logout", {"Origin": origin}) == "/"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_foreign_page_signs_nobody_out(sqlite_api: TestClient, origin: str) -> None:
    cookie = {"Cookie": f"session={sign_in(make_user(), client='browser').cookie}"}

    answer = sqlite_api.post(
        f"{FORMS}/logout", headers=cookie | {"Origin": origin}, follow_redirects=False
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "set-cookie" not in answer.headers
    assert sqlite_api.get("/api/v1/auth/me", headers=cookie).status_code == 200


def test_who_is_disabled_loses_the_cookies(sqlite_api: TestClient) -> None:
    viewer = make_user()
    cookie = {"Cookie": f"session={sign_in(viewer, client='browser').cookie}"}
    with unit_of_work() as session:
        registration.set_active(session, email=viewer.email, active=False)

    answer = sqlite_api.post(f"{FORMS}/logout", headers=cookie | OURS, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    dropped = answer.headers.get_list("set-cookie")
    assert len(dropped) == 2
    assert all("Max-Age=0" in each for each in dropped)
