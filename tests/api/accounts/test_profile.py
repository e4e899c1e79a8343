"""The profile, and whether the process can work."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from habit_app.db import migrations
from tests.makers import PASSWORD, bearer, make_habit, make_user

ME = "/api/v1/users/me"


def test_put_replaces_and_patch_changes_what_it_names(api: TestClient) -> None:
    headers = bearer(make_user(timezone="Europe/Berlin"))

    patched = api.patch(ME, json={"day_start": 180, "locale": "de"}, headers=headers).json()
    replaced = api.put(ME, json={"full_name": "Grace"}, headers=headers).json()

    assert (patched["timezone"], patched["day_start"]) == ("Europe/Berlin", 180)
    assert (replaced["full_name"], replaced["timezone"], replaced["day_start"]) == (
        "Grace",
        "UTC",
        0,
    )
    assert api.get(ME, headers=headers).json() == replaced


def test_what_trains_a_model_is_changed_only_where_it_is_named(api: TestClient) -> None:
    headers = bearer(make_user())
    assert api.get(ME, headers=headers).json()["trains_model"] is True

    assert (
        api.patch(ME, json={"trains_model": False}, headers=headers).json()["trains_model"] is False
    )
    replaced = api.put(ME, json={"full_name": "Grace"}, headers=headers).json()
    assert replaced["trains_model"] is False
    back = api.put(ME, json={"full_name": "Grace", "trains_model": True}, headers=headers).json()
    assert back["trains_model"] is True


def test_it_is_said_whether_anybody_is_here(sqlite_api: TestClient) -> None:
    assert sqlite_api.get("/api/v1").json()["has_people"] is False
    make_user()
    assert sqlite_api.get("/api/v1").json()["has_people"] is True


@pytest.mark.parametrize(
    "body",
    [
        {"timezone": "Mars/Olympus"},
        {"day_start": 721},
        {"day_start": True},
        {"week_start": "tuesday"},
        {"avatar_url": "javascript:alert(1)"},
        {"locale": "fr"},
        {"locale": "en_US"},
        {"locale": "de-de"},
        {"role": "admin"},
        {"full_name": ""},
    ],
)
def test_what_cannot_be_is_refused(sqlite_api: TestClient, body: dict[str, Any]) -> None:
    headers = bearer(make_user())

    assert sqlite_api.patch(ME, json=body, headers=headers).status_code == 422


@pytest.mark.parametrize("locale", ["en", "de", "en-US", "de-CH"])
def test_a_language_is_taken_with_its_region_or_without(
    sqlite_api: TestClient, locale: str
) -> None:
    headers = bearer(make_user())

    answer = sqlite_api.patch(ME, json={"locale": locale}, headers=headers)

    assert answer.json()["locale"] == locale
    assert sqlite_api.get(ME, headers=headers).json()["locale"] == locale


@pytest.mark.parametrize(
    ("asked", "stored"),
    [("de-AT,de;q=0.9", "de-AT"), ("en-US,en;q=0.9", "en-US"), ("de", "de"), ("fr-FR", "en")],
)
def test_a_new_account_is_written_as_its_browser_asks(
    sqlite_api: TestClient, asked: str, stored: str
) -> None:
    body = {"email": "ada@example.com", "password": "a few words", "full_name": "Ada"}

    made = sqlite_api.post(
        "/api/v1/auth/signup", json=body, headers={"Accept-Language": asked}
    ).json()

    assert made["user"]["locale"] == stored


@pytest.mark.parametrize(
    ("before", "client", "asked", "after"),
    [
        ("en", "browser", "en-US,en;q=0.9", "en-US"),
        ("en", "browser", "en", "en"),
        ("en", "browser", "de-DE", "en"),
        ("en", "api", "en-US", "en"),
        ("en-GB", "browser", "en-US", "en-GB"),
    ],
)
def test_an_account_without_a_region_takes_that_of_the_browser_that_signs_in(
    api: TestClient, before: str, client: str, asked: str, after: str
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    api.patch(ME, json={"locale": before}, headers=headers)
    body = {"email": viewer.email, "password": PASSWORD, "client": client}

    answer = api.post("/api/v1/auth/login", json=body, headers={"Accept-Language": asked})

    assert answer.json()["user"]["locale"] == after
    assert api.get(ME, headers=headers).json()["locale"] == after


def test_another_week_start_regroups_all_weeks(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    habit = make_habit(viewer, schedule={"type": "per_week", "times": 2}, start_date="2026-03-01")
    for day in ("2026-03-08", "2026-03-09"):  # a Sunday and the Monday after
        api.post(f"/api/v1/habits/{habit.id}/checkin", json={"day": day}, headers=headers)

    def longest() -> Any:
        found = api.get(f"/api/v1/habits/{habit.id}", headers=headers).json()
        return found["longest_streak"]

    assert longest() is None
    api.patch(ME, json={"week_start": "sunday"}, headers=headers)
    assert longest()["from"] == "2026-03-08"


def test_health_says_what_is_missing(api: TestClient) -> None:
    assert [api.get(f"/health{part}").status_code for part in ("", "/db", "/ready")] == [200] * 3

    migrations.downgrade("base")
    missing = api.get("/health/ready")
    migrations.upgrade()

    assert missing.status_code == 503
    assert missing.json()["type"] == "/problems/not-migrated"
    assert "retry-after" in missing.headers
