"""The main path in a real browser: by mouse, by keyboard, and without a connection."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.steps import DESK, PHONE, found_by_axe, new_habit, sign_up_by_form
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def test_sign_up_make_a_habit_tick_it_come_back(page: Page) -> None:
    page.context.clear_cookies()
    sign_up_by_form(page)
    new_habit(page, "Read")
    tick = page.get_by_role("checkbox", name="Mark Read as done")

    tick.click()
    expect(tick).to_have_attribute("aria-checked", "true")
    expect(page.get_by_text("1 day")).to_be_visible()
    expect(page.get_by_text("All done for today", exact=True)).to_be_visible()
    page.reload()
    expect(tick).to_have_attribute("aria-checked", "true")

    page.get_by_role("link", name="Read").click()
    expect(page.get_by_text("Current streak")).to_be_visible()
    expect(page.get_by_text("1 day").first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_an_amount_goes_up_and_down(page: Page) -> None:
    page.get_by_role("button", name="New habit").first.click()
    page.get_by_label("What do you want to do?").fill("Water")
    page.get_by_label("How do you count it?").select_option("numeric")
    page.get_by_label("How much?").fill("3")
    page.get_by_label("Unit").fill("glasses")
    page.get_by_role("button", name="Create habit").click()

    more = page.get_by_role("button", name="One more: Water")
    for _ in range(3):
        more.click()
    expect(
        page.get_by_text("1 of 1 kept").or_(page.get_by_text("All done for today"))
    ).to_have_count(2)
    page.get_by_role("button", name="One less: Water").click()
    expect(page.get_by_role("group", name="Water")).to_contain_text("2 / 3 glasses")


def test_what_is_tapped_without_a_connection_is_sent_later(page: Page) -> None:
    new_habit(page, "Read")
    tick = page.get_by_role("checkbox", name="Mark Read as done")

    page.context.set_offline(True)
    tick.click()
    expect(tick).to_have_attribute("aria-checked", "true")
    expect(page.locator(".sh-tick[data-waiting]")).to_have_count(1)
    expect(page.locator(".sh-offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".sh-tick[data-waiting]")).to_have_count(0)
    page.reload()

    expect(tick).to_have_attribute("aria-checked", "true")


def test_a_refused_tick_goes_back_and_says_why(page: Page) -> None:
    new_habit(page, "Read")
    problem = '{"type": "/problems/archived", "detail": "x"}'
    page.route(
        "**/checkin",
        lambda route: route.fulfill(
            status=409, body=problem, content_type="application/problem+json"
        ),
    )
    tick = page.get_by_role("checkbox", name="Mark Read as done")

    tick.click()

    expect(page.get_by_text("An archived habit takes no check-ins.")).to_be_visible()
    expect(tick).to_have_attribute("aria-checked", "false")


def test_by_keyboard_alone(page: Page) -> None:
    new_habit(page, "Read")
    tick = page.get_by_role("checkbox", name="Mark Read as done")

    tick.focus()
    page.keyboard.press("Space")

    expect(tick).to_have_attribute("aria-checked", "true")
    expect(page.locator("#sh-live")).to_have_text("Read done")


def test_archive_is_undone_from_the_toast(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("button", name="More about Read").click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_text("Read was archived.")).to_be_visible()

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("link", name="Read")).to_be_visible()


def test_a_wrong_password_is_said_beside_the_form(browser: Browser, product: Product) -> None:
    context = browser.new_context(base_url=product.base, locale="de-DE")
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("E-Mail").fill("nobody@example.com")
    page.get_by_label("Passwort").fill("wrong password")
    page.get_by_role("button", name="Anmelden").click()

    expect(page.get_by_role("alert")).to_have_text("E-Mail-Adresse oder Passwort stimmt nicht.")
    expect(page.get_by_label("E-Mail")).to_have_value("nobody@example.com")
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_at_all(page: Page, size: ViewportSize) -> None:
    new_habit(page, "Read")
    page.set_viewport_size(size)
    habit = page.get_by_role("link", name="Read").get_attribute("href") or ""

    for path, sign in (("/", "Read"), (habit, "Current streak"), ("/settings", "Time zone")):
        page.goto(path)
        expect(page.get_by_text(sign).first).to_be_visible()
        page.wait_for_timeout(300)
        assert found_by_axe(page) == [], path


@pytest.mark.parametrize("path", ["/login", "/signup"])
def test_axe_finds_nothing_at_all_outside(browser: Browser, product: Product, path: str) -> None:
    context = browser.new_context(base_url=product.base, viewport=PHONE)
    page = context.new_page()
    page.goto(path)
    expect(page.get_by_label("Password")).to_be_visible()

    assert found_by_axe(page) == []
    context.close()
