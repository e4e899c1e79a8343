"""A day that was kept before what it asks for was changed."""

from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.makers import bearer, keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY, YESTERDAY = date(2026, 3, 4), date(2026, 3, 3)
STEPS = {"kind": "numeric", "unit": "steps", "target": 8}


@pytest.mark.parametrize(
    ("draft", "value", "change", "last_day"),
    [
        ({}, None, {"direction": "at_most"}, YESTERDAY),
        (STEPS, 9, {"target": 10}, YESTERDAY),
        (STEPS | {"target": 10}, 9, {"target": 8}, TODAY),
        (STEPS, 9, {"direction": "at_most"}, YESTERDAY),
        (STEPS, 8, {"direction": "at_most"}, TODAY),
    ],
)
def test_the_last_kept_day_is_one_that_is_kept_by_what_it_asks_for_now(
    sqlite_api: TestClient,
    draft: dict[str, Any],
    value: int | None,
    change: dict[str, Any],
    last_day: date,
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date="2026-03-01", **draft)
    keep(viewer, habit.id, [YESTERDAY], value and 11_000)
    keep(viewer, habit.id, [TODAY], value and value * 1000)

    answer = sqlite_api.patch(f"/api/v1/habits/{habit.id}", json=change, headers=bearer(viewer))

    assert (answer.status_code, answer.json()["last_day"]) == (200, str(last_day))
