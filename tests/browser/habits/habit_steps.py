"""What tests of the list of habits and of the sheet share."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import call


def make(page: Page, title: str, **draft: Any) -> str:
    """A habit of the person on the page, made by the API."""
    return str(call(page, "POST", "/habits", {"title": title, **draft})["id"])


def read(page: Page, habit_id: str) -> dict[str, Any]:
    found: dict[str, Any] = call(page, "GET", f"/habits/{habit_id}")
    return found


def open_list(page: Page, *shown: str) -> None:
    page.goto("/habits")
    expect(titles(page)).to_have_text(list(shown))


def titles(page: Page) -> Locator:
    return page.locator(".sh-habit .sh-title")


def row(page: Page, title: str) -> Locator:
    return page.locator(".sh-habit").filter(has=page.get_by_text(title, exact=True))


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog")


def words(page: Page) -> Locator:
    return sheet(page).locator("output")


def open_sheet(page: Page) -> Locator:
    page.get_by_role("button", name="New habit").first.click()
    found = sheet(page)
    expect(found.get_by_label("What do you want to do?")).to_be_visible()
    return found


def act(page: Page, title: str, name: str) -> None:
    page.get_by_role("button", name=f"More about {title}", exact=True).click()
    page.get_by_role("menuitem", name=name, exact=True).click()
