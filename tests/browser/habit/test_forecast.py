"""What speaks for and against a habit, in a real browser."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import DESK, PHONE, call, found_by_axe

pytestmark = pytest.mark.browser


def open_habit(page: Page, *, days: int) -> Any:
    """The page of a habit so many days old that was kept on the first one."""
    today = date.fromisoformat(call(page, "GET", "/today")["day"])
    start = today - timedelta(days=days)
    habit = call(page, "POST", "/habits", {"title": "Read", "start_date": str(start)})
    if days:
        call(page, "POST", f"/habits/{habit['id']}/checkin", {"day": str(start)})
    page.goto(f"/habits/{habit['id']}")
    heading = page.get_by_role("heading", name="What speaks for and against")
    return page.locator("section").filter(has=heading)


def test_a_habit_at_risk_says_why_and_what_would_help(by_day: Page) -> None:
    section = open_habit(by_day, days=14)

    expect(section).to_contain_text("likely to be missed today")
    expect(section).to_contain_text("At high risk")
    expect(section).to_contain_text("simple rules")
    reason = section.get_by_role("listitem").filter(has_text="You kept none of the last 7.")
    expect(reason).to_contain_text("Speaks for missing it: ")
    expect(section.get_by_role("heading", name="What would help")).to_be_visible()
    expect(section).to_contain_text("Make it smaller for a week: two minutes count.")


def test_of_a_new_habit_it_is_said_when_there_will_be_something(by_day: Page) -> None:
    section = open_habit(by_day, days=0)

    expect(section).to_contain_text("3 more days and we can say")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_at_all(by_day: Page, size: Any) -> None:
    by_day.set_viewport_size(size)
    section = open_habit(by_day, days=14)
    expect(section).to_contain_text("At high risk")

    assert found_by_axe(by_day) == []
    assert by_day.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
