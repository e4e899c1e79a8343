"""The inbox, its bell and the channels in a real browser, with a worker that tells people."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from habit_app.clock import utc_now
from tests.browser.settings.settings_page import section
from tests.browser.steps import PHONE, call, found_by_axe
from tests.servers import listener
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def notes(page: Page, product: Product, *titles: str) -> None:
    """Notes to oneself that were said already, the last one first."""
    for place, title in enumerate(titles):
        at = utc_now() - timedelta(seconds=200 - place)
        call(page, "POST", "/notifications", {"title": title, "scheduled_for": at.isoformat()})
    product.work()


def item(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


def open_inbox(page: Page) -> None:
    page.goto("/notifications")
    expect(page.get_by_role("button", name="Remind me")).to_be_visible()


def test_a_reminder_rings_the_bell_and_is_done_from_the_inbox(
    by_day: Page, product: Product
) -> None:
    page = by_day
    zone = ZoneInfo(call(page, "GET", "/users/me")["timezone"])
    at = f"{(utc_now() + timedelta(minutes=2)).astimezone(zone):%H:%M}"
    call(page, "POST", "/habits", {"title": "Stretch", "reminder_times": [at]})
    product.work(minutes=4)

    bell = page.get_by_role("link", name="1 unread notification", exact=True)
    expect(bell).to_be_visible()  # by itself
    bell.click()
    reminder = item(page, "Time for Stretch")
    expect(reminder.get_by_text("New", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
    reminder.get_by_role("button", name="Done").click()

    expect(page.get_by_text("“Stretch” is done.")).to_be_visible()
    expect(reminder).to_have_count(0)
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.get_by_role("checkbox", name="Stretch")).to_be_checked()


def test_what_is_put_away_has_a_way_back(page: Page, product: Product) -> None:
    notes(page, product, "Water the plants", "Pay the rent")
    open_inbox(page)
    rent, plants = item(page, "Pay the rent"), item(page, "Water the plants")
    assert rent.bounding_box()["y"] < plants.bounding_box()["y"]  # type: ignore[index]

    rent.get_by_role("button", name="Dismiss Pay the rent").focus()
    page.keyboard.press("Enter")
    expect(rent).to_have_count(0)
    expect(plants.get_by_role("button", name="Dismiss")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(rent).to_be_visible()

    page.get_by_role("button", name="Dismiss all").click()
    expect(page.get_by_role("heading", name="Nothing new")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(plants).to_be_visible()

    plants.get_by_role("button", name="Snooze").click()
    expect(plants).to_have_count(0)
    coming = page.locator("section").filter(has=page.get_by_role("heading", name="Coming up"))
    expect(coming.get_by_text("Water the plants", exact=True)).to_be_visible()


def test_a_note_to_oneself_is_written_and_called_off(page: Page) -> None:
    open_inbox(page)

    page.get_by_role("button", name="Remind me").click()
    expect(page.get_by_label("What of?")).to_be_focused()
    page.get_by_label("What of?").fill("Pack the gym bag")
    page.get_by_label("When?").fill("2020-01-01T08:00")
    page.get_by_role("button", name="Remind me").click()
    expect(page.get_by_text("Choose a time within the next year.")).to_be_visible()
    tomorrow = utc_now() + timedelta(days=1)
    page.get_by_label("When?").fill(f"{tomorrow:%Y-%m-%d}T08:00")
    page.get_by_role("button", name="Remind me").click()

    expect(page.get_by_text("It is noted.")).to_be_visible()
    expect(page.get_by_text("Tomorrow, 08:00")).to_be_visible()
    page.get_by_role("button", name="Cancel Pack the gym bag").click()
    expect(page.get_by_role("heading", name="Coming up")).to_have_count(0)


def test_earlier_ones_come_when_they_are_asked_for(page: Page, product: Product) -> None:
    notes(page, product, *(f"Note {number}" for number in range(22)))
    open_inbox(page)

    expect(page.locator(".sh-message")).to_have_count(20)
    page.get_by_role("button", name="Show earlier ones").click()
    expect(page.locator(".sh-message")).to_have_count(22)
    expect(page.get_by_role("button", name="Show earlier ones")).to_have_count(0)


def test_a_webhook_is_added_tried_out_and_deleted(settings: Page, product: Product) -> None:
    channels = section(settings, "Notifications")
    with listener.running() as server:
        channels.get_by_label("Kind").select_option("webhook")
        form = settings.locator("#channel-form")
        form.get_by_label("Name").fill("My server")
        form.get_by_label("Address").fill("nowhere")
        channels.get_by_role("button", name="Add channel").click()
        expect(channels.get_by_text("This is not an address of that kind.")).to_be_visible()
        form.get_by_label("Address").fill(f"{server.base}/told")
        channels.get_by_role("button", name="Add channel").click()
        secret = channels.get_by_label("My server: the secret of its signature")
        assert secret.input_value().startswith("whsec_")
        channels.get_by_role("button", name="Done").click()
        expect(secret).to_have_count(0)

        channels.get_by_role("button", name="Send a test My server").click()
        expect(channels.get_by_text("The test is on its way …")).to_be_visible()
        product.work()
        expect(channels.get_by_text("It was delivered.")).to_be_visible()
        assert [heard.path for heard in server.heard] == ["/told"]

        server.status = 500
        channels.get_by_role("button", name="Send a test My server").click()
        product.work()
        expect(channels.get_by_text("The other side did not take it.")).to_be_visible()
    channels.get_by_role("button", name="Delete My server").click()
    channels.get_by_role("button", name="Really delete?").click()
    expect(channels.get_by_text("My server")).to_have_count(0)


def test_mail_is_switched_off_and_given_quiet_hours(settings: Page) -> None:
    channels = section(settings, "Notifications")
    switch = channels.get_by_role("switch", name="Notify by E-mail")
    expect(switch).to_be_checked()
    switch.uncheck()
    channels.get_by_text("Change E-mail").click()
    channels.get_by_label("Quiet hours").check()
    channels.get_by_role("button", name="Save").click()

    expect(channels.get_by_text("quiet from 22:00 to 07:00")).to_be_visible()
    settings.reload()
    expect(channels.get_by_text("quiet from 22:00 to 07:00")).to_be_visible()
    expect(switch).not_to_be_checked()
    expect(channels.get_by_role("button", name="Delete E-mail")).to_have_count(0)


def test_axe_finds_nothing_at_all(page: Page, product: Product) -> None:
    notes(page, product, "Water the plants")
    page.set_viewport_size(PHONE)
    page.reload()
    page.get_by_role("link", name="1 unread notification", exact=True).click()
    expect(page.get_by_role("heading", name="Water the plants")).to_be_visible()

    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto("/settings#channels")
    expect(page.get_by_role("button", name="Add channel")).to_be_visible()
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
