"""One person with two devices, one of them without a connection or asked too late."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from habit_app.clock import utc_now
from tests.browser.steps import call
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def test_what_two_devices_add_adds_up(page: Page, other: Page) -> None:
    glasses = {"kind": "numeric", "unit": "glasses", "target": 8}
    call(page, "POST", "/habits", {"title": "Water", **glasses})
    page.reload()
    other.goto("/")
    more, amount = "One more: Water", "Amount of Water: {} / 8 glasses"

    page.context.set_offline(True)
    for _ in range(3):
        page.get_by_role("button", name=more).click()
    expect(page.get_by_text("3 taps are waiting.")).to_be_visible()
    other.get_by_role("button", name=more).click()
    expect(other.get_by_role("button", name=amount.format(1))).to_be_visible()

    page.context.set_offline(False)
    for device in (page, other):
        expect(device.get_by_role("button", name=amount.format(4))).to_be_visible()


def test_a_reminder_of_what_was_ticked_meanwhile_asks_nothing_any_more(
    by_day: Page, product: Product
) -> None:
    page = by_day
    zone = ZoneInfo(call(page, "GET", "/users/me")["timezone"])
    at = f"{(utc_now() + timedelta(minutes=2)).astimezone(zone):%H:%M}"
    call(page, "POST", "/habits", {"title": "Stretch", "reminder_times": [at]})
    product.work(minutes=4)
    bell = page.get_by_role("link", name="1 unread notification", exact=True)
    expect(bell).to_be_visible()

    page.get_by_role("checkbox", name="Mark Stretch as done").click()

    expect(bell).to_have_count(0)
    page.goto("/notifications")
    reminder = page.get_by_role("listitem").filter(has_text="Stretch")
    expect(reminder).to_have_count(1)
    for act in ("Done", "Skip", "Snooze"):
        expect(reminder.get_by_role("button", name=act)).to_have_count(0)
