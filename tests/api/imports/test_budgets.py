"""An import that would cost too much: refused by its budget, and nothing else suffers."""

from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from habit_app.domain.habits import Kind
from habit_app.domain.schedules import Daily, Rolling
from habit_app.errors import Invalid
from habit_app.integrations.importers import apart
from habit_app.integrations.importers.apart import Budget
from habit_app.integrations.importers.history import ImportedHabit
from habit_app.services.imports import budgets
from habit_app.services.imports.matching import Match
from tests.api.imports.test_imports import EXPORT, PATH, post
from tests.imports import TODAY
from tests.makers import bearer, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
ENDLESS = ("-c", "while True: pass")


def habits_of(api: TestClient, headers: dict[str, str]) -> list[Any]:
    found: list[Any] = api.get("/api/v1/habits", headers=headers).json()["items"]
    return found


def test_a_file_that_is_read_for_ever_is_refused_and_the_next_is_taken(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = bearer(make_user())
    with monkeypatch.context() as patch:
        patch.setattr(apart, "PROGRAM", ENDLESS)
        patch.setattr(apart, "BUDGET", Budget(seconds=0.3))
        refused = post(api, headers)
        left = habits_of(api, headers)

    assert (refused.status_code, left) == (422, [])
    assert refused.json()["type"] == "/problems/import-too-slow"
    assert post(api, headers).status_code == 201


def test_a_dry_run_that_cannot_be_read_again_stays_one(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = bearer(make_user())
    run = f"{PATH}/{post(api, headers, query='?dry_run=true').json()['id']}"
    with monkeypatch.context() as patch:
        patch.setattr(apart, "PROGRAM", ("-c", "print('no-memory')"))
        refused = api.post(f"{run}/commit", headers=headers)

    assert refused.status_code == 413
    assert refused.json()["type"] == "/problems/import-too-heavy"
    assert api.get(run, headers=headers).json()["status"] == "dry_run"
    assert habits_of(api, headers) == []


@pytest.mark.parametrize(
    ("budget", "code"), [("MOST_ENTRIES", "too-many-entries"), ("MOST_DAYS", "too-much-history")]
)
def test_a_refusal_says_which_budget_is_used_up(
    api: TestClient, monkeypatch: pytest.MonkeyPatch, budget: str, code: str
) -> None:
    headers = bearer(make_user())
    monkeypatch.setattr(budgets, budget, 8)

    for query in ("", "?dry_run=true"):
        refused = post(api, headers, query=query)
        assert refused.status_code == 422
        assert refused.json()["type"] == f"/problems/{code}"
    assert habits_of(api, headers) == []


def test_reading_is_charged_even_when_the_file_is_refused(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "READ_AS_DAYS", 6_000_000)
    headers = bearer(make_user())

    assert [post(api, headers, b"none").status_code for _ in range(2)] == [422, 429]
    assert post(api, bearer(make_user()), EXPORT).status_code == 201


def days(*starts: date) -> int:
    habits = [ImportedHabit("a", "a", Kind.BINARY, Rolling(300, 365), start=day) for day in starts]
    matches = [Match("loop", None) for _ in habits]
    return budgets.checked_days(habits, matches, today=TODAY)


def test_30_habits_of_15_years_are_within_the_budget() -> None:
    assert days(*[TODAY - timedelta(days=15 * 365)] * 30) == 30 * (15 * 365 + 1)


def test_as_many_habits_as_an_account_may_keep_do_not_all_begin_in_1970() -> None:
    with pytest.raises(Invalid) as refusal:
        days(*[date(1970, 1, 1)] * 500)

    assert refusal.value.code == "too-much-history"
    assert "2,000,000 days" in refusal.value.message


def test_a_habit_without_a_day_costs_one() -> None:
    habit = ImportedHabit("a", "a", Kind.BINARY, Daily())

    assert budgets.checked_days([habit], [Match("loop", None)], today=TODAY) == 1
