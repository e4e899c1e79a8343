"""Badges in the browser: won with a tick, celebrated once, found on their page."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import DESK, PHONE, call, found_by_axe, new_habit

pytestmark = pytest.mark.browser


def almost_a_week(page: Page) -> None:
    """A habit that was kept on six days, and whose first badge was seen.

    Another was never kept, so no week of the two is perfect, wherever it ends.
    """
    today = date.fromisoformat(call(page, "GET", "/today")["day"])
    days = [(today - timedelta(days=back)).isoformat() for back in range(6, 0, -1)]
    habit = call(page, "POST", "/habits", {"title": "Read", "start_date": days[0]})
    call(page, "POST", "/habits", {"title": "Walk", "start_date": days[0]})
    items = [{"habit_id": habit["id"], "day": day, "status": "done"} for day in days]
    call(page, "POST", "/checkins/batch", {"items": items})
    page.goto("/badges")
    expect(page.get_by_text("1 of 13 won")).to_be_visible()
    page.goto("/")


def tick(page: Page) -> Locator:
    page.get_by_role("checkbox", name="Mark Read as done").click()
    party = page.locator(".sh-won")
    expect(party).to_contain_text("Badge won: One week")
    return party


def test_a_badge_is_celebrated_once_and_stands_on_the_page(page: Page) -> None:
    almost_a_week(page)
    party = tick(page)
    expect(party).to_contain_text("Read")
    page.reload()
    expect(page.get_by_role("link", name="Read", exact=True)).to_be_visible()
    expect(party).to_have_count(0)

    page.get_by_role("link", name="Badges").first.click()
    expect(page.get_by_text("2 of 13 won")).to_be_visible()
    won = page.locator(".sh-medal[data-won=true]")
    expect(won.get_by_role("link", name="with Read")).to_have_count(2)
    month = page.locator(".sh-medal", has=page.get_by_role("heading", name="One month"))
    expect(month.get_by_role("progressbar", name="One month")).to_have_attribute("value", "7")
    expect(month).to_contain_text("7 of 30")


def test_the_celebration_leads_to_the_badges_and_can_be_put_away(page: Page) -> None:
    almost_a_week(page)
    party = tick(page)
    expect(party.get_by_role("link", name="See all badges")).to_be_visible()

    party.get_by_role("button", name="Close").click()
    expect(party).to_have_count(0)


def test_the_very_first_tick_is_said_once_and_not_twice(page: Page) -> None:
    new_habit(page, "Read")
    page.get_by_role("checkbox", name="Mark Read as done").click()

    expect(page.get_by_text("That was your first one.")).to_be_visible()
    expect(page.locator(".sh-won")).to_have_count(0)


def test_nothing_moves_for_those_who_want_it_so(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    almost_a_week(page)
    party = tick(page)

    assert party.evaluate("part => part.getAnimations({ subtree: true }).length") == 0


def test_badges_are_readable_for_everybody_on_phone_and_desk(page: Page) -> None:
    habit = call(page, "POST", "/habits", {"title": "Read"})
    call(page, "POST", f"/habits/{habit['id']}/checkin", {})
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto("/badges")
        expect(page.get_by_text("1 of 13 won")).to_be_visible()
        assert found_by_axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_on_a_phone_badges_are_behind_more(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.locator(".sh-others summary").click()
    page.locator(".sh-others").get_by_role("link", name="Badges").click()

    expect(page.get_by_text("None yet.")).to_be_visible()
