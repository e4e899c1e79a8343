"""The page of a week in a real browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from habit_app.clock import utc_now
from tests.browser.settings.settings_page import open_settings, save, section
from tests.browser.steps import PHONE, call, found_by_axe

pytestmark = pytest.mark.browser


def last_monday() -> date:
    """The first day of the last whole week."""
    today = utc_now().date()
    return today - timedelta(days=today.weekday() + 7)


def two_weeks(page: Page) -> None:
    """A habit that was kept more often last week than the week before."""
    monday = last_monday()
    start = str(monday - timedelta(days=7))
    habit = call(page, "POST", "/habits", {"title": "Read", "start_date": start})
    for offset in (-7, 0, 1, 2, 3):
        day = str(monday + timedelta(days=offset))
        call(page, "POST", f"/habits/{habit['id']}/checkin", {"day": day})


def open_insights(page: Page) -> None:
    page.get_by_role("link", name="Insights").click()
    expect(page.get_by_role("group", name="Week")).to_be_visible()


def test_a_week_is_told_and_turned(page: Page) -> None:
    two_weeks(page)
    open_insights(page)

    expect(page.get_by_text("4 of 7 kept", exact=True).first).to_be_visible()
    expect(page.get_by_text("43 percentage points more than the week before (14%)")).to_be_visible()
    expect(page.get_by_text("Ended: Read, after 4 days")).to_be_visible()
    page.get_by_text("As a table").first.click()
    expect(page.get_by_role("row", name="Monday 1 1 100%")).to_be_visible()
    at_risk = (
        page.get_by_role("region")
        .or_(page.locator("section"))
        .filter(has=page.get_by_role("heading", name="At risk next"))
    )
    expect(at_risk.get_by_role("link", name="Read")).to_be_visible()

    page.get_by_role("button", name="Week before").click()
    expect(page.get_by_text("1 of 7 kept")).to_be_visible()
    page.get_by_role("button", name="Week before").click()
    expect(page.get_by_role("heading", name="Nothing was due in this week")).to_be_visible()
    for _ in range(3):
        page.get_by_role("button", name="Week after").click()
    begun = page.get_by_role("heading", name="Nothing of this week is decided yet")  # a Monday
    expect(page.get_by_text("This week goes on").or_(begun)).to_be_visible()
    expect(page.get_by_role("button", name="Week after")).to_be_disabled()


def test_a_report_is_sent_from_the_page_by_keyboard(page: Page) -> None:
    two_weeks(page)
    open_insights(page)

    page.get_by_role("button", name="Send by e-mail").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("The report is on its way to you.")).to_be_visible()


def test_a_link_names_its_week(page: Page) -> None:
    two_weeks(page)
    day = last_monday() - timedelta(days=3)

    page.goto(f"/insights?week={day}")
    expect(page.get_by_text("1 of 7 kept")).to_be_visible()
    page.goto("/insights?week=whenever")
    expect(page.get_by_text("4 of 7 kept", exact=True).first).to_be_visible()


def test_a_week_of_which_nothing_is_decided_says_what_is_due(page: Page) -> None:
    call(page, "POST", "/habits", {"title": "Read", "start_date": str(utc_now().date())})
    page.goto("/insights")

    expect(page.get_by_text("Due in it: Read.")).to_be_visible()
    page.get_by_role("link", name="To today").click()
    expect(page.get_by_role("link", name="Read")).to_be_visible()


def test_the_first_visit_says_what_to_do(page: Page) -> None:
    open_insights(page)

    expect(page.get_by_role("link", name="See your habits")).to_be_visible()


def test_it_is_said_how_often_we_were_right(page: Page) -> None:
    two_weeks(page)
    open_insights(page)

    card = page.locator("section").filter(has=page.get_by_role("heading", name="Were we right?"))
    expect(card).to_contain_text("times that we said “at risk”, you missed")
    expect(card).to_contain_text("A replay of your past since")
    expect(card.get_by_role("link", name="Read")).to_be_visible()
    card.get_by_text("As a table").click()
    expect(card.get_by_role("columnheader", name="Missed")).to_be_visible()


def test_who_is_new_is_told_when_there_will_be_something_to_compare(page: Page) -> None:
    open_insights(page)

    expect(page.get_by_text("Nothing can be compared yet.")).to_be_visible()


def test_the_report_is_switched_off_in_the_settings(settings: Page) -> None:
    switch = settings.get_by_label("Weekly report by e-mail")
    expect(switch).to_be_checked()
    switch.uncheck()
    save(section(settings, "Nudges"))

    open_settings(settings)

    expect(settings.get_by_label("Weekly report by e-mail")).not_to_be_checked()


def test_axe_finds_nothing_at_all(page: Page) -> None:
    two_weeks(page)
    page.set_viewport_size(PHONE)
    page.goto("/insights")
    expect(page.get_by_text("A replay of your past since")).to_be_visible()

    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
