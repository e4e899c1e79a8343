"""The way by mail: a forgotten password, and an address to confirm."""

import email
import re
import time
from collections.abc import Iterator
from email import policy
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import DESK, PHONE, found_by_axe
from tests.servers.product import Product

pytestmark = pytest.mark.browser
PAGES = ["/forgot", "/forgot?sent=1", "/login?reset=1", "/reset?error=link-refused#x", "/confirm#x"]


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    context = browser.new_context(base_url=product.base, viewport=DESK, locale="en-GB")
    yield context.new_page()
    context.close()


def link_to(product: Product, address: str, page: str) -> str:
    """The newest link to a page in the mails that were written to an address."""
    folder = Path(product.environment["HABIT_DATA_DIR"]) / "mail"
    for _ in range(100):
        for path in sorted(folder.glob("*.eml"), key=lambda path: -path.stat().st_mtime):
            mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            found = re.search(rf"/{page}#\S+", body.get_content() if body else "")
            if mail["To"] == address and found:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"No mail with a link to {page} came.")


def sign_up(page: Page, address: str) -> None:
    page.goto("/signup")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill("three small steps")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("What would you like to do every day?")).to_be_visible()


def test_a_forgotten_password_is_set_anew(page: Page, product: Product) -> None:
    address = f"{uuid4().hex[:8]}@example.com"
    sign_up(page, address)
    page.get_by_role("button", name="Sign out").click()

    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail").fill(address)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status")).to_contain_text("a mail is on its way")

    link = link_to(product, address, "reset")
    page.goto(link)
    page.get_by_label("Password").fill("password1")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("alert")).to_contain_text("not common")
    page.get_by_label("Password").fill("four larger steps")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("status")).to_contain_text("Your new password is set")

    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill("four larger steps")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.context.clear_cookies()
    page.goto(link)
    page.get_by_label("Password").fill("five larger steps")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("alert")).to_contain_text("used already")


def test_an_address_is_confirmed_by_the_button_not_by_the_link(
    page: Page, product: Product
) -> None:
    address = f"{uuid4().hex[:8]}@example.com"
    sign_up(page, address)
    link = link_to(product, address, "confirm")

    page.goto(link)
    expect(page.get_by_role("heading", name="Is this your address?")).to_be_visible()
    page.get_by_role("button", name="Confirm address").click()
    expect(page.get_by_role("status")).to_contain_text("Your address is confirmed")

    page.goto("about:blank")
    page.goto(link)
    page.get_by_role("button", name="Confirm address").click()
    expect(page.get_by_role("alert")).to_contain_text("used already")


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_at_all(page: Page, path: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(path)
    expect(page.get_by_role("heading")).to_be_visible()
    page.wait_for_timeout(300)

    assert found_by_axe(page) == []
