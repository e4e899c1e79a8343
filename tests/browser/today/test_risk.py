"""What is foretold of today, in a real browser: seen, read aloud, gone with the tick."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from habit_app import clock
from tests.browser.steps import DESK, PHONE, call, found_by_axe
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def seldom_kept(page: Page, product: Product) -> None:
    """A habit kept on one day in two weeks, and foretold."""
    start = clock.utc_now().date() - timedelta(days=14)
    habit = call(page, "POST", "/habits", {"title": "Read", "start_date": str(start)})
    call(page, "POST", f"/habits/{habit['id']}/checkin", {"day": str(start)})
    call(page, "POST", "/predictions/batch")
    product.work()
    page.reload()


@pytest.mark.parametrize("layout", ["Cards", "Grid"])
def test_a_habit_at_risk_says_why_until_it_is_ticked(
    by_day: Page, product: Product, layout: str
) -> None:
    page = by_day
    seldom_kept(page, product)
    page.get_by_role("button", name=layout).click()
    chip = page.get_by_role("paragraph").filter(has_text="Likely to be missed: ")
    expect(chip).to_contain_text("You kept none of the last 7.")

    page.route("**/checkin", lambda route: route.abort())  # it does not wait for the server
    page.get_by_role("checkbox").last.click()

    expect(chip).to_be_hidden()


def test_axe_finds_nothing_at_all(by_day: Page, product: Product) -> None:
    page = by_day
    seldom_kept(page, product)
    page.set_viewport_size(PHONE)
    expect(page.locator(".sh-at-risk")).to_be_visible()
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Grid").click()
    expect(page.locator(".sh-grid .sh-at-risk")).to_be_visible()

    assert found_by_axe(page) == []
