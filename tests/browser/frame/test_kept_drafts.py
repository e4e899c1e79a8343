"""What was typed and not saved survives a reload and a session that ended elsewhere."""

import pytest
from playwright.sync_api import Locator, Page, expect

from habit_app.clock import utc_now
from tests.browser.habits.habit_steps import make, open_list, open_sheet, row, sheet
from tests.browser.settings.settings_page import open_settings
from tests.browser.steps import PASSWORD, call

pytestmark = pytest.mark.browser


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


def test_an_amount_that_is_typed_when_the_day_turns_is_offered_again(page: Page) -> None:
    before, after = _zones_with_a_night_between()
    call(page, "PATCH", "/users/me", {"timezone": before})
    habit_id = make(page, "Water", kind="numeric", target=8, unit="glasses")
    day = call(page, "GET", "/today")["day"]
    page.goto("/")
    page.get_by_role("button", name="Amount of Water").click()
    page.get_by_label("Amount of Water").fill("5,5")
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)

    call(page, "PATCH", "/users/me", {"timezone": after})
    expect(page.get_by_text("Typed and not saved: “Water”")).to_be_visible()
    assert call(page, "GET", f"/habits/{habit_id}/entries")["items"] == []

    page.get_by_role("button", name="Go on").click()
    expect(_editor(page).get_by_label("Amount (glasses)")).to_have_value("5,5")
    _editor(page).get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    [entry] = call(page, "GET", f"/habits/{habit_id}/entries")["items"]
    assert (entry["day"], entry["value"]) == (day, 5.5)
    page.reload()
    expect(page.get_by_role("button", name="Amount of Water")).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)


def test_an_amount_that_was_left_by_escape_is_not_offered(page: Page) -> None:
    make(page, "Water", kind="numeric", target=8, unit="glasses")
    page.goto("/")
    page.get_by_role("button", name="Amount of Water").click()
    page.get_by_label("Amount of Water").fill("5")
    page.keyboard.press("Escape")
    page.reload()

    expect(page.get_by_role("button", name="Amount of Water")).to_be_visible()
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)


@pytest.mark.parametrize("how", ["Escape", "reload"])
def test_a_note_of_a_day_that_was_not_saved_is_offered_again(page: Page, how: str) -> None:
    habit_id = make(page, "Read")
    page.goto("/")
    _open_editor(page, "Read")
    _editor(page).get_by_label("Note").fill("Half a chapter")
    _editor(page).get_by_label("Skipped").check()

    page.keyboard.press("Escape") if how == "Escape" else page.reload()
    page.get_by_role("button", name="Go on").click()

    expect(_editor(page).get_by_label("Note")).to_have_value("Half a chapter")
    expect(_editor(page).get_by_label("Skipped")).to_be_checked()
    expect(_editor(page).get_by_text("What you had typed is back.")).to_be_visible()
    _editor(page).get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)
    [entry] = call(page, "GET", f"/habits/{habit_id}/entries")["items"]
    assert (entry["note"], entry["status"]) == ("Half a chapter", "skip")


def test_a_note_that_was_not_saved_can_be_forgotten(page: Page) -> None:
    make(page, "Read")
    page.goto("/")
    _open_editor(page, "Read")
    _editor(page).get_by_label("Note").fill("Half a chapter")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Forget it").click()

    expect(page.get_by_role("button", name="Go on")).to_have_count(0)
    _open_editor(page, "Read")
    expect(_editor(page).get_by_label("Note")).to_have_value("")


def test_what_is_wrong_with_a_day_is_not_said_any_more_once_something_is_said(page: Page) -> None:
    make(page, "Read")
    page.goto("/")
    _open_editor(page, "Read")
    _editor(page).get_by_role("button", name="Save").click()
    expect(_editor(page).get_by_role("alert")).to_be_visible()

    _editor(page).get_by_label("Note").fill("Half a chapter")

    expect(_editor(page).get_by_role("alert")).to_have_count(0)


def _open_editor(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"More about {title}").click()
    page.get_by_role("menuitem", name="Note or amount").click()
    expect(_editor(page)).to_be_visible()


def _editor(page: Page) -> Locator:
    return page.get_by_role("dialog")


def _zones_with_a_night_between() -> tuple[str, str]:
    """Two zones; to go from one to the other is to wait for the next day, at any hour."""
    in_the_morning = utc_now().hour < 11
    return ("Pacific/Pago_Pago", "UTC") if in_the_morning else ("UTC", "Pacific/Kiritimati")
