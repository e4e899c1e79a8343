"""What pages say beside the number of a streak."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import call
from tests.browser.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.mark.parametrize(
    ("language", "weeks", "days"),
    [("en", "0 weeks", "after 29 days"), ("de", "0 Wochen", "nach 29 Tagen")],
)
def test_nothing_weeks_are_shown_with_the_days_that_stand_before(
    page: Page, language: str, weeks: str, days: str
) -> None:
    story = Story(page)
    story.lived(range(1, 30), status="done")
    story.patch({"schedule": {"type": "per_week", "times": 3}})
    call(page, "PATCH", "/users/me", {"locale": language})

    page.goto("/")
    expect(page.locator(".sh-card .sh-streak")).to_contain_text(f"{weeks}, {days}")
    page.goto("/habits")
    expect(page.locator(".sh-habit .sh-streak")).to_contain_text(f"{weeks}, {days}")
    page.goto(f"/habits/{story.habit['id']}")
    tile = page.locator(".sh-tile").first
    expect(tile).to_contain_text(weeks)
    expect(tile).to_contain_text(days)
