"""One reader finds days, times and numbers written in one way, on every page."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from habit_app.text import formats
from tests.browser.settings.settings_page import open_settings, profile, save, section
from tests.browser.steps import DESK, call, sign_up
from tests.servers.product import Product

MONTHS = {
    "en-US": r"(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)",
    "de-DE": r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember)",
}
FOREIGN = {
    "en-US": [
        rf"\d\.? {MONTHS['en-US']}",
        r"\b[012]\d:\d\d\b(?!\s[AP]M)",
        r"\d\s%",
        r"\d\.\d{3}\b",
    ],
    "de-DE": [rf"{MONTHS['de-DE']} \d\d?\b(?!\d)", r"\d\s?[AaPp]\.?[Mm]\b", r"\d%", r"\d,\d{3}\b"],
}
"""What a reader of the region would stumble over."""
TITLES = {
    "en-US": ["Today", "Insights", "Inbox", "Settings"],
    "de-DE": ["Heute", "Einblicke", "Posteingang", "Einstellungen"],
}
AMOUNT = {"en-US": "12,345.5", "de-DE": "12.345,5"}
CLOCK = {"en-US": "4:05 PM", "de-DE": "16:05"}
QUIET = {"en-US": "quiet from 10:00 PM to 7:00 AM", "de-DE": "still von 22:00 bis 07:00"}


@pytest.fixture(params=["en-US", "de-DE"])
def reader(request: pytest.FixtureRequest, browser: Browser, product: Product) -> Iterator[Page]:
    """Somebody whose account has a region, in a browser that is set up for another one."""
    other = {"en-US": "de-DE", "de-DE": "en-US"}[request.param]
    context = browser.new_context(
        base_url=product.base, viewport=DESK, locale=other, timezone_id="UTC"
    )
    page = context.new_page()
    sign_up(page, product)
    call(page, "PATCH", "/users/me", {"locale": request.param})
    yield page
    context.close()


def test_every_page_writes_in_the_way_of_the_accounts_region(reader: Page) -> None:
    locale = str(profile(reader)["locale"])
    today, habit_id = _fill(reader)
    pages = ["/", f"/insights?week={today}", "/notifications", "/settings"]
    titles = []

    for path in [*pages, f"/habits/{habit_id}"]:
        reader.goto(path)
        expect(reader.locator("html")).to_have_attribute("lang", locale)
        _settle(reader)
        said = reader.locator("body").inner_text()
        named = reader.evaluate(
            "[...document.querySelectorAll('[aria-label], [title]')].map((one) =>"
            " `${one.ariaLabel ?? ''}\\n${one.title}`).join('\\n')"
        )
        for pattern in FOREIGN[locale]:
            assert not re.search(pattern, said + named), (path, re.search(pattern, said + named))
        titles.append(reader.title().removesuffix(" · SmartHabit"))
    assert titles == [*TITLES[locale], "Coffee"]


def test_the_same_day_amount_and_time_are_written_alike_everywhere(reader: Page) -> None:
    locale = str(profile(reader)["locale"])
    today, habit_id = _fill(reader)
    tomorrow = today + timedelta(days=1)

    reader.goto("/")
    long = formats.in_words(today, locale=locale, form="long")
    expect(reader.get_by_text(long).first).to_be_visible()
    expect(reader.get_by_text(AMOUNT[locale], exact=True)).to_be_visible()
    reader.goto(f"/habits/{habit_id}")
    expect(reader.get_by_text(AMOUNT[locale]).first).to_be_visible()
    dated = formats.in_words(today, locale=locale, form="date")
    expect(reader.get_by_text(dated).first).to_be_attached()
    reader.goto("/notifications")
    expect(reader.get_by_text(CLOCK[locale])).to_be_visible()
    reader.goto(f"/insights?week={tomorrow - timedelta(days=8)}")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    reader.goto("/settings")
    expect(reader.get_by_text(QUIET[locale])).to_be_visible()


def test_the_region_is_chosen_in_the_settings(settings: Page) -> None:
    part = section(settings, "Profile")
    expect(part.get_by_label("Language and region")).to_have_value("en-GB")

    part.get_by_label("Language and region").select_option(label="Deutsch (Österreich)")
    part.get_by_role("button", name="Save").click()

    expect(settings.locator("html")).to_have_attribute("lang", "de-AT")
    assert profile(settings)["locale"] == "de-AT"
    assert settings.title() == "Einstellungen · SmartHabit"
    back = section(settings, "Profil")
    back.get_by_label("Sprache und Region").select_option(label="English (United States)")
    back.get_by_role("button", name="Speichern").click()
    expect(settings.locator("html")).to_have_attribute("lang", "en-US")
    open_settings(settings)
    save(section(settings, "Profile"))
    assert profile(settings)["locale"] == "en-US"


@pytest.mark.parametrize(
    ("asked", "language", "title"),
    [("en-US", "en", "Welcome back"), ("de-AT", "de", "Willkommen zurück")],
)
def test_a_page_for_nobody_says_its_language_and_name(
    browser: Browser, product: Product, asked: str, language: str, title: str
) -> None:
    context = browser.new_context(base_url=product.base, locale=asked)
    page = context.new_page()

    page.goto("/login")

    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page).to_have_title(f"{title} · SmartHabit")
    context.close()


def _fill(page: Page) -> tuple[date, Any]:
    """A habit with an amount of today, a note of tomorrow, quiet hours of a channel."""
    draft = {"title": "Coffee", "kind": "numeric", "target": 20000.5, "unit": "ml"}
    habit_id = call(page, "POST", "/habits", draft)["id"]
    today = date.fromisoformat(call(page, "GET", "/today")["day"])
    call(page, "POST", f"/habits/{habit_id}/checkin", {"value": 12345.5})
    at = f"{today + timedelta(days=1)}T16:05:00Z"
    call(page, "POST", "/notifications", {"title": "Pack", "scheduled_for": at})
    [mail] = call(page, "GET", "/notifications/channels")["items"]
    quiet = {"quiet_hours": {"from": "22:00", "to": "07:00"}}
    call(page, "PATCH", f"/notifications/channels/{mail['id']}", quiet)
    return today, habit_id


def _settle(page: Page) -> None:
    """All that is read has come."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".sh-skeleton")).to_have_count(0)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
