"""Who has no zone is offered the browser's, once, before anything is recorded."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.steps import DESK, PASSWORD, call
from tests.servers.product import Product

pytestmark = pytest.mark.browser
QUESTION = "Your browser is in"


@pytest.fixture
def at_home(browser: Browser, product: Product, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody whose account names no zone, in a browser that does; UTC unless asked for more."""
    zone = getattr(request, "param", "Europe/Berlin")
    context = browser.new_context(
        base_url=product.base, viewport=DESK, locale="en-GB", timezone_id=zone
    )
    page = context.new_page()
    page.goto("/login")
    account = {"email": f"{uuid4().hex[:8]}@example.com", "password": PASSWORD, "full_name": "Ada"}
    call(page, "POST", "/auth/signup", account)
    page.goto("/")
    expect(page.get_by_text("What would you like to do every day?")).to_be_visible()
    yield page
    context.close()


def offer(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text=QUESTION)


def zone_of(page: Page) -> str:
    return str(call(page, "GET", "/users/me")["timezone"])


def test_yes_takes_the_browsers_zone_and_asks_no_more(at_home: Page) -> None:
    expect(offer(at_home)).to_contain_text("Europe/Berlin")
    assert zone_of(at_home) == "UTC"

    offer(at_home).get_by_role("button", name="Yes").click()

    expect(offer(at_home)).to_be_hidden()
    expect(at_home.get_by_text("Your days begin and end in Europe/Berlin.")).to_be_visible()
    assert zone_of(at_home) == "Europe/Berlin"


def test_no_keeps_the_zone_and_asks_no_more(at_home: Page) -> None:
    offer(at_home).get_by_role("button", name="No, keep UTC").click()
    expect(offer(at_home)).to_be_hidden()

    at_home.reload()

    expect(at_home.get_by_text("What would you like to do every day?")).to_be_visible()
    expect(offer(at_home)).to_be_hidden()
    assert zone_of(at_home) == "UTC"


def test_nobody_is_asked_after_the_first_entry(at_home: Page) -> None:
    expect(offer(at_home)).to_be_visible()
    habit = call(at_home, "POST", "/habits", {"title": "Read"})
    call(at_home, "POST", f"/habits/{habit['id']}/checkin", {})
    call(at_home, "DELETE", f"/habits/{habit['id']}/entries/{habit['today']['day']}")

    at_home.reload()

    expect(at_home.get_by_role("link", name="Read")).to_be_visible()
    expect(offer(at_home)).to_be_hidden()


@pytest.mark.parametrize("at_home", ["US/Pacific", "Asia/Kolkata"], indirect=True)
def test_a_zone_with_two_names_is_taken(at_home: Page) -> None:
    offer(at_home).get_by_role("button", name="Yes").click()
    expect(offer(at_home)).to_be_hidden()
    here = at_home.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert zone_of(at_home) == here


@pytest.mark.parametrize("at_home", ["UTC"], indirect=True)
def test_nobody_is_asked_where_the_browser_is_at_home(at_home: Page) -> None:
    expect(offer(at_home)).to_be_hidden()


def test_what_is_no_zone_is_refused_in_words(at_home: Page) -> None:
    at_home.route(
        "**/api/v1/users/me",
        lambda route: route.continue_(post_data='{"timezone": "<b>Mars</b>"}'),
    )
    offer(at_home).get_by_role("button", name="Yes").click()

    expect(at_home.get_by_text("There is no such time zone.")).to_be_visible()
    expect(offer(at_home)).to_be_visible()
