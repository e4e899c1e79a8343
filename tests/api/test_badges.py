"""Badges and the leaderboard over REST."""

from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from habit_app.domain.badges import CODES
from habit_app.services.insights import runs
from tests.makers import bearer, keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
V1 = "/api/v1"
MONDAY = date(2026, 2, 23)


def test_every_badge_is_listed_with_its_progress_and_a_checkin_says_what_it_won(
    api: TestClient,
) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)

    told = api.post(f"{V1}/habits/{habit.id}/checkin", json={}, headers=headers).json()
    items = api.get(f"{V1}/badges", headers=headers).json()["items"]

    assert told["badges"] == ["first_step"]
    assert [item["code"] for item in items] == list(CODES)
    assert items[0]["unlocked_at"] == "2026-03-04T12:00:00Z"
    assert items[0]["habit_id"] == str(habit.id)
    assert items[1] | {"text": ""} == {
        "code": "streak_7",
        "title": "One week",
        "text": "",
        "unlocked_at": None,
        "habit_id": None,
        "habit_title": None,
        "progress": {"now": 1, "of": 7},
    }


def test_badges_are_ones_own(api: TestClient) -> None:
    viewer = make_user()
    keep(viewer, make_habit(viewer).id, [date(2026, 3, 4)])

    items = api.get(f"{V1}/badges", headers=bearer(make_user())).json()["items"]

    assert [item["code"] for item in items if item["unlocked_at"]] == []
    assert api.get(f"{V1}/badges").status_code == 401
    assert api.get(f"{V1}/leaderboard").status_code == 401


def player(api: TestClient, name: str) -> dict[str, str]:
    viewer = make_user(email="secret@example.com")
    habit = make_habit(viewer, start_date=str(MONDAY))
    keep(viewer, habit.id, [MONDAY + timedelta(days=offset) for offset in range(7)])
    headers = bearer(viewer)
    change = {"display_name": name, "leaderboard_opt_in": True}
    assert api.patch(f"{V1}/users/me", json=change, headers=headers).status_code == 200
    return headers


def test_the_leaderboard_tells_names_and_numbers_and_nothing_else(api: TestClient) -> None:
    headers = player(api, "<b>Grace</b>")
    runs.refresh_scores()

    answer = api.get(f"{V1}/leaderboard?week=2026-02-25", headers=headers)

    row: dict[str, Any] = {
        "rank": 1,
        "display_name": "<b>Grace</b>",
        "score": 100.0,
        "kept": 7,
        "due": 7,
        "me": True,
    }
    assert answer.json() == {
        "week": {"from": "2026-02-23", "to": "2026-03-01"},
        "items": [row],
        "me": row,
    }
    assert "secret" not in answer.text
    assert "Ada" not in answer.text


def test_this_week_is_the_one_that_is_shown_without_a_question(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    answer = sqlite_api.get(f"{V1}/leaderboard", headers=headers).json()

    assert answer["week"] == {"from": "2026-03-02", "to": "2026-03-08"}
    assert (answer["items"], answer["me"]) == ([], None)
    for odd in ("never", "0001-01-01", "9999-12-31"):
        refused = sqlite_api.get(f"{V1}/leaderboard?week={odd}", headers=headers)
        assert refused.status_code == 422, odd


def test_opting_in_takes_a_name(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    def opt_in(**more: Any) -> Any:
        body = {"leaderboard_opt_in": True, **more}
        return sqlite_api.patch(f"{V1}/users/me", json=body, headers=headers)

    refused = opt_in()
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "display_name"
    assert refused.json()["errors"][0]["code"] == "display-name-needed"
    for odd in ("Eve\u202eada", "a\nb", "x" * 61):
        assert opt_in(display_name=odd).status_code == 422, odd
    assert opt_in(display_name="Ada").status_code == 200
    gone = sqlite_api.patch(f"{V1}/users/me", json={"display_name": ""}, headers=headers)
    assert gone.status_code == 422
