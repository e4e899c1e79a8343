"""What pages say beside the number of a streak."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.habit.story import Story
from tests.browser.steps import call

pytestmark = pytest.mark.browser


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


def test_an_open_week_or_month_says_how_much_of_it_is_kept(page: Page) -> None:
    """On Today, which may be the first day of its week: one tick of three."""
    weekly = Story(page, schedule={"type": "per_week", "times": 3})
    weekly.patch({"start_date": weekly.day(7).isoformat()})
    month = {"type": "per_month"}
    limit = Story(
        page, title="Cups", kind="numeric", unit="cups", target=31, direction="at_most",
        schedule=month, start_date=weekly.day(31).isoformat(),
    )  # fmt: skip
    limit.lived(range(1), value=2.5)

    page.goto("/")
    card = page.locator(".sh-card", has_text="Read")
    expect(card).to_contain_text("0 of 3 this week")
    page.get_by_role("checkbox", name="Read", exact=False).click()
    expect(card).to_contain_text("1 of 3 this week")
    expect(page.locator(".sh-card", has_text="Cups")).to_contain_text(
        "2.5 of at most 31 cups this month"
    )
    page.get_by_role("button", name="Grid").click()
    expect(page.get_by_role("rowheader", name="Read")).to_contain_text("1 of 3 this week")
    weekly.open()
    expect(page.locator(".sh-tile").first).to_contain_text("1 of 3 this week")
