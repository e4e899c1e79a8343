"""Ticks in a real browser: by tap, by amount, in the grid, and on their way to the server."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.habit.story import Story, choose
from tests.browser.steps import PHONE, call, new_habit, sign_up
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def cell(page: Page, title: str, back: int) -> Locator:
    """The cell of a habit so many days ago."""
    return page.get_by_role("row", name=re.compile(title)).get_by_role("checkbox").nth(-1 - back)


def test_the_grid_ticks_by_day_and_is_remembered(page: Page) -> None:
    new_habit(page, "Read")
    new_habit(page, "Run")
    page.get_by_role("button", name="Grid").click()

    cell(page, "Read", 0).click()
    cell(page, "Read", 2).click()
    expect(cell(page, "Read", 0)).to_be_checked()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(cell(page, "Run", 1)).to_be_checked()
    page.wait_for_timeout(500)

    page.reload()
    expect(cell(page, "Read", 2)).to_be_checked()
    expect(cell(page, "Run", 1)).to_be_checked()
    expect(cell(page, "Run", 0)).not_to_be_checked()
    cell(page, "Read", 0).click()
    expect(cell(page, "Read", 0)).not_to_be_checked()
    page.get_by_role("button", name="Cards").click()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).not_to_be_checked()


def test_an_amount_is_typed_on_card_and_grid(page: Page) -> None:
    page.get_by_role("button", name="Walk 8,000 steps").click()
    page.get_by_role("button", name="Begin with this one").click()

    page.get_by_role("button", name="One more: Walk").click()
    expect(page.get_by_role("button", name="Amount of Walk")).to_contain_text("1,000 / 8,000")
    page.get_by_role("button", name="Amount of Walk").click()
    page.get_by_label("Amount of Walk").fill("8250")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Mark Walk as done")).to_be_checked()

    page.get_by_role("button", name="Grid").click()
    today = page.get_by_role("row", name=re.compile("Walk")).get_by_role("button").last
    expect(today).to_contain_text("8.2")
    today.click()
    page.get_by_role("textbox").fill("500")
    page.keyboard.press("Escape")
    expect(today).to_contain_text("8.2")
    today.click()
    page.get_by_role("textbox").fill("500")
    page.keyboard.press("Enter")
    expect(today).to_contain_text("500")
    expect(today).to_be_focused()

    today.click()
    page.get_by_role("textbox").fill("2000000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("A number from 0 to 1,000,000,000")
    page.get_by_role("textbox").fill("")
    page.keyboard.press("Enter")
    expect(today).to_have_attribute("data-state", "pending")
    page.wait_for_timeout(500)
    habit = call(page, "GET", "/habits")["items"][0]
    assert call(page, "GET", f"/habits/{habit['id']}/entries")["items"] == []


def test_a_tick_taken_back_brings_the_amount_that_was_there(page: Page) -> None:
    page.get_by_role("button", name="Walk 8,000 steps").click()
    page.get_by_role("button", name="Begin with this one").click()
    amount = page.get_by_role("button", name="Amount of Walk")
    tick = page.get_by_role("checkbox", name="Mark Walk as done")

    page.get_by_role("button", name="One more: Walk").click()
    expect(amount).to_contain_text("1,000 / 8,000")
    tick.click()
    expect(amount).to_contain_text("8,000 / 8,000")
    tap_again(page, tick)
    page.wait_for_timeout(500)
    page.reload()
    expect(amount).to_contain_text("1,000 / 8,000")


def tap_again(page: Page, tick: Locator) -> None:
    """Tap a second time, so much later that it is no double click."""
    page.wait_for_timeout(1000)
    tick.click()


@pytest.mark.parametrize("reloads", [False, True])
def test_off_and_on_bring_back_the_amount_and_the_note(page: Page, reloads: bool) -> None:
    story = Story(page, title="Water", kind="numeric", target=8, unit="glasses")
    story.lived(range(1), value=11, note="hot")
    page.goto("/")
    tick = page.get_by_role("checkbox", name="Mark Water as done")
    expect(tick).to_be_checked()

    tick.click()
    expect(tick).not_to_be_checked()
    expect(page.get_by_role("button", name="Amount of Water")).to_contain_text("0 / 8")
    if reloads:
        page.wait_for_timeout(500)
        page.reload()
    tap_again(page, tick)

    expect(page.get_by_role("button", name="Amount of Water")).to_contain_text("11 / 8")
    page.wait_for_timeout(500)
    (entry,) = call(page, "GET", f"/habits/{story.habit['id']}/entries")["items"]
    assert (entry["value"], entry["note"]) == (11, "hot")


@pytest.mark.parametrize("layout", ["Cards", "Grid"])
def test_a_double_click_is_one_tick_and_a_tap_a_second_later_takes_it_back(
    page: Page, layout: str
) -> None:
    story = Story(page)
    story.lived(range(1), note="felt great")
    page.goto("/")
    page.get_by_role("button", name=layout).click()
    tick = page.get_by_role("checkbox", name="Read").last

    tick.dblclick(delay=20)
    page.wait_for_timeout(1000)
    expect(tick).to_be_checked()
    page.reload()
    expect(tick).to_be_checked()
    tap_again(page, tick)
    expect(tick).not_to_be_checked()
    page.wait_for_timeout(1000)
    tick.click(click_count=3, delay=20)
    page.wait_for_timeout(500)

    (entry,) = call(page, "GET", f"/habits/{story.habit['id']}/entries")["items"]
    assert (entry["status"], entry["note"]) == ("done", "felt great")


def test_a_key_that_is_held_down_is_one_tap(page: Page) -> None:
    new_habit(page, "Read")
    tick = page.get_by_role("checkbox", name="Mark Read as done")
    for key in ("Enter", "x"):
        tick.focus()
        page.keyboard.down(key)
        for _ in range(3):  # Playwright says of a key that is down already that it repeats
            page.wait_for_timeout(450)
            page.keyboard.down(key)
        page.keyboard.up(key)
        page.wait_for_timeout(500)
        expect(tick).to_be_checked(checked=key == "Enter")


def test_a_double_tap_does_not_flicker(page: Page) -> None:
    new_habit(page, "Read")
    page.evaluate(
        """() => {
          const box = document.querySelector(".sh-box");
          window.seen = [];
          const watch = new MutationObserver(() => window.seen.push(box.ariaChecked));
          watch.observe(box, {attributes: true});
          box.click();
          setTimeout(() => box.click(), 5);
        }"""
    )
    page.wait_for_timeout(1200)
    assert page.evaluate("window.seen") == ["true"]


def test_everything_can_be_said_in_the_grid(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("button", name="Grid").click()
    dialog = page.get_by_role("dialog")
    for key in ("", "e"):
        if key:
            page.keyboard.press(key)
        else:
            cell(page, "Read", 1).click(button="right")
        expect(dialog).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(cell(page, "Read", 1)).to_be_focused()
    cell(page, "Read", 0).click(button="right")
    choose(page, "Skipped")
    dialog.get_by_role("button", name="Save").click()
    expect(cell(page, "Read", 0)).to_have_attribute("data-state", "skipped")

    page.get_by_role("button", name="More about Read").click()
    page.get_by_role("menuitem", name="Not done").click()
    expect(cell(page, "Read", 0)).to_have_attribute("data-state", "missed")


def test_a_long_press_says_the_rest_by_touch(browser: Browser, product: Product) -> None:
    context = browser.new_context(
        base_url=product.base, viewport=PHONE, has_touch=True, is_mobile=True, locale="en-GB"
    )
    page = context.new_page()
    sign_up(page, product)
    new_habit(page, "Read")
    page.get_by_role("button", name="Grid").tap()
    today = cell(page, "Read", 0)
    box = today.bounding_box()
    assert box
    touch = {"x": box["x"] + 9, "y": box["y"] + 9}
    finger = context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [touch]})
    expect(page.get_by_role("dialog")).to_be_visible()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.get_by_role("button", name="Close").tap()
    expect(today).not_to_be_checked()
    context.close()


def test_a_browser_that_keeps_nothing_sends_at_once(page: Page) -> None:
    page.add_init_script("indexedDB.open = () => { throw new Error('private') }")
    page.add_init_script("delete Crypto.prototype.randomUUID")
    new_habit(page, "Read")
    page.reload()
    page.get_by_role("checkbox", name="Mark Read as done").click()
    expect(page.get_by_text("All done for today", exact=True)).to_be_visible()


def test_a_server_that_asks_for_a_pause_gets_it(page: Page) -> None:
    new_habit(page, "Read")
    tries: list[Route] = []

    def refuse(route: Route) -> None:
        tries.append(route)
        route.fulfill(status=429, json={}, headers={"Retry-After": "3"})

    page.route("**/checkin", refuse)
    tick = page.get_by_role("checkbox", name="Mark Read as done")
    tick.click()
    tap_again(page, tick)
    expect(page.get_by_text("2 taps are waiting.")).to_be_visible()
    page.wait_for_timeout(1000)
    assert len(tries) == 1
    page.unroute("**/checkin")
    expect(page.get_by_text("2 taps are waiting.")).to_be_hidden()


def test_taps_without_a_connection_are_counted(page: Page) -> None:
    new_habit(page, "Read")
    new_habit(page, "Run")
    page.context.set_offline(True)
    page.get_by_role("checkbox", name="Mark Read as done").click()
    page.get_by_role("checkbox", name="Mark Run as done").click()

    expect(page.get_by_text("2 taps are waiting.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("2 taps are waiting.")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("checkbox", name="Mark Run as done")).to_be_checked()


def test_a_wish_of_one_day_does_not_show_on_another(page: Page) -> None:
    new_habit(page, "Read")
    held: list[Route] = []
    page.route("**/checkin", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    page.get_by_role("checkbox", name="Mark Read as done").click()
    page.get_by_role("list", name="The last seven days").get_by_role("link").nth(4).click()
    expect(page.get_by_text("An earlier day.")).to_be_visible()
    page.get_by_role("group").filter(has_text="Resting").locator("summary").click()

    expect(page.get_by_role("checkbox", name="Mark Read as done")).not_to_be_checked()
    held[0].continue_()
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_checked()


def test_what_waits_says_that_a_sign_in_is_wanted_and_goes_out_from_any_page(page: Page) -> None:
    new_habit(page, "Read")
    page.route("**/checkin", lambda route: route.fulfill(status=401, json={}))
    page.get_by_role("checkbox", name="Mark Read as done").click()
    expect(page.get_by_role("link", name="You are signed out.")).to_be_visible()

    page.unroute("**/checkin")
    page.goto("/habits")
    expect(page.get_by_text("One tap is waiting.")).to_be_hidden()
    page.wait_for_timeout(500)
    page.goto("/")
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_checked()
