"""The community page in the browser: taking part under a name, and one's own place."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from habit_app.serving import supervisor
from tests.browser.steps import DESK, PHONE, call, found_by_axe
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def count(product: Product) -> None:
    """Do what a worker does once a minute: bring the scores up to date."""
    subprocess.run(
        [
            sys.executable,
            "-c",
            "from habit_app.services.insights import runs; runs.refresh_scores()",
        ],
        cwd=supervisor.ROOT,
        env=product.environment,
        check=True,
    )


def lived(page: Page) -> None:
    """A daily habit that was kept in all of the last two weeks."""
    today = date.fromisoformat(call(page, "GET", "/today")["day"])
    start = today - timedelta(days=15)
    habit = call(page, "POST", "/habits", {"title": "Read", "start_date": start.isoformat()})
    days = [(start + timedelta(days=offset)).isoformat() for offset in range(16)]
    items = [{"habit_id": habit["id"], "day": day, "status": "done"} for day in days]
    call(page, "POST", "/checkins/batch", {"items": items})


def test_taking_part_needs_a_name_and_shows_the_own_place(page: Page, product: Product) -> None:
    lived(page)
    page.goto("/community")
    expect(page.get_by_role("switch", name="Show me on the leaderboard")).not_to_be_checked()

    page.get_by_label("Show me on the leaderboard").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Choose a display name first")).to_be_visible()
    name = page.get_by_label("Shown to others as")
    expect(name).to_be_focused()
    name.fill("<i>Grace & Hopper</i>")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    count(product)
    page.get_by_role("button", name="Last week").click()

    row = page.get_by_role("row").filter(has_text="<i>Grace & Hopper</i>")
    expect(row).to_contain_text("you")
    expect(row).to_contain_text("7 of 7")
    expect(page.get_by_text("Your place")).to_be_visible()

    page.get_by_label("Show me on the leaderboard").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(row).to_have_count(0)


def test_the_board_is_readable_for_everybody_on_phone_and_desk(
    page: Page, product: Product
) -> None:
    lived(page)
    body = {"display_name": "W" * 60, "leaderboard_opt_in": True}
    call(page, "PATCH", "/users/me", body)
    count(product)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto("/community")
        page.get_by_role("button", name="Last week").click()
        expect(page.locator("tr[data-me=true]")).to_contain_text("W" * 60)
        assert found_by_axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
