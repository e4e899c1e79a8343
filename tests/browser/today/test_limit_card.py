"""A limit on Today reads as one, on its card and in the grid."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import call

pytestmark = pytest.mark.browser


def test_a_limit_says_at_most(page: Page) -> None:
    limit = {"kind": "numeric", "unit": "cups", "direction": "at_most", "target": 2}
    call(page, "POST", "/habits", {"title": "Coffee", **limit})
    page.reload()

    amount = page.get_by_role("button", name="Amount of Coffee: 0 of at most 2 cups")
    expect(amount).to_have_text("0 of at most 2 cups")

    page.get_by_role("button", name="Grid").click()
    cell = page.get_by_role("button", name="Coffee, ").last
    expect(cell).to_have_attribute("aria-label", re.compile("0 of at most 2 cups$"))
