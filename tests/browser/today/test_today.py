"""Today in a real browser: earlier days, the grid, chains, keys, and the first minute."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from habit_app import clock
from tests.browser.steps import DESK, PHONE, call, found_by_axe, new_habit
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def test_the_first_minute(page: Page) -> None:
    page.get_by_role("button", name="Meditate 10 minutes").click()
    page.get_by_role("button", name="No sugar").click()
    page.get_by_role("button", name="Call the family").click()
    page.get_by_role("button", name="Call the family").click()
    page.get_by_role("button", name="Begin with these 2").click()

    page.get_by_role("checkbox", name=re.compile("No sugar|sugar")).click()
    expect(page.get_by_role("status").get_by_text("That was your first one.")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.reload()
    expect(page.locator(".sh-card")).to_have_count(2)
    expect(page.get_by_text("That was your first one.")).to_have_count(0)


def test_a_day_that_was_forgotten_is_filled_in(page: Page) -> None:
    new_habit(page, "Read")
    yesterday = (clock.utc_now().date() - timedelta(days=1)).isoformat()
    page.get_by_role("list", name="The last seven days").get_by_role("link").nth(5).click()
    expect(page.get_by_text("An earlier day.")).to_be_visible()
    page.get_by_role("group").filter(has_text="Resting").locator("summary").click()

    page.get_by_role("checkbox", name="Mark Read as done").click()
    expect(page.get_by_text("1 day")).to_be_visible()
    page.get_by_role("link", name="Back to today").click()

    expect(page.get_by_role("checkbox", name="Mark Read as done")).not_to_be_checked()
    habits = call(page, "GET", "/habits")["items"]
    entries = call(page, "GET", f"/habits/{habits[0]['id']}/entries")["items"]
    assert [entry["day"] for entry in entries] == [yesterday]


def test_the_week_says_each_day_once(page: Page) -> None:
    new_habit(page, "Read")
    today = clock.utc_now().date()
    name = f"{today:%A}, {today.day} {today:%B}: 0 of 1 kept"
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_the_next_link_of_a_chain_stands_out_once_the_one_before_is_kept(page: Page) -> None:
    new_habit(page, "Coffee")
    new_habit(page, "Write")
    first, second = (habit["id"] for habit in call(page, "GET", "/habits")["items"])
    call(page, "PATCH", f"/habits/{second}", {"after_habit_id": first})
    page.reload()

    expect(page.get_by_text("after Coffee", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name="Mark Coffee as done").click()
    expect(page.get_by_text("Now: after Coffee")).to_be_visible()


def test_keys_reach_everything(page: Page) -> None:
    page.keyboard.press("n")
    page.get_by_label("What do you want to do?").fill("jxs? n")
    page.get_by_role("button", name="Create habit").click()
    new_habit(page, "Run")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name="Mark Run as done")).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("s")
    expect(page.get_by_text("Skipped")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("t")
    expect(page.get_by_role("searchbox")).to_have_value("t")


def test_all_done_says_what_tomorrow_begins_with(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("checkbox", name="Mark Read as done").click()

    expect(page.get_by_text("All done for today", exact=True)).to_be_visible()
    expect(page.get_by_text("Tomorrow begins with Read.")).to_be_visible()


def test_on_a_phone_by_touch(browser: Browser, product: Product) -> None:
    context = browser.new_context(
        base_url=product.base, viewport=PHONE, has_touch=True, is_mobile=True, locale="de-DE"
    )
    page = context.new_page()
    page.goto("/signup")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-Mail").fill(f"touch{id(page)}@example.com")
    page.get_by_label("Passwort").fill("three small steps")
    page.get_by_role("button", name="Konto anlegen").tap()
    page.get_by_role("button", name="20 Seiten lesen").tap()
    page.get_by_role("button", name="Damit beginnen").tap()
    page.get_by_role("checkbox").tap()
    expect(page.get_by_role("checkbox")).to_be_checked()
    page.get_by_text("Mehr", exact=True).tap()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    context.close()


def test_axe_finds_nothing_at_all_in_grid_and_past(page: Page) -> None:
    assert found_by_axe(page) == []
    page.get_by_role("button", name="Drink water").click()
    page.get_by_role("button", name="No sugar").click()
    page.get_by_role("button", name="Begin with these 2").click()
    page.get_by_role("checkbox").first.click()
    page.get_by_role("button", name="Grid").click()
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.wait_for_timeout(300)
        assert found_by_axe(page) == []
    page.get_by_role("button", name="Cards").click()
    page.get_by_role("list", name="The last seven days").get_by_role("link").nth(3).click()
    expect(page.get_by_text("An earlier day.")).to_be_visible()
    page.wait_for_timeout(300)
    assert found_by_axe(page) == []


def test_a_note_is_kept_from_the_card(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("button", name="More about Read").click()
    page.get_by_role("menuitem", name="Note or amount …").click()
    page.get_by_label("Note").fill("Only the preface")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    habits = call(page, "GET", "/habits")["items"]
    entries = call(page, "GET", f"/habits/{habits[0]['id']}/entries")["items"]
    assert [(entry["status"], entry["note"]) for entry in entries] == [("note", "Only the preface")]


def test_a_day_is_skipped_and_taken_back_from_the_menu(page: Page) -> None:
    new_habit(page, "Read")
    for item, said in (("Skip this day", "Skipped"), ("Not done", "Not done")):
        page.get_by_role("button", name="More about Read").click()
        page.get_by_role("menuitem", name=item).click()
        expect(page.locator(".sh-chip", has_text=said)).to_be_visible()
    for left in ("Skipped", ""):  # what was said before is there again, and taken back in its turn
        page.get_by_role("button", name="More about Read").click()
        page.get_by_role("menuitem", name="Take it back").click()
        expect(page.locator(".sh-chip")).to_have_text([left] if left else [])


def test_long_names_and_amounts_stay_on_a_phone(page: Page) -> None:
    draft = {
        "title": "Practise " * 13,
        "kind": "numeric",
        "unit": "kilometres",
        "target": 98765.432,
    }
    new_habit(page, "Read")
    call(page, "POST", "/habits", draft)
    page.set_viewport_size(PHONE)
    page.reload()

    for layout in ("Cards", "Grid"):
        page.get_by_role("button", name=layout).click()
        expect(page.get_by_role("link", name=re.compile("Practise"))).to_be_visible()
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_page_that_stayed_open_reads_again_when_its_day_is_over(page: Page) -> None:
    new_habit(page, "Read")
    habit = call(page, "GET", "/habits")["items"][0]
    page.clock.install(time=f"{habit['today']['day']}T23:59:00Z")
    page.reload()
    tick = page.get_by_role("checkbox", name="Mark Read as done")
    expect(tick).not_to_be_checked()

    call(page, "POST", f"/habits/{habit['id']}/checkin", {"status": "done"})
    page.clock.run_for(30_000)
    expect(tick).not_to_be_checked()
    page.clock.run_for(60_000)
    expect(tick).to_be_checked()
