"""Contrast of what a habit's colour draws, in every colour that can be chosen, in both modes."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from habit_app.services.habits.drafts import COLORS
from tests.browser.habits.habit_steps import make

pytestmark = pytest.mark.browser
TEXT, GRAPHIC = 4.5, 3.0
WANTED = {
    "the number in a done cell": TEXT,
    "the number in a partial cell": TEXT,
    "the ring of an open cell": GRAPHIC,
    "the ring of an open card": GRAPHIC,
    "the check of a done card": GRAPHIC,
    "the streak of a card": TEXT,
    "the streak of a done card": TEXT,
    "the state of a skipped card": TEXT,
    "the state of a missed card": TEXT,
    "the figures of a missed card": TEXT,
    "the focus ring": GRAPHIC,
}

PAINTED = """
const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
const painted = (...colors) => {
  canvas.fillStyle = "white";
  canvas.fillRect(0, 0, 1, 1);
  for (const color of colors) {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
  }
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const behind = (element) => element
  ? [...behind(element.parentElement), getComputedStyle(element).backgroundColor] : [];
const light = (rgb) => {
  const [r, g, b] = rgb.map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (color, under) => {
  const [one, two] = [light(painted(...under, color)), light(painted(...under))];
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
};
const style = (element) => getComputedStyle(element);
const text = (element) => ratio(style(element).color, behind(element));
const line = (color, element) => ratio(color, behind(element.parentElement));
"""

CELLS = (
    "(colors) => {"
    + PAINTED
    + """
  const row = document.querySelector(".sh-grid tbody tr");
  const cell = row.querySelector("td:last-child .sh-cell");
  cell.dataset.number = "true";
  const found = {};
  for (const color of colors) {
    row.dataset.accentColor = color;
    const as = (state) => { cell.dataset.state = state; return cell; };
    const done = text(as("done"));
    const faint = style(as("partial")).backgroundImage.match(/(?:rgba?|color)\\([^)]*\\)/g).at(-1);
    found[color] = {
      "the number in a done cell": done,
      "the number in a partial cell":
        ratio(style(cell).color, [...behind(cell.parentElement), faint]),
      "the ring of an open cell":
        line(style(as("pending")).boxShadow.match(/^(?:rgba?|color)\\([^)]*\\)/)[0], cell),
    };
  }
  return found;
}"""
)

CARDS = (
    "(colors) => {"
    + PAINTED
    + """
  const card = document.querySelector(".sh-card");
  const box = card.querySelector(".sh-box");
  const part = (name) => {
    const made = document.createElement("span");
    made.className = name;
    card.querySelector(".sh-figures").append(made);
    return made;
  };
  const [chip, streak] = [part("sh-chip"), part("sh-streak")];
  box.focus();
  const found = {};
  for (const color of colors) {
    card.dataset.accentColor = color;
    const as = (state) => { card.dataset.state = state; };
    as("pending");
    box.ariaChecked = "false";
    const one = {
      "the ring of an open card": line(style(box).borderTopColor, box),
      "the focus ring":
        style(box).outlineStyle === "solid" ? line(style(box).outlineColor, box) : 0,
      "the streak of a card": text(streak),
    };
    as("done");
    box.ariaChecked = "true";
    one["the check of a done card"] = text(box);
    one["the streak of a done card"] = text(streak);
    as("skipped");
    one["the state of a skipped card"] = text(chip) * style(card).opacity;
    as("missed");
    one["the state of a missed card"] = text(chip) * style(card).opacity;
    one["the figures of a missed card"] = text(card.querySelector(".sh-figures"));
    found[color] = one;
  }
  return found;
}"""
)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_that_can_be_chosen_can_be_seen(
    page: Page, mode: Literal["light", "dark"]
) -> None:
    make(page, "Run", kind="numeric", target=5, unit="km")
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    page.reload()
    expect(page.locator(".sh-card")).to_be_visible()
    page.keyboard.press("Tab")  # what is focused by a key shows its ring
    cards = page.evaluate(CARDS, COLORS)
    page.get_by_role("button", name="Grid").click()
    expect(page.locator(".sh-grid .sh-cell").last).to_be_visible()
    cells = page.evaluate(CELLS, COLORS)

    faint = [
        f"{mode}, {color}: {name} has {ratio:.2f}"
        for color in COLORS
        for name, ratio in {**cards[color], **cells[color]}.items()
        if ratio < WANTED[name]
    ]
    assert faint == []
    assert set(WANTED) == set(cards["jade"]) | set(cells["jade"])
