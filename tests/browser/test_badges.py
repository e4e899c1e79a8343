"""Badges in the browser: won with a tick, celebrated once, found on their page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import DESK, PHONE, call, new_habit, serious

pytestmark = pytest.mark.xdist_group("product")


def test_a_first_tick_is_celebrated_once_and_stands_on_the_page(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("checkbox", name="Mark Read as done").click()

    party = page.locator(".sh-won")
    expect(party).to_contain_text("Badge won: First step")
    expect(party).to_contain_text("Read")
    page.reload()
    expect(page.get_by_role("link", name="Read", exact=True)).to_be_visible()
    expect(party).to_have_count(0)

    page.get_by_role("link", name="Badges").first.click()
    expect(page.get_by_text("1 of 13 won")).to_be_visible()
    won = page.locator(".sh-medal[data-won=true]")
    expect(won).to_have_count(1)
    expect(won.get_by_role("link", name="with Read")).to_be_visible()
    week = page.locator(".sh-medal", has=page.get_by_role("heading", name="One week"))
    expect(week.get_by_role("progressbar", name="One week")).to_have_attribute("value", "1")
    expect(week).to_contain_text("1 of 7")


def test_the_celebration_leads_to_the_badges_and_can_be_put_away(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("checkbox", name="Mark Read as done").click()
    party = page.locator(".sh-won")
    expect(party).to_be_visible()

    party.get_by_role("button", name="Close").click()
    expect(party).to_have_count(0)


def test_nothing_moves_for_those_who_want_it_so(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    new_habit(page, "Read")
    page.get_by_role("checkbox", name="Mark Read as done").click()
    party = page.locator(".sh-won")
    expect(party).to_be_visible()

    moves = party.evaluate("part => part.getAnimations({ subtree: true }).length")

    assert moves == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_badges_are_readable_for_everybody_on_phone_and_desk(page: Page, scheme: str) -> None:
    habit = call(page, "POST", "/habits", {"title": "Read"})
    call(page, "POST", f"/habits/{habit['id']}/checkin", {})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto("/badges")
        expect(page.get_by_text("1 of 13 won")).to_be_visible()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_on_a_phone_badges_are_behind_more(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.locator(".sh-others summary").click()
    page.locator(".sh-others").get_by_role("link", name="Badges").click()

    expect(page.get_by_text("None yet.")).to_be_visible()
