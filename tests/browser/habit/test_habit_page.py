"""The page of a habit in a real browser: figures, year and charts, for owners and strangers."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from habit_app import clock
from tests.browser.habit.story import Story, choose, panel, words
from tests.browser.steps import DESK, PHONE, call, found_by_axe, sign_up
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def test_figures_and_year_of_a_back_filled_history(page: Page) -> None:
    story = Story(page, kind="numeric", unit="pages", target=10)
    story.lived(range(1, 40), value=12, note="in bed")
    story.open()

    expect(page.get_by_text("Every day · 10 pages").first).to_be_visible()
    tiles = page.locator(".sh-tile")
    expect(tiles.nth(0)).to_contain_text("39 days")
    expect(tiles.nth(1)).to_contain_text(f"{story.day(39).day} {story.day(39):%b}")
    expect(tiles.nth(5)).to_contain_text("39")
    expect(story.cell(1)).to_have_attribute(
        "aria-label", f"{words(story.day(1))}: Done, 12 pages, note: in bed"
    )
    expect(page.get_by_role("gridcell")).to_have_count(365 + story.today.weekday())
    expect(page.get_by_text("In these weeks: Done 39, Open 1.")).to_be_visible()

    page.get_by_text("The same days as tables").click()
    page.get_by_text(f"{story.day(1):%B %Y}", exact=True).first.click()
    expect(page.get_by_role("cell", name="in bed").first).to_be_visible()

    tiles.nth(2).locator("summary").press("Enter")
    expect(page.get_by_text("It is the score of Loop Habit Tracker")).to_be_visible()


def test_arrow_keys_move_through_the_days_and_enter_opens_one(page: Page) -> None:
    story = Story(page)
    story.lived(range(1, 20), status="done")
    story.open()
    story.cell(0).focus()

    for key, back in (
        ("ArrowUp", 1),
        ("ArrowLeft", 8),
        ("ArrowDown", 7),
        ("ArrowRight", 0),
        ("ArrowRight", 0),
        ("ArrowDown", 0),
    ):
        page.keyboard.press(key)
        expect(story.cell(back)).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator("[data-index='0']")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-index='0']")).to_be_focused()
    page.keyboard.press("End")
    expect(story.cell(0)).to_be_focused()
    expect(page.locator("[role=gridcell][tabindex='0']")).to_have_count(1)

    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=words(story.day(1)))
    expect(dialog.get_by_label("Done", exact=True)).to_be_checked()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(story.cell(1)).to_be_focused()


def test_charts_are_drawn_with_tables_and_follow_the_mode(page: Page) -> None:
    story = Story(page, start_date=(clock.utc_now().date() - timedelta(days=200)).isoformat())
    story.lived(range(1, 200), status="done")
    page.emulate_media(color_scheme="light")
    story.open()
    strength, weekday = panel(page, "Strength over time"), panel(page, "By weekday")

    for chart in (strength, weekday):
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg.main-svg").first).to_be_visible()
        expect(chart.locator(".modebar-btn")).to_have_count(0)
    labels = weekday.locator(".xtick text")
    expect(labels).to_have_count(7)
    light = labels.first.evaluate("label => getComputedStyle(label).fill")
    page.get_by_role("button", name="Light or dark").click()
    expect(labels.first).not_to_have_css("fill", light)

    strength.get_by_role("button", name="3 months").click()
    strength.get_by_text("As a table").click()
    expect(strength.get_by_role("row").nth(3)).to_be_visible()
    expect(strength.get_by_role("row").nth(6)).to_have_count(0)
    strength.get_by_role("button", name="All").click()
    expect(strength.get_by_role("row").nth(6)).to_be_visible()
    weekday.get_by_text("As a table").click()
    expect(weekday.get_by_role("row")).to_have_count(8)
    page.set_viewport_size(PHONE)
    expect(weekday.locator("svg.main-svg").first).to_have_js_property("clientWidth", 324)


def test_today_fetches_no_chart(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    expect(page.get_by_text("What would you like to do every day?")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert not [url for url in asked if "plotly" in url or "heat" in url]


def test_years_are_turned_back_to_the_start(page: Page) -> None:
    story = Story(page)
    story.lived(range(400, 403), status="done")
    story.open()
    later, earlier = (
        page.get_by_role("button", name=f"{way} year") for way in ("Later", "Earlier")
    )
    expect(later).to_be_disabled()

    earlier.click()
    expect(story.cell(400)).to_have_attribute("data-state", "done")
    expect(earlier).to_be_disabled()
    story.cell(400).click()
    choose(page, "Not done")
    page.get_by_role("button", name="Save").click()
    expect(story.cell(400)).to_have_attribute("data-state", "missed")
    later.click()
    expect(story.cell(0)).to_be_visible()


def test_a_phone_begins_at_the_newest_day(page: Page) -> None:
    story = Story(page)
    page.set_viewport_size(PHONE)
    story.open()

    box = story.cell(0).bounding_box()
    before = story.cell(7).bounding_box()
    assert box is not None
    assert before is not None
    assert 0 < box["x"] < PHONE["width"] - box["width"]
    assert box["x"] - before["x"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_archive_bring_back_delete_and_undo(page: Page) -> None:
    story = Story(page)
    story.open()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_text("It asks for nothing, and its streak waits for you.")).to_be_visible()
    story.cell(0).click()
    choose(page, "Done")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_text("An archived habit takes no check-ins.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("button", name="Archive")).to_be_visible()

    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Read was deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Read")).to_be_visible()


def test_a_strangers_habit_and_nonsense_are_missing(
    page: Page, browser: Browser, product: Product
) -> None:
    story = Story(page)
    context = browser.new_context(base_url=product.base, locale="en-GB")
    stranger = context.new_page()
    sign_up(stranger, product)

    for path in (story.habit["id"], "nonsense"):
        stranger.goto(f"/habits/{path}")
        expect(stranger.get_by_text("There is no such habit any more.")).to_be_visible()
        expect(stranger.get_by_text("Read")).to_have_count(0)
    context.close()


def test_days_are_said_in_german(page: Page) -> None:
    story = Story(page)
    story.lived(range(1, 2), status="done")
    call(page, "PATCH", "/users/me", {"locale": "de"})
    page.goto(f"/habits/{story.habit['id']}")

    expect(page.get_by_text("Aktuelle Serie", exact=True)).to_be_visible()
    label = page.locator("[role=gridcell][data-state=done]").get_attribute("aria-label") or ""
    assert re.fullmatch(r"\w+(tag|woch), \d+\. \w+ \d{4}: Geschafft", label)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_at_all(page: Page, size: ViewportSize) -> None:
    story = Story(page, kind="numeric", unit="pages", target=10, description="Before sleep.")
    story.lived(range(1, 30), value=12, note="in bed")
    story.lived(range(30, 34), status="skip")
    story.post(f"habits/{story.habit['id']}/pauses", {"from": story.day(40).isoformat()})
    page.set_viewport_size(size)
    story.open()
    for chart in page.locator(".sh-plot").all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg.main-svg").first).to_be_visible()
    for opened in page.locator("main details:not(details details) > summary").all():
        opened.click()
    assert found_by_axe(page) == []

    story.cell(2).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a pause").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert found_by_axe(page) == []
