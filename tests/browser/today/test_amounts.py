"""Amounts as people type them, in a browser whose language is not the page's."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.habits.habit_steps import make, read
from tests.browser.steps import call

pytestmark = pytest.mark.browser
GERMAN = [
    ("1,5", "1,5", 1.5),
    ("2,75", "2,75", 2.75),
    ("1.5", "1,5", 1.5),
    ("1.234", "1.234", 1234),
    ("1 234,5", "1.234,5", 1234.5),
]
NO_AMOUNT = ("abc", "1,2,3", "-3", "7½", "1e5", "1,2345", "1000000001")
LIMIT = "Eine Zahl von 0 bis 1.000.000.000 mit höchstens drei Nachkommastellen, etwa 1,5."


def in_german(page: Page, **draft: Any) -> str:
    """A habit of kilometres on a page in German; the browser is in English."""
    call(page, "PATCH", "/users/me", {"locale": "de"})
    return make(page, "Laufen", kind="numeric", target=5, unit="km", **draft)


def of_today(page: Page, habit_id: str) -> list[float]:
    return [entry["value"] for entry in call(page, "GET", f"/habits/{habit_id}/entries")["items"]]


def is_refused(field: Locator, typed: str) -> None:
    """What is no amount stays as it was typed, and what is wrong is said with the field."""
    field.fill(typed)
    field.press("Enter")
    expect(field).to_have_value(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(LIMIT)
    expect(field).to_be_focused()


def test_an_amount_on_a_card_is_what_was_typed(page: Page) -> None:
    habit_id = in_german(page)
    page.reload()
    amount = page.get_by_role("button", name="Menge von Laufen")
    for typed, shown, stored in GERMAN:
        amount.click()
        with page.expect_response("**/checkin"):
            page.get_by_label("Menge von Laufen").fill(typed)
            page.keyboard.press("Enter")
        expect(amount).to_have_text(f"{shown} / 5 km")
        assert of_today(page, habit_id) == [stored]
    amount.click()
    field = page.get_by_role("textbox", name="Menge von Laufen")
    expect(field).to_have_value("1234,5")
    for typed in NO_AMOUNT:
        is_refused(field, typed)
    field.press("Escape")
    assert of_today(page, habit_id) == [1234.5]


def test_an_amount_in_the_grid_is_what_was_typed(page: Page) -> None:
    habit_id = in_german(page)
    page.reload()
    page.get_by_role("button", name="Raster").click()
    cell = page.get_by_role("row", name=re.compile("Laufen")).get_by_role("button").last
    cell.click()
    field = page.get_by_role("textbox")
    for typed in NO_AMOUNT:
        is_refused(field, typed)
    with page.expect_response("**/checkin"):
        field.fill("2,75")
        field.press("Enter")
    assert of_today(page, habit_id) == [2.75]
    cell.click()
    expect(field).to_have_value("2,75")


def test_an_amount_in_the_editor_of_a_day_is_what_was_typed(page: Page) -> None:
    habit_id = in_german(page)
    page.reload()
    page.get_by_role("button", name="Mehr zu Laufen").click()
    page.get_by_role("menuitem", name="Notiz oder Menge").click()
    page.get_by_role("radio", name="Menge").check()
    field = page.get_by_role("dialog").get_by_label("Menge (km)")
    for typed in NO_AMOUNT:
        is_refused(field, typed)
    assert of_today(page, habit_id) == []
    field.fill("1,5")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert of_today(page, habit_id) == [1.5]


def test_a_target_on_the_sheet_is_what_was_typed(page: Page) -> None:
    habit_id = in_german(page)
    page.goto("/habits")
    page.get_by_role("button", name="Laufen bearbeiten").click()
    field = page.get_by_role("dialog").get_by_label("Wie viel?")
    for typed in NO_AMOUNT:
        field.fill(typed)
        page.get_by_role("button", name="Speichern").click()
        expect(field).to_have_accessible_description(re.compile("Nachkommastellen"))
        expect(field).to_have_value(typed)
    assert read(page, habit_id)["target"] == 5

    field.fill("1.234,5")
    expect(page.get_by_role("dialog").locator("output")).to_have_text("Jeden Tag · 1.234,5 km")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert read(page, habit_id)["target"] == 1234.5

    page.get_by_role("button", name="Laufen bearbeiten").click()
    expect(field).to_have_value("1234,5")


def test_the_sentence_keeps_the_unit_of_an_amount_that_has_entries(page: Page) -> None:
    habit_id = make(page, "Coffee", kind="numeric", target=2, unit="cups")
    call(page, "POST", f"/habits/{habit_id}/checkin", {"value": 1})
    page.goto("/habits")
    page.get_by_role("button", name="Edit Coffee").click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label("Unit")).to_be_disabled()

    form.get_by_label("How much?").fill("3")
    expect(form.locator("output")).to_have_text("Every day · 3 cups")
    form.get_by_label("How much?").fill("1")
    expect(form.locator("output")).to_have_text("Every day · 1 cup")


def test_one_of_a_unit_is_read_out_as_one(page: Page) -> None:
    habit_id = make(page, "Coffee", kind="numeric", target=2, unit="cups")
    page.goto("/")
    with page.expect_response("**/checkin"):
        page.get_by_role("button", name="One more: Coffee").click()
    expect(page.locator("#sh-live")).to_have_text("Coffee: 1 cup")

    page.goto(f"/habits/{habit_id}")
    expect(page.get_by_text("1 cup", exact=True)).to_be_visible()


def test_a_whole_number_of_times_is_never_made_of_a_fraction(page: Page) -> None:
    habit_id = make(page, "Read", schedule={"type": "per_week", "times": 2})
    page.goto("/habits")
    page.get_by_role("button", name="Edit Read").click()
    times = page.get_by_label("How many times?")
    times.press("End")
    times.press_sequentially(",5")
    page.get_by_role("button", name="Save").click()

    expect(times).to_have_value("2,5")
    expect(times).to_have_accessible_description("A whole number of times that fits.")
    assert read(page, habit_id)["schedule"]["times"] == 2
