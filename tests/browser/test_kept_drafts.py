"""What was typed and not saved survives a reload and a session that ended elsewhere."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.habit_steps import make, open_list, open_sheet, row, sheet
from tests.browser.settings_page import open_settings
from tests.browser.steps import PASSWORD, call

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_a_sheet_that_was_filled_in_is_offered_again_after_a_reload(page: Page) -> None:
    form = open_sheet(page)
    form.get_by_label("What do you want to do?").fill("Read")
    form.get_by_label("How often?").select_option("per_week")
    form.get_by_label("How many times?").fill("4")
    page.reload()
    page.get_by_text("You began to write “Read”").wait_for()

    page.get_by_role("button", name="Go on").click()
    form = sheet(page)
    expect(form.get_by_label("What do you want to do?")).to_have_value("Read")
    expect(form.get_by_label("How many times?")).to_have_value("4")
    form.get_by_role("button", name="Create habit").click()
    expect(page.get_by_role("link", name="Read")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Read")).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_be_hidden()


def test_a_sheet_is_not_lost_with_the_session(page: Page) -> None:
    make(page, "Read")
    open_list(page, "Read")
    email = call(page, "GET", "/users/me")["email"]
    row(page, "Read").get_by_role("button", name="Edit Read").click()
    sheet(page).get_by_label("What do you want to do?").fill("Read poems")
    call(page, "POST", "/auth/logout")

    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Go on").click()
    expect(sheet(page).get_by_label("What do you want to do?")).to_have_value("Read poems")
    sheet(page).get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Read poems")).to_be_visible()


def test_a_sheet_that_was_closed_is_not_offered_again(page: Page) -> None:
    form = open_sheet(page)
    form.get_by_label("What do you want to do?").fill("Read")
    form.get_by_role("button", name="Cancel").click()
    expect(sheet(page)).to_be_hidden()
    page.reload()

    expect(page.get_by_role("button", name="New habit")).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_be_hidden()


def test_whoever_signs_out_leaves_nothing_behind(page: Page) -> None:
    open_sheet(page).get_by_label("What do you want to do?").fill("Read")
    page.reload()
    page.get_by_role("button", name="Go on").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Password").wait_for()

    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('sh-draft'))")
    assert kept == []


def test_what_was_typed_into_the_settings_comes_back_and_waits_to_be_saved(page: Page) -> None:
    open_settings(page)
    page.locator("#profile-form-full_name").fill("Grace")
    page.reload()

    expect(page.locator("#profile-form-full_name")).to_have_value("Grace")
    expect(page.locator("#profile-form")).to_contain_text("It is not saved yet")
    page.locator("#profile-form").get_by_role("button", name="Save").click()
    expect(page.locator("#profile-form")).to_contain_text("Saved")
    assert call(page, "GET", "/users/me")["full_name"] == "Grace"
