"""Nothing is cut off, covered or told by colour alone: narrow, enlarged, in forced colours."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.habit.story import Story
from tests.browser.habits.habit_steps import make, open_sheet
from tests.browser.steps import DESK, PHONE, call, found_by_axe

pytestmark = pytest.mark.browser
LOW: ViewportSize = {"width": 1280, "height": 720}
ENLARGED: ViewportSize = {"width": 320, "height": 180}
UNCOVERED = """(field) => {
  const box = field.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, Math.min(box.y + box.height / 2, innerHeight - 1)];
  const top = document.elementFromPoint(x, y);
  if (field.matches("[type=radio], [type=checkbox]")) field = field.closest("label");
  return box.y >= 0 && box.y < innerHeight && (field.contains(top) || top?.contains(field));
}"""
STICKS_OUT = """() => [...document.querySelectorAll(".sh-grid .sh-cell span")].filter((said) => {
  const [inner, outer] = [said, said.parentElement].map((one) => one.getBoundingClientRect());
  return inner.width && (inner.left < outer.left || inner.right > outer.right);
}).map((said) => said.textContent)"""


def lived(page: Page) -> Story:
    """A habit of steps with a day of each kind."""
    story = Story(page, title="Steps to the moon and back", kind="numeric", target=100_000)
    story.patch({"start_date": story.day(20).isoformat()})
    for back, value in enumerate((99_500, 99_999, 9_999, 100_000, 987_654_321)):
        story.lived(range(back, back + 1), value=value)
    story.lived(range(1, 2), note="Round the block")
    return story


def in_grid(page: Page) -> Locator:
    page.reload()
    page.get_by_role("button", name="Grid").click()
    grid = page.get_by_role("table", name=re.compile("Habits by days"))
    expect(grid).to_be_visible()
    return grid


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_grid_fits_and_always_shows_today(page: Page, width: int) -> None:
    lived(page)
    page.set_viewport_size({"width": width, "height": 844})
    grid = in_grid(page)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(grid.locator("thead th").last).to_be_in_viewport(ratio=1)
    expect(grid.locator("tbody td").last).to_be_in_viewport(ratio=1)
    assert page.evaluate(STICKS_OUT) == []
    title = grid.get_by_role("link", name="Steps to the moon and back")
    assert (title.bounding_box() or {"height": 99})["height"] < 30
    expect(title).to_have_attribute("title", "Steps to the moon and back")


def test_a_cell_never_reads_as_a_target_that_was_not_reached(page: Page) -> None:
    lived(page)
    cells = in_grid(page).locator("tbody td .sh-cell")
    for back, said in enumerate(("99k", "99k", "9.9k", "100k", "987M")):
        expect(cells.nth(-1 - back)).to_have_text(said)


def test_a_note_is_told_in_the_grid(page: Page) -> None:
    lived(page)
    cells = in_grid(page).locator("tbody td .sh-cell")

    expect(cells.nth(-2)).to_have_attribute("data-noted", "true")
    expect(cells.nth(-2)).to_have_accessible_name(re.compile("with a note"))
    expect(cells.nth(-1)).not_to_have_accessible_name(re.compile("with a note"))


@pytest.mark.parametrize("size", [DESK, LOW, PHONE], ids=["desk", "low", "phone"])
def test_nothing_covers_a_field_of_the_sheet_that_has_the_focus(
    page: Page, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.emulate_media(reduced_motion="reduce")
    sheet = open_sheet(page)
    expect(sheet).to_be_visible()
    form = page.get_by_role("dialog")
    fields = form.locator("form :is(input:not([type=hidden]), select, textarea)")
    for field in [*fields.all(), *reversed(fields.all())]:
        field.evaluate("field => field.focus()")
        assert field.evaluate(UNCOVERED), field.get_attribute("name")


def test_a_new_habit_can_be_made_on_an_enlarged_page(page: Page) -> None:
    page.set_viewport_size(ENLARGED)
    page.reload()
    make(page, "Run")
    page.reload()
    page.get_by_role("button", name="New habit").first.click()
    name = page.get_by_label("What do you want to do?")
    name.focus()
    assert name.evaluate(UNCOVERED)
    name.fill("Read")
    page.get_by_role("button", name="Create habit").click()
    expect(page.get_by_role("link", name="Read")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == ENLARGED["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_question_before_an_account_is_deleted_is_whole(
    settings: Page, size: ViewportSize
) -> None:
    settings.set_viewport_size(size)
    settings.get_by_role("button", name="Delete account").first.click()
    dialog = settings.get_by_role("alertdialog")
    expect(dialog).to_be_in_viewport(ratio=1)
    title = dialog.get_by_role("heading").bounding_box()
    around = dialog.bounding_box()
    assert title
    assert around
    assert title["x"] - around["x"] >= 16
    assert title["y"] - around["y"] >= 16


def test_forced_colours_tell_the_states_of_a_day_apart(page: Page) -> None:
    make(page, "Read")
    page.emulate_media(forced_colors="active")
    page.reload()
    box = page.get_by_role("checkbox", name="Mark Read as done")
    expect(box.locator("svg")).not_to_be_visible()
    in_grid(page)
    cell = page.locator(".sh-grid .sh-cell").last
    seen = {
        state: cell.evaluate(
            """(cell, state) => {
              cell.dataset.state = state;
              const {backgroundColor, backgroundImage, borderTop} = getComputedStyle(cell);
              return [backgroundColor, backgroundImage, borderTop].join();
            }""",
            state,
        )
        for state in (
            *("done", "partial", "implied", "missed", "slipped", "skipped", "paused"),
            *("pending", "rest"),
        )
    }
    assert len(set(seen.values())) == len(seen)


def test_forced_colours_reach_charts_and_what_is_slid(page: Page) -> None:
    story = lived(page)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    story.open()
    line = page.locator(".sh-plot .js-line").first
    line.scroll_into_view_if_needed()
    painted = """(element, [name, of]) => {
      const probe = document.createElement("span");
      probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
      element.ownerDocument.body.append(probe);
      return [getComputedStyle(element)[of], getComputedStyle(probe).color];
    }"""
    stroke, wanted = (
        [int(part) for part in re.findall(r"\d+", color)[:3]]
        for color in line.evaluate(painted, ["Highlight", "stroke"])
    )
    assert stroke == pytest.approx(wanted, abs=2)  # what is transparent in part is rounded
    page.goto("/settings")
    track, wanted = page.locator("input[type=range]").evaluate(
        painted, ["CanvasText", "backgroundImage"]
    )
    assert track == f"linear-gradient({wanted}, {wanted})"


def test_axe_finds_nothing_at_all_on_today_and_what_opens_there(page: Page) -> None:
    story = lived(page)
    call(page, "POST", "/habits", {"title": "Read"})
    page.reload()
    expect(page.locator(".sh-card")).to_have_count(2)
    assert found_by_axe(page) == []
    page.get_by_role("button", name=f"More about {story.habit['title']}").click()
    page.get_by_role("menuitem", name="Note or amount").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    in_grid(page)
    assert found_by_axe(page) == []
    open_sheet(page)
    assert found_by_axe(page) == []


def test_the_reason_of_a_pause_is_plain_words(page: Page) -> None:
    story = Story(page)
    story.post(
        f"habits/{story.habit['id']}/pauses",
        {"from": story.today.isoformat(), "reason": "Holiday at the sea"},
    )
    story.open()
    reason = page.get_by_text("Holiday at the sea")
    expect(reason).to_have_css("border-top-width", "0px")
    expect(reason).to_have_css("padding-top", "0px")
