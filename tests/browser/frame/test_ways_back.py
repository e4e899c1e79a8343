"""Where one is led in a real browser: by Back, focus and undo, and by a page that fails."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.habits.habit_steps import act, make, open_list, open_sheet, row, sheet, titles
from tests.browser.steps import call, new_habit

pytestmark = pytest.mark.browser


def test_back_closes_the_sheet_and_then_leaves_the_page(page: Page) -> None:
    make(page, "Read")
    page.goto("/")
    page.get_by_role("link", name="Habits", exact=True).click()
    expect(titles(page)).to_have_text(["Read"])
    for _ in range(2):
        open_sheet(page)
        page.go_back()
        expect(sheet(page)).to_be_hidden()
        expect(page).to_have_url(re.compile("/habits$"))
    open_sheet(page)
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    expect(page.get_by_role("button", name="New habit")).to_be_focused()

    page.get_by_role("button", name="Edit Read").click()
    sheet(page).get_by_role("button", name="Save").click()
    expect(sheet(page)).to_be_hidden()
    page.go_back()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_visible()
    page.go_forward()
    expect(titles(page)).to_have_text(["Read"])


def test_nothing_is_open_after_a_reload(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("button", name="More about Read").click()
    page.get_by_role("menuitem", name="Note or amount …").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.reload()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_be_hidden()

    open_sheet(page)
    page.reload()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_be_hidden()
    open_sheet(page)


def test_what_was_typed_on_the_sheet_is_not_lost(page: Page) -> None:
    form = open_sheet(page)
    form.get_by_label("What do you want to do?").fill("Read")
    form.get_by_label("How often?").select_option("per_week")
    form.get_by_label("How many times?").fill("4")
    page.mouse.click(20, 400)
    expect(form).to_be_visible()

    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(form.get_by_label("What do you want to do?")).to_have_value("Read")
    expect(form.get_by_label("How many times?")).to_have_value("4")
    form.get_by_role("button", name="Create habit").click()
    expect(page.get_by_role("link", name="Read")).to_be_visible()

    open_sheet(page)
    page.mouse.click(20, 400)
    expect(form).to_be_hidden()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_the_focus_stays_in_the_list(page: Page) -> None:
    for title in ("One", "Two", "Three"):
        make(page, title)
    open_list(page, "One", "Two", "Three")

    act(page, "Two", "Archive")
    expect(titles(page)).to_have_text(["One", "Three"])
    expect(row(page, "Three").get_by_role("button", name="More about Three")).to_be_focused()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(titles(page)).to_have_text(["One", "Two", "Three"])
    expect(row(page, "Three").get_by_role("button", name="More about Three")).to_be_focused()


def test_the_focus_stays_on_today(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("button", name="More about Read").click()
    page.get_by_role("menuitem", name="Edit").click()
    expect(sheet(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More about Read")).to_be_focused()

    week = page.get_by_role("list", name="The last seven days").get_by_role("link")
    week.nth(3).click()
    page.get_by_role("link", name="Back to today").press("Enter")
    expect(page.get_by_text("An earlier day.")).to_be_hidden()
    expect(week.nth(6)).to_be_focused()

    act(page, "Read", "Archive")
    expect(page.get_by_role("link", name="Read")).to_have_count(0)
    expect(page.locator("h1, h2, .sh-week a").and_(page.locator(":focus"))).to_have_count(1)


def test_the_back_link_leads_to_where_one_came_from(page: Page) -> None:
    make(page, "Read")
    open_list(page, "Read")
    page.get_by_role("link", name="Read").click()
    expect(page).to_have_title("Read · SmartHabit")
    page.get_by_role("link", name="Back to the habits").click()
    expect(titles(page)).to_have_text(["Read"])
    expect(page).to_have_title("Habits · SmartHabit")

    page.get_by_role("link", name="Today", exact=True).click()
    page.get_by_role("link", name="Read").click()
    page.get_by_role("link", name="Back to Today").click()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_visible()
    expect(page).to_have_title("Today · SmartHabit")


def test_the_page_says_in_which_language_it_is(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en")
    call(page, "PATCH", "/users/me", {"locale": "de"})
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page).to_have_title("Heute · SmartHabit")


def test_a_page_that_does_not_come_can_be_tried_again(page: Page) -> None:
    page.clock.install()
    page.route_web_socket(re.compile("_event"), lambda _socket: None)
    page.reload()
    expect(page.locator("[aria-busy=true]")).to_be_visible()
    page.wait_for_timeout(800)
    page.clock.run_for(9000)
    expect(page.get_by_role("alert").get_by_role("button", name="Try again")).to_be_visible()


def test_each_toast_has_its_own_time(page: Page) -> None:
    make(page, "Read")
    open_list(page, "Read")
    page.clock.install()
    act(page, "Read", "Archive")
    page.get_by_role("button", name="Archived").click()
    act(page, "Read", "Bring back")
    page.get_by_role("button", name="Active").click()
    page.clock.run_for(7000)
    act(page, "Read", "Archive")
    expect(page.get_by_text("Read was archived.")).to_be_visible()
    page.clock.run_for(7000)
    expect(page.get_by_text("Read was archived.")).to_be_visible()
    page.clock.run_for(5000)
    expect(page.get_by_text("Read was archived.")).to_be_hidden()
