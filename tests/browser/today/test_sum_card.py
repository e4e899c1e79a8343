"""A sum over several days on Today: the day's amount alone, for no day is asked for all of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import call

pytestmark = pytest.mark.browser


def test_the_day_of_a_sum_shows_its_own_amount_and_no_goal(page: Page) -> None:
    steps = {"kind": "numeric", "unit": "steps", "target": 70_000, "start_date": "2024-01-01"}
    habit = call(
        page, "POST", "/habits", {"title": "Walk", "schedule": {"type": "per_week"}, **steps}
    )
    call(page, "POST", f"/habits/{habit['id']}/checkin", {"value": 12_345.5})
    page.reload()

    amount = page.get_by_role("button", name="Amount of Walk: 12,345.5 steps", exact=True)
    expect(amount).to_have_text("12,345.5 steps")
    expect(page.get_by_text("12,345.5 of 70,000 steps this week")).to_be_visible()

    page.get_by_role("button", name="Grid").click()
    cell = page.get_by_role("button", name="Walk, ").last
    expect(cell).to_have_attribute("aria-label", re.compile(r": [^/]*, 12,345\.5 steps \(12k\)$"))
