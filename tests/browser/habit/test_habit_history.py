"""What is edited on the page of a habit: days, entries, pauses, changes to come."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.habit.story import Story, choose, panel, words

pytestmark = pytest.mark.browser


def test_a_day_is_edited_from_the_map_and_from_the_history(page: Page) -> None:
    story = Story(page, kind="numeric", unit="pages", target=10)
    story.lived(range(1, 3), value=4)
    story.open()

    story.cell(3).click()
    dialog = page.get_by_role("dialog")
    choose(page, "Amount")
    dialog.get_by_label("Amount (pages)").fill("12.5")
    dialog.get_by_label("Note").fill("on the train")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(story.cell(3)).to_have_attribute("data-state", "done")
    expect(story.cell(3)).to_be_focused()
    history = panel(page, "Entries")
    expect(history.get_by_text("12.5 pages")).to_be_visible()
    expect(history.get_by_text("on the train")).to_be_visible()

    history.get_by_role("button", name=f"Edit {words(story.day(1))}").click()
    choose(page, "Skipped")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(story.cell(1)).to_have_attribute("data-state", "skipped")

    story.cell(3).click()
    dialog.get_by_label("Note").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(history.get_by_text("on the train")).to_have_count(0)
    expect(history.get_by_text("12.5 pages")).to_be_visible()


def test_an_entry_of_an_earlier_day_and_a_refusal_in_words(page: Page) -> None:
    story = Story(page)
    story.open()
    page.get_by_role("button", name="Add an entry").click()
    dialog = page.get_by_role("dialog", name="Add an entry")

    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say what happened, or write a note.")
    dialog.get_by_label("Day", exact=True).fill(story.day(-30).isoformat())
    expect(dialog.get_by_text(words(story.day(-30)))).to_be_visible()
    choose(page, "Done")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("That day has not come yet.")

    dialog.get_by_label("Day", exact=True).fill(story.day(30).isoformat())
    expect(dialog.get_by_text(words(story.day(30)))).to_be_visible()
    choose(page, "Done")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(panel(page, "Entries").get_by_text(words(story.day(30))).first).to_be_visible()
    expect(page.locator(".sh-tile").nth(5)).to_contain_text("1")


def test_the_editor_stays_when_another_day_is_answered(page: Page) -> None:
    story = Story(page)
    story.open()
    held: list[Route] = []
    page.route("**/checkin", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    story.cell(2).click()
    dialog = page.get_by_role("dialog")
    choose(page, "Done")
    dialog.get_by_role("button", name="Save").click()
    page.keyboard.press("Escape")
    story.cell(4).click()
    dialog.get_by_label("Note").fill("half a sentence")
    held[0].continue_()
    expect(story.cell(2)).to_have_attribute("data-state", "done")
    expect(dialog.get_by_label("Note")).to_have_value("half a sentence")


def test_what_is_said_without_a_connection_is_kept(page: Page) -> None:
    story = Story(page)
    story.open()
    story.cell(2).click()
    dialog = page.get_by_role("dialog")
    choose(page, "Done")
    page.route("**/checkin", lambda route: route.abort())
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("status")).to_have_text("Waiting for the connection")
    page.unroute("**/checkin")

    expect(dialog).to_be_hidden()
    expect(story.cell(2)).to_have_attribute("data-state", "done")


def test_a_removed_entry_comes_back_with_its_note(page: Page) -> None:
    story = Story(page)
    story.lived(range(1, 2), status="done", note="with Bo")
    story.open()
    history = panel(page, "Entries")

    history.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The entry was removed.")).to_be_visible()
    expect(history.get_by_text("Nothing recorded yet.")).to_be_visible()
    expect(history.get_by_role("heading")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(history.get_by_text("with Bo")).to_be_visible()
    expect(story.cell(1)).to_have_attribute("data-state", "done")

    story.cell(1).click()
    page.get_by_role("button", name="Clear the day").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(story.cell(1)).to_have_attribute("data-state", re.compile("before|rest|missed"))
    page.get_by_role("button", name="Undo").click()
    expect(story.cell(1)).to_have_attribute("data-state", "done")


def test_the_history_shows_more(page: Page) -> None:
    story = Story(page)
    story.lived(range(1, 15), status="done")
    story.open()
    rows = panel(page, "Entries").get_by_role("listitem")

    expect(rows).to_have_count(10)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(14)
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_a_pause_is_added_changed_ended_removed_and_brought_back(page: Page) -> None:
    story = Story(page)
    story.lived(range(4, 9), status="done")
    story.open()
    pauses = panel(page, "Pauses")
    pauses.get_by_role("button", name="Add a pause").click()
    dialog = page.get_by_role("dialog", name="Add a pause")
    dialog.get_by_label("From").fill(story.day(3).isoformat())
    dialog.get_by_label("To", exact=True).fill(story.day(9).isoformat())
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("The end cannot be before the beginning.")
    dialog.get_by_label("To", exact=True).fill("")
    dialog.get_by_label("Reason").fill("Holiday")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(pauses.get_by_text("until further notice").first).to_be_visible()
    expect(story.cell(0)).to_have_attribute("data-state", "paused")
    expect(page.locator(".sh-tile").nth(0)).to_contain_text("5 days")

    pauses.get_by_role("button", name="Change the pause").click()
    dialog = page.get_by_role("dialog", name="Change the pause")
    expect(dialog.get_by_label("Reason")).to_have_value("Holiday")
    dialog.get_by_label("Reason").fill("Mountains")
    dialog.get_by_role("button", name="Save").click()
    expect(pauses.get_by_text("Mountains")).to_be_visible()

    pauses.get_by_role("button", name="End now").click()
    expect(story.cell(0)).to_have_attribute("data-state", "pending")
    page.get_by_role("button", name="Undo").click()
    expect(story.cell(0)).to_have_attribute("data-state", "paused")

    pauses.get_by_role("button", name="Remove the pause").click()
    expect(pauses.get_by_text("No pause so far.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(pauses.get_by_text("Mountains")).to_be_visible()


def test_all_habits_are_paused_from_one_of_them(page: Page) -> None:
    story = Story(page)
    other = Story(page, title="Run")
    story.open()
    page.get_by_role("button", name="Add a pause").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Pause all my habits").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()

    other.open()
    expect(panel(page, "Pauses").get_by_text("All habits")).to_be_visible()
    expect(other.cell(0)).to_have_attribute("data-state", "paused")


def test_a_change_to_come_is_taken_back_and_put_again(page: Page) -> None:
    story = Story(page)
    schedule = {"type": "per_week", "times": 3}
    story.patch({"schedule": schedule, "valid_from": story.day(-10).isoformat()})
    story.open()
    versions = panel(page, "What it asks for")
    expect(versions.get_by_role("listitem")).to_have_count(2)

    versions.get_by_role("button", name="Take back: Three times a week").click()
    expect(versions.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(versions.get_by_text("Three times a week").first).to_be_visible()
