"""Finding one's way without a mouse, without a connection, and back again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.habits.habit_steps import act, make, open_list, open_sheet, sheet, titles
from tests.browser.settings.settings_page import open_settings
from tests.browser.steps import PHONE, call

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/habits", "/settings"])
def test_the_skip_link_moves_the_focus_to_the_content(page: Page, path: str) -> None:
    page.goto(path)
    skip = page.get_by_text("Skip to the content")
    skip.focus()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_without_a_connection_what_needs_one_is_refused_in_words(page: Page) -> None:
    make(page, "Read")
    page.goto("/")
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_visible()
    page.context.set_offline(True)

    page.get_by_role("link", name="Insights").click()
    expect(page.locator(".sh-offline")).to_contain_text("needs a connection")
    expect(page).to_have_url(re.compile("/$"))
    page.get_by_role("button", name="New habit").click()
    expect(page.locator(".sh-offline")).to_contain_text("needs a connection")
    page.context.set_offline(False)
    expect(page.locator(".sh-offline")).not_to_have_attribute("data-shown", "true")
    expect(sheet(page)).to_be_hidden()
    open_sheet(page)


def test_single_keys_can_be_switched_off(page: Page) -> None:
    open_settings(page)
    page.get_by_label("Use single keys").uncheck()
    page.goto("/habits")
    expect(page.get_by_role("button", name="New habit").first).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()

    open_settings(page)
    page.get_by_label("Use single keys").check()
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_back_leads_to_the_place_in_the_list(page: Page) -> None:
    for number in range(30):
        make(page, f"Habit {number:02}")
    open_list(page, *(f"Habit {number:02}" for number in range(30)))
    titles(page).nth(25).scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    titles(page).nth(25).click()
    expect(page).to_have_url(re.compile("/habits/"))
    expect(page.get_by_text("Habit 25").first).to_be_visible()
    page.go_back()
    expect(titles(page)).to_have_count(30)

    page.wait_for_function("(top) => Math.abs(window.scrollY - top) < 5", arg=before)
    assert before > 500


def test_a_past_day_has_an_address_and_a_step_in_the_history(page: Page) -> None:
    make(page, "Read", start_date="2026-01-01")
    page.goto("/")
    day = page.locator(".sh-week a").nth(3)
    day.click()
    expect(page).to_have_url(re.compile(r"\?day=\d{4}-\d\d-\d\d$"))
    expect(page.get_by_role("link", name="Back to today")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Back to today")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Back to today")).to_be_hidden()


def test_the_first_minute_is_one_screen_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    begin = page.get_by_role("button", name="Pick a few")
    expect(begin).to_be_in_viewport(ratio=1)
    page.locator(".sh-starters button").first.click()
    page.get_by_role("button", name=re.compile("^Begin")).click()
    expect(page.locator(".sh-card")).to_have_count(1)

    expect(page.locator(".sh-week a .sh-dot").first).to_have_text("")
    expect(page.locator("body")).not_to_be_focused()
    focused = page.evaluate("document.activeElement.tagName")
    assert focused != "BODY"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Berlin", "Europe/Berlin"), ("são paulo", "America/Sao_Paulo"), ("utc", "UTC")],
)
def test_a_city_is_enough_for_a_zone(page: Page, typed: str, zone: str) -> None:
    open_settings(page)
    page.get_by_label("Time zone").fill(typed)
    page.locator("#time-form").get_by_role("button", name="Save").click()

    expect(page.locator("#time-form")).to_contain_text("Saved")
    assert call(page, "GET", "/users/me")["timezone"] == zone


def test_an_error_goes_once_it_is_corrected(page: Page) -> None:
    open_settings(page)
    name = page.locator("#profile-form-full_name")
    name.fill("")
    page.locator("#profile-form").get_by_role("button", name="Save").click()
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("Grace")
    expect(page.locator("#profile-form [role=alert]")).to_have_count(0)

    page.goto("/habits")
    form = open_sheet(page)
    form.get_by_role("button", name="Create habit").click()
    title = form.get_by_label("What do you want to do?")
    expect(title).to_have_attribute("aria-invalid", "true")
    title.fill("Read")
    expect(form.locator("[role=alert]:visible")).to_have_count(0)


def test_an_error_goes_once_it_is_corrected_in_a_pause(page: Page) -> None:
    page.goto(f"/habits/{make(page, 'Read')}")
    page.get_by_role("button", name="Add a pause").click()
    pause = page.get_by_role("dialog")
    pause.get_by_label("To", exact=True).fill("2020-01-01")
    pause.get_by_role("button", name="Save").click()
    expect(pause.get_by_role("alert")).to_be_visible()

    pause.get_by_label("To", exact=True).fill("")

    expect(pause.get_by_role("alert")).to_have_count(0)


def test_an_error_goes_once_it_is_corrected_at_the_sign_in(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/login?error=invalid-credentials&email=ada%40example.com")
    expect(page.get_by_role("alert")).to_be_visible()

    page.get_by_label("Password").fill("three")

    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_a_menu_says_of_a_day_is_told_and_taken_back_from_the_toast(page: Page) -> None:
    habit = make(page, "Read")
    call(page, "POST", f"/habits/{habit}/checkin", {"status": "done", "note": "Ch. 3"})
    page.goto("/")

    act(page, "Read", "Take it back")
    expect(page.get_by_role("status").get_by_text("Read: taken back.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).not_to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_checked()
    act(page, "Read", "Skip this day")
    expect(page.get_by_role("status").get_by_text("Read: skipped.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("checkbox", name="Mark Read as done")).to_be_checked()

    entries = call(page, "GET", f"/habits/{habit}/entries")["items"]
    assert [(entry["status"], entry["note"]) for entry in entries] == [("done", "Ch. 3")]
