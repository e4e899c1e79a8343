"""A habit of another kind: each version that stays is one that its new kind can judge."""

from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from habit_app.domain.habits import Direction, Kind, check_rules
from habit_app.domain.schedules import parse_schedule
from tests.makers import bearer, keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY = date(2026, 3, 4)
V1 = "/api/v1"
SUM = {"kind": "numeric", "unit": "km", "target": 5, "schedule": {"type": "per_week"}}
PLAIN = {"kind": "binary", "target": 1, "schedule": {"type": "daily"}}
SEVEN = {"target": 7, "valid_from": "2026-03-09"}


def change(
    api: TestClient, made: dict[str, Any], *changes: dict[str, Any], age: int = 0
) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """The answer to the last of the changes, and the habit after it."""
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(TODAY - timedelta(days=age)), **made)
    headers, url = bearer(viewer), f"{V1}/habits/{habit.id}"
    for one in changes:
        answer = api.patch(url, json=one, headers=headers)
    return answer.status_code, answer.json(), api.get(url, headers=headers).json()


def check(habit: dict[str, Any]) -> None:
    """Each version is one that the domain can judge, as reading an own export asks for."""
    for version in habit["versions"]:
        schedule = parse_schedule(
            version["schedule"], start=date.fromisoformat(habit["start_date"])
        )
        target, direction = round(version["target"] * 1000), Direction(version["direction"])
        check_rules(Kind(habit["kind"]), schedule, target, direction)


@pytest.mark.parametrize("age", [0, 9])
def test_a_kind_that_what_is_asked_today_does_not_suit_begins_with_no_later_day(
    sqlite_api: TestClient, age: int
) -> None:
    limit = SUM | {"direction": "at_most"}
    later = {"kind": "binary", "target": 1, "schedule": {"type": "daily"}}

    status, answer, habit = change(sqlite_api, limit, later | {"valid_from": "2026-03-09"}, age=age)

    assert (status, answer["errors"][0]["field"]) == (422, "valid_from")
    assert "2026-03-04" in answer["errors"][0]["message"]
    assert (habit["kind"], len(habit["versions"])) == ("numeric", 1)


def test_a_planned_version_that_does_not_suit_the_kind_is_to_be_taken_back_first(
    sqlite_api: TestClient,
) -> None:
    status, answer, habit = change(sqlite_api, SUM, SEVEN, PLAIN)

    assert (status, answer["type"]) == (409, "/problems/planned-for-other-kind")
    assert "2026-03-09" in answer["detail"]
    assert (habit["kind"], len(habit["versions"])) == ("numeric", 2)


def test_a_change_that_replaces_what_does_not_suit_is_taken(sqlite_api: TestClient) -> None:
    one = {"kind": "numeric", "target": 1}
    status, _, habit = change(sqlite_api, one, SEVEN, PLAIN | {"valid_from": "2026-03-09"})

    assert (status, habit["kind"]) == (200, "binary")
    check(habit)


def test_what_was_asked_of_another_kind_gives_way(sqlite_api: TestClient) -> None:
    status, _, habit = change(sqlite_api, SUM, PLAIN, age=9)

    assert (status, habit["kind"]) == (200, "binary")
    assert [version["valid_from"] for version in habit["versions"]] == [None]
    check(habit)


def test_what_is_asked_today_stays_where_it_suits_and_older_versions_do_not(
    sqlite_api: TestClient,
) -> None:
    one = {"schedule": {"type": "daily"}, "target": 1}
    status, _, habit = change(sqlite_api, SUM, one, {"kind": "binary"}, age=9)

    assert (status, habit["target"]) == (200, 1)
    assert [version["valid_from"] for version in habit["versions"]] == [None]
    check(habit)


def test_versions_that_suit_both_kinds_stay(sqlite_api: TestClient) -> None:
    later = {"kind": "numeric", "unit": "km", "target": 5, "valid_from": "2026-03-09"}
    status, _, habit = change(sqlite_api, {}, later, age=9)

    assert (status, habit["kind"], habit["target"]) == (200, "numeric", 1)
    assert [version["valid_from"] for version in habit["versions"]] == [None, "2026-03-09"]
    check(habit)


def test_a_whole_new_say_is_held_to_the_same(sqlite_api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer, **SUM)
    headers, url = bearer(viewer), f"{V1}/habits/{habit.id}"
    sqlite_api.patch(url, json=SEVEN, headers=headers)

    answer = sqlite_api.put(url, json=PLAIN | {"title": "Run"}, headers=headers)

    assert answer.status_code == 409


def test_a_kind_stays_once_anything_is_recorded(sqlite_api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer)
    keep(viewer, habit.id, [TODAY])

    answer = sqlite_api.patch(
        f"{V1}/habits/{habit.id}", json={"kind": "numeric"}, headers=bearer(viewer)
    )

    assert answer.json()["type"] == "/problems/immutable-field"
