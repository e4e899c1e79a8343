"""The list of habits in a real browser, by pointer and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.habits.habit_steps import act, make, open_list, open_sheet, row, sheet, titles
from tests.browser.steps import DESK, PHONE, found_by_axe

pytestmark = pytest.mark.browser


def test_the_order_is_dragged_and_stays(page: Page) -> None:
    for title in ("One", "Two", "Three"):
        make(page, title)
    open_list(page, "One", "Two", "Three")
    handle = row(page, "One").get_by_role("button", name="Move One").bounding_box()
    target = row(page, "Three").bounding_box()
    assert handle is not None
    assert target is not None

    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, target["y"] + target["height"] - 6, steps=12)
    page.wait_for_timeout(80)
    page.mouse.up()

    expect(titles(page)).to_have_text(["Two", "Three", "One"])
    expect(page.locator("#habits-said")).to_have_text("One is now in place 3 of 3.")
    page.reload()
    expect(titles(page)).to_have_text(["Two", "Three", "One"])


def test_the_order_is_changed_by_keyboard_and_stays(page: Page) -> None:
    for title in ("One", "Two", "Three"):
        make(page, title)
    open_list(page, "One", "Two", "Three")

    handle = page.get_by_role("button", name="Move One")
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(titles(page)).to_have_text(["Two", "One", "Three"])
    expect(handle).to_be_focused()
    page.keyboard.press("End")
    expect(titles(page)).to_have_text(["Two", "Three", "One"])
    expect(page.locator("#habits-said")).to_have_text("One is now in place 3 of 3.")
    act(page, "Three", "Move up")
    expect(titles(page)).to_have_text(["Three", "Two", "One"])
    page.reload()

    expect(titles(page)).to_have_text(["Three", "Two", "One"])


def test_a_drag_is_given_up_with_escape(page: Page) -> None:
    for title in ("One", "Two"):
        make(page, title)
    open_list(page, "One", "Two")
    handle = page.get_by_role("button", name="Move One").bounding_box()
    assert handle is not None

    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, handle["y"] + 120, steps=6)
    page.keyboard.press("Escape")
    page.mouse.up()

    page.wait_for_timeout(200)
    expect(titles(page)).to_have_text(["One", "Two"])
    expect(page.locator("#habits-said")).to_be_empty()


def test_searching_filtering_and_sorting(page: Page) -> None:
    make(page, "Read", category="Learning")
    make(page, "Run", category="Fitness", schedule={"type": "per_week", "times": 3})
    make(page, "Reach out", category="Social")
    open_list(page, "Read", "Run", "Reach out")

    search = page.get_by_role("searchbox", name="Search habits")
    search.press_sequentially("rea")
    expect(titles(page)).to_have_text(["Read", "Reach out"])
    expect(search).to_be_focused()
    expect(page.get_by_role("button", name="Move Read")).to_have_count(0)
    page.get_by_label("Category", exact=True).first.select_option("Social")
    expect(titles(page)).to_have_text(["Reach out"])
    search.fill("nothing like it")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(titles(page)).to_have_text(["Read", "Run", "Reach out"])
    expect(search).to_have_value("")

    page.get_by_label("How often", exact=True).select_option("weekly")
    expect(titles(page)).to_have_text(["Run"])
    page.get_by_label("How often", exact=True).select_option("")
    page.get_by_label("Sort by").select_option("title")
    expect(titles(page)).to_have_text(["Reach out", "Read", "Run"])
    page.get_by_label("Sort by").select_option("-created_at")
    expect(titles(page)).to_have_text(["Reach out", "Run", "Read"])


def test_archive_bring_back_and_undo(page: Page) -> None:
    make(page, "Read")
    open_list(page, "Read")
    act(page, "Read", "Archive")
    expect(page.get_by_text("Read was archived.")).to_be_visible()
    expect(titles(page)).to_have_count(0)

    page.get_by_role("button", name="Undo").click()
    expect(titles(page)).to_have_text(["Read"])
    act(page, "Read", "Archive")
    page.get_by_role("button", name="Archived").click()
    expect(titles(page)).to_have_text(["Read"])
    act(page, "Read", "Bring back")
    expect(page.get_by_role("heading", name="Nothing is archived")).to_be_visible()
    page.get_by_role("button", name="Active").click()
    expect(titles(page)).to_have_text(["Read"])


def test_delete_restore_and_undo(page: Page) -> None:
    make(page, "Read")
    make(page, "Run")
    open_list(page, "Read", "Run")
    act(page, "Read", "Delete")
    expect(titles(page)).to_have_text(["Run"])
    page.get_by_role("button", name="Undo").click()
    expect(titles(page)).to_have_text(["Read", "Run"])

    act(page, "Read", "Delete")
    page.get_by_role("button", name="Deleted").click()
    page.get_by_role("button", name=re.compile("Restore")).click()
    expect(page.get_by_role("heading", name="Nothing was deleted")).to_be_visible()
    page.get_by_role("button", name="Active").click()
    expect(titles(page)).to_have_text(["Read", "Run"])


def test_two_hundred_habits_stay_quick(page: Page) -> None:
    for number in range(200):
        make(page, f"Habit {number}")
    open_list(page, *(f"Habit {number}" for number in range(200)))

    search = page.get_by_role("searchbox", name="Search habits")
    search.fill("habit 19")
    expect(titles(page)).to_have_count(11)
    search.fill("")
    expect(titles(page)).to_have_count(200)
    page.get_by_role("button", name="Move Habit 7", exact=True).focus()
    page.keyboard.press("ArrowUp")
    expect(titles(page).nth(6)).to_have_text("Habit 7")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_at_all(page: Page, size: ViewportSize) -> None:
    first = make(page, "Read", category="Learning", color="sky")
    make(page, "Run", color="amber", after_habit_id=first)
    page.set_viewport_size(size)

    open_list(page, "Read", "Run")
    assert found_by_axe(page) == []
    page.get_by_role("button", name="Edit Read").click()
    expect(sheet(page).get_by_label("How often?")).to_be_visible()
    page.wait_for_timeout(300)
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    form = open_sheet(page)
    form.get_by_role("button", name="Drink water").click()
    expect(form.get_by_label("What do you want to do?")).to_have_value("Drink water")
    form.get_by_label("What do you want to do?").fill("")
    form.get_by_label("How often?").select_option("weekdays")
    form.get_by_role("button", name="Create habit").click()
    expect(form.get_by_text("Please give it a name.")).to_be_visible()
    assert found_by_axe(page) == []
