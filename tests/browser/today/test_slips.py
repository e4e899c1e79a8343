"""A habit to avoid on the pages: nothing to be done, and one tap where it happened."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.habits.habit_steps import open_sheet, read, sheet, words
from tests.browser.steps import call, found_by_axe

pytestmark = pytest.mark.browser

RUN = 9
"""Days before today on which nothing happened."""


@pytest.fixture
def smoke(page: Page) -> str:
    """A habit to avoid that is kept for `RUN` days, with a note on today; the page shows Today."""
    habit = {"title": "Smoke", "direction": "at_most"}
    made = call(page, "POST", "/habits", habit)
    begun = date.fromisoformat(made["start_date"]) - timedelta(days=RUN)
    call(page, "PATCH", f"/habits/{made['id']}", {"start_date": str(begun)})
    call(page, "POST", f"/habits/{made['id']}/checkin", {"note": "a hard day"})
    page.reload()
    expect(card(page)).to_be_visible()
    return str(made["id"])


def card(page: Page) -> Locator:
    return page.locator(".sh-card").filter(has_text="Smoke")


def test_a_slip_breaks_the_streak_and_taken_back_it_never_happened(page: Page, smoke: str) -> None:
    expect(card(page)).to_contain_text(f"{RUN} days")
    expect(card(page)).to_contain_text("Kept so far")

    page.get_by_role("button", name="Slipped: Smoke").click()

    back = page.get_by_role("button", name="Take back: Smoke")
    expect(back).to_be_visible()
    expect(card(page).locator(".sh-chip")).to_have_text("Slipped")
    expect(card(page).locator(".sh-streak")).to_have_count(0)
    assert read(page, smoke)["today"]["state"] == "slipped"

    page.wait_for_timeout(500)  # a second tap at once would be the same one
    back.click()

    expect(card(page).locator(".sh-chip")).to_have_text("Kept so far")
    expect(card(page).locator(".sh-streak")).to_contain_text(f"{RUN} days")
    (entry,) = call(page, "GET", f"/habits/{smoke}/entries")["items"]
    assert (entry["status"], entry["note"]) == ("note", "a hard day")


def test_a_cell_of_the_grid_says_it_and_takes_it_back(page: Page, smoke: str) -> None:
    page.get_by_role("button", name="Grid").click()
    today = page.locator("[data-card] .sh-cell").last
    yesterday = page.locator("[data-card] .sh-cell").nth(-2)
    expect(today).to_have_attribute("aria-label", re.compile("Smoke, .*: Kept so far, with a note"))
    expect(yesterday).to_have_attribute("aria-label", re.compile(": Kept$"))

    yesterday.click()

    expect(yesterday).to_have_attribute("data-state", "slipped")
    expect(yesterday).to_have_attribute("aria-checked", "true")
    expect(yesterday).to_have_attribute("aria-label", re.compile(": Slipped$"))
    page.wait_for_timeout(500)
    yesterday.click()
    expect(yesterday).to_have_attribute("aria-label", re.compile(": Kept$"))
    expect(yesterday).to_have_attribute("aria-checked", "false")


def test_the_editor_of_a_day_takes_a_slip_with_a_note(page: Page, smoke: str) -> None:
    page.goto(f"/habits/{smoke}")
    page.get_by_role("button", name="Add an entry").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio")).to_have_count(2)

    dialog.get_by_role("radio", name="Slipped").check()
    dialog.get_by_label("Note").fill("A party")
    dialog.get_by_role("button", name="Save").click()

    entry = page.locator(".sh-list li").filter(has_text="A party")
    expect(entry.locator(".sh-chip")).to_have_text("Slipped")
    expect(page.locator('.sh-heat .sh-cell[data-state="slipped"]')).to_have_count(1)
    expect(page.locator(".sh-legend")).not_to_contain_text("Above the limit")


def test_the_sheet_makes_a_habit_to_avoid_and_says_so_in_words(page: Page) -> None:
    open_sheet(page).get_by_role("button", name="No smoking").click()
    expect(words(page)).to_have_text("Every day · to avoid")

    often = sheet(page).get_by_label("How often?")
    for name in ("per_week", "per_month", "rolling"):
        expect(often.locator(f'option[value="{name}"]')).to_be_disabled()
    sheet(page).get_by_label("Do it, or avoid it?").select_option("at_least")
    often.select_option("per_week")
    sheet(page).get_by_label("Do it, or avoid it?").select_option("at_most")
    expect(words(page)).to_contain_text("What is to be avoided has fixed days")
    often.select_option("weekdays")
    expect(words(page)).to_have_text("Every Mon, Wed, Fri · to avoid")
    page.get_by_role("button", name="Create habit").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto("/habits")  # today may be none of its days
    expect(page.get_by_role("link", name="No smoking")).to_be_visible()
    (made,) = call(page, "GET", "/habits")["items"]
    assert (made["kind"], made["direction"]) == ("binary", "at_most")


def test_a_slip_waits_for_the_connection(page: Page, smoke: str) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name="Slipped: Smoke").click()
    expect(page.get_by_role("button", name="Take back: Smoke")).to_be_visible()
    expect(card(page).locator(".sh-tick")).to_have_attribute("data-waiting", "true")

    page.context.set_offline(False)

    expect(card(page).locator(".sh-chip")).to_have_text("Slipped")
    assert read(page, smoke)["today"]["state"] == "slipped"


def test_axe_finds_nothing_where_it_is_kept_and_where_it_slipped(page: Page, smoke: str) -> None:
    made = call(page, "POST", "/habits", {"title": "Sweets", "direction": "at_most"})
    call(page, "POST", f"/habits/{made['id']}/checkin", {"status": "slip"})
    page.reload()
    expect(page.get_by_role("button", name="Take back: Sweets")).to_be_visible()
    assert found_by_axe(page) == []

    page.get_by_role("button", name="Grid").click()
    expect(page.locator(".sh-grid")).to_be_visible()
    assert found_by_axe(page) == []
    page.goto(f"/habits/{smoke}")
    expect(page.locator(".sh-heat")).to_be_visible()
    assert found_by_axe(page) == []
