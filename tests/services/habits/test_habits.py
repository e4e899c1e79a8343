"""Habits: versions, chains, archive and trash, order, pauses, and a new day."""
# longer than the rule: one habit through all that may happen to it, from the same steps

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from habit_app.db.queries import habits as store
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.evaluation.streaks import Run
from habit_app.services.habits import habits, pauses, version_limits
from habit_app.services.habits.stats import best_runs
from habit_app.services.today.today import today_view
from tests.makers import bearer, keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY = date(2026, 3, 4)
V1 = "/api/v1"


def days_ago(*offsets: int) -> list[date]:
    return [TODAY - timedelta(days=offset) for offset in offsets]


def test_an_edit_adds_a_version_and_leaves_the_past(api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(TODAY - timedelta(days=9)))
    keep(viewer, habit.id, days_ago(9, 8, 7, 6, 5, 4, 3, 2, 1))
    headers = bearer(viewer)
    weekly = {"schedule": {"type": "per_week", "times": 2}}

    changed = api.patch(f"{V1}/habits/{habit.id}", json=weekly, headers=headers).json()

    assert (changed["streak_unit"], len(changed["versions"])) == ("week", 2)
    assert changed["longest_streak"]["length"] == 9
    backwards = {"schedule": {"type": "per_week", "times": 5}, "valid_from": "2026-03-01"}
    past = api.patch(f"{V1}/habits/{habit.id}", json=backwards, headers=headers)
    assert past.json()["errors"][0]["code"] == "in-the-past"
    kind = api.patch(f"{V1}/habits/{habit.id}", json={"kind": "numeric"}, headers=headers)
    assert kind.status_code == 409


def test_a_future_version_can_be_taken_back_a_lived_one_not(api: TestClient) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    later = {"schedule": {"type": "per_week", "times": 2}, "valid_from": "2026-03-20"}
    versions = api.patch(f"{V1}/habits/{habit.id}", json=later, headers=headers).json()["versions"]
    first, future = (f"{V1}/habits/{habit.id}/schedules/{v['id']}" for v in versions)

    assert api.delete(first, headers=headers).status_code == 409
    assert api.delete(future, headers=headers).status_code == 204
    assert api.delete(future, headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"schedule": {"type": "weekdays", "days": []}}, "schedule.days"),
        ({"schedule": {"type": "rolling", "times": 8, "days": 7}}, "schedule.times"),
        ({"schedule": {"type": "per_week", "times": True}}, "schedule.times"),
        ({"schedule": {"type": "daily", "n": 3}}, "schedule.n"),
        ({"schedule": {"type": "never"}}, "schedule.type"),
        ({"kind": "binary", "target": 3}, "target"),
        ({"color": "pinkish"}, "color"),
        ({"reminder_times": ["25:00"]}, "reminder_times.0"),
        ({"reminder_days": ["sunday"]}, "reminder_days.0"),
        ({"reminder_days": []}, "reminder_days"),
        ({"end_date": "2020-01-01"}, "end_date"),
        ({"kind": "numeric", "target": 0}, "target"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    sqlite_api: TestClient, body: dict[str, Any], field: str
) -> None:
    headers = bearer(make_user())

    answer = sqlite_api.post(f"{V1}/habits", json={"title": "Read", **body}, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_chains_keep_their_order_and_bite_no_tail(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    one, two, three = (make_habit(viewer, title=title) for title in ("One", "Two", "Three"))

    def follow(habit: Any, after: Any) -> Any:
        body = {"after_habit_id": str(after.id)}
        return api.patch(f"{V1}/habits/{habit.id}", json=body, headers=headers)

    follow(two, one)
    chained = follow(three, two).json()
    circle = follow(one, three)

    assert chained["chain"] == [str(one.id), str(two.id), str(three.id)]
    assert circle.status_code == 409
    assert "One → Two → Three → One" in circle.json()["detail"]
    api.delete(f"{V1}/habits/{two.id}", headers=headers)
    joined = api.get(f"{V1}/habits/{three.id}", headers=headers).json()
    assert joined["after_habit_id"] == str(one.id)


def test_coming_back_from_archive_and_trash_costs_no_streak(api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(TODAY - timedelta(days=5)))
    keep(viewer, habit.id, days_ago(5, 4, 3, 2, 1))
    headers = bearer(viewer)
    api.post(f"{V1}/habits/{habit.id}/archive", json={"archived": True}, headers=headers)

    with time_machine.travel(f"{TODAY + timedelta(days=10)}T12:00:00+00:00", tick=False):
        headers = bearer(viewer)
        away = api.get(f"{V1}/habits?status=archived", headers=headers).json()["items"][0]
        back = api.post(f"{V1}/habits/{habit.id}/archive", headers=headers).json()
        assert (away["streak"], back["streak"], back["today"]["state"]) == (5, 5, "pending")
        api.delete(f"{V1}/habits/{habit.id}", headers=headers)
        assert api.get(f"{V1}/habits?status=deleted", headers=headers).json()["total"] == 1

    with time_machine.travel(f"{TODAY + timedelta(days=20)}T12:00:00+00:00", tick=False):
        headers = bearer(viewer)
        restored = api.post(f"{V1}/habits/{habit.id}/restore", headers=headers).json()
        assert restored["streak"] == 5

    with time_machine.travel(f"{TODAY + timedelta(days=60)}T12:00:00+00:00", tick=False):
        headers = bearer(viewer)
        assert api.get(f"{V1}/habits/{habit.id}", headers=headers).json()["streak"] == 0


def test_a_pause_of_everything_holds_streaks_and_its_end_ends_that(api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(TODAY - timedelta(days=9)))
    keep(viewer, habit.id, days_ago(9, 8, 7, 1))
    headers = bearer(viewer)
    body = {"from": str(TODAY - timedelta(days=6)), "to": str(TODAY - timedelta(days=2))}

    pause = api.post(f"{V1}/pauses", json=body, headers=headers).json()
    held = api.get(f"{V1}/habits/{habit.id}", headers=headers).json()["streak"]
    api.delete(f"{V1}/pauses/{pause['id']}", headers=headers)
    broken = api.get(f"{V1}/habits/{habit.id}", headers=headers).json()["streak"]
    reversed_days = {"from": "2026-03-02", "to": "2026-03-01"}

    assert (held, broken) == (4, 1)
    assert api.post(f"{V1}/pauses", json=reversed_days, headers=headers).status_code == 422


def test_the_order_names_every_active_habit_once(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    ids = [str(make_habit(viewer, title=title).id) for title in "ABC"]

    assert api.post(f"{V1}/habits/order", json={"ids": ids[:2]}, headers=headers).status_code == 422
    turned = api.post(f"{V1}/habits/order", json={"ids": ids[::-1]}, headers=headers)
    listed = api.get(f"{V1}/habits", headers=headers).json()["items"]

    assert turned.status_code == 204
    assert [habit["title"] for habit in listed] == ["C", "B", "A"]


def test_lists_filter_sort_and_page(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    for title, category in (("Read", "Learning"), ("Run", "Fitness"), ("Row", "Fitness")):
        make_habit(viewer, title=title, category=category)

    def titles(query: str) -> list[str]:
        found = api.get(f"{V1}/habits?{query}", headers=headers).json()
        return [habit["title"] for habit in found["items"]]

    assert titles("q=R&sort=-title") == ["Run", "Row", "Read"]
    assert titles("category=fitness&sort=title&limit=1&skip=1") == ["Run"]
    assert titles("due=today&frequency=daily&status=all") == ["Read", "Run", "Row"]
    assert api.get(f"{V1}/habits?sort=color", headers=headers).status_code == 422


def test_a_reset_equals_what_a_read_shows_and_changes_nothing_twice(api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(TODAY - timedelta(days=3)))
    keep(viewer, habit.id, days_ago(3, 2, 1, 0))

    with time_machine.travel(f"{TODAY + timedelta(days=2)}T12:00:00+00:00", tick=False):
        headers = bearer(viewer)
        before = api.get(f"{V1}/habits/{habit.id}", headers=headers).json()
        first, second = (api.post(f"{V1}/habits/reset", headers=headers).json() for _ in "ab")
        after = api.get(f"{V1}/habits/{habit.id}", headers=headers).json()

    assert (first["reset"], second["reset"]) == (1, 0)
    assert before == after
    assert after["streak"] == 0


def test_today_groups_what_is_due_and_counts_it(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    morning = make_habit(viewer, title="Run", time_of_day="morning")
    make_habit(viewer, title="Read", time_of_day="evening")
    make_habit(viewer, title="Sing", schedule={"type": "weekdays", "days": ["sun"]})
    keep(viewer, morning.id, [TODAY])

    today = api.get(f"{V1}/today", headers=headers).json()

    assert [group["time_of_day"] for group in today["groups"]] == ["morning", "evening"]
    assert today["progress"] == {"due": 2, "kept": 1}
    assert (len(today["week"]), today["greeting_period"]) == (7, "afternoon")


def test_the_ring_of_a_day_and_its_dot_count_alike(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    read = make_habit(viewer, start_date="2026-01-01")
    make_habit(viewer, title="Run", schedule={"type": "per_week", "times": 2})
    limit = {"kind": "numeric", "unit": "cups", "direction": "at_most", "target": 2}
    coffee = make_habit(viewer, title="Coffee", start_date="2026-01-01", **limit)
    make_habit(viewer, title="Sweets", start_date="2026-01-01", **limit)
    yesterday, before = (TODAY - timedelta(days=back) for back in (1, 2))
    keep(viewer, read.id, [yesterday])
    keep(viewer, coffee.id, [before], value=3000)

    dots = api.get(f"{V1}/today", headers=headers).json()["week"]
    with read_only() as session:
        rings = [
            today_view(session, viewer=viewer, day=date.fromisoformat(dot["day"])).progress
            for dot in dots
        ]

    assert [(ring.kept, ring.due) for ring in rings] == [(dot["kept"], dot["due"]) for dot in dots]
    assert (rings[-2].kept, rings[-2].due) == (1, 1)  # limits that were kept ask for nothing
    assert (rings[-3].kept, rings[-3].due) == (0, 2)  # the one that was passed counts


def test_the_best_streaks_are_the_longest_first() -> None:
    lengths = {1: 5, 20: 9, 60: 5}
    runs = [
        Run(length, "day", days_ago(back + length - 1)[0], days_ago(back)[0])
        for back, length in lengths.items()
    ]

    assert [run.last for run in best_runs(runs)] == days_ago(20, 1, 60)


def test_more_than_500_habits_are_refused(sqlite_api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    for number in range(500):
        make_habit(viewer, title=f"Habit {number}")

    answer = sqlite_api.post(f"{V1}/habits", json={"title": "One more"}, headers=headers)

    assert answer.json()["type"] == "/problems/too-many-habits"


def test_a_deleted_habit_leaves_no_checkpoints_and_comes_back_as_it_was(
    sqlite_api: TestClient,
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    habit = make_habit(viewer, start_date="1970-01-01")
    path = f"/api/v1/habits/{habit.id}"

    def checkpoints() -> int:
        with read_only() as session:
            found = session.connection().exec_driver_sql("SELECT count(*) FROM checkpoint")
            return int(found.scalar_one())

    before = sqlite_api.get(path, headers=headers).json()
    assert 0 < checkpoints() < 60
    sqlite_api.delete(path, headers=headers)
    assert checkpoints() == 0
    after = sqlite_api.post(f"{path}/restore", headers=headers).json()

    assert checkpoints() > 0
    assert after["strength"] == before["strength"]


def test_the_trash_counts_against_what_an_account_may_store(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(habits, "MOST_HABITS", 2)
    monkeypatch.setattr(habits, "MOST_IN_TRASH", 1)
    headers = bearer(make_user())

    def make() -> Any:
        return sqlite_api.post("/api/v1/habits", json={"title": "Read"}, headers=headers)

    for _ in range(3):
        made = make().json()["id"]
        sqlite_api.delete(f"/api/v1/habits/{made}", headers=headers)
    full = make()
    back = sqlite_api.post(f"/api/v1/habits/{made}/restore", headers=headers)

    assert (full.status_code, full.json()["type"]) == (409, "/problems/trash-full")
    assert back.status_code == 200


def test_pauses_have_a_limit(sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pauses, "MOST_PAUSES", 1)
    headers = bearer(make_user())
    body = {"from": "2026-01-01", "to": "2026-01-02"}

    first, second = (
        sqlite_api.post("/api/v1/pauses", json=body, headers=headers) for _ in range(2)
    )

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["type"] == "/problems/too-many-pauses"


def test_a_habit_that_ends_before_it_starts_can_be_mended_step_by_step(
    sqlite_api: TestClient,
) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    with unit_of_work() as session:  # as imports took it once
        store.update_habit(session, habit.id, {"end_date": date(1999, 1, 1)})
    path = f"{V1}/habits/{habit.id}"

    title = sqlite_api.patch(path, json={"title": "New"}, headers=headers)
    worse = sqlite_api.patch(path, json={"end_date": "1998-01-01"}, headers=headers)
    mended = sqlite_api.patch(path, json={"end_date": None}, headers=headers)

    assert [one.status_code for one in (title, worse, mended)] == [200, 422, 200]


@pytest.mark.parametrize("limit", ["MOST_VERSIONS", "MOST_CHANGES"])
def test_changes_have_a_limit(
    sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(version_limits, limit, 2)
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)

    def ask(times: int, day: int) -> tuple[int, str]:
        body = {
            "schedule": {"type": "per_week", "times": times},
            "valid_from": str(TODAY + timedelta(days=day)),
        }
        answer = sqlite_api.patch(f"{V1}/habits/{habit.id}", json=body, headers=headers)
        return answer.status_code, answer.json().get("type", "")

    fitting = 2 if limit == "MOST_CHANGES" else 1
    assert [ask(1 + day, day)[0] for day in range(1, 1 + fitting)] == [200] * fitting
    assert ask(5, 9) == (409, "/problems/too-many-versions")
    assert ask(6, fitting)[0] == 200
