"""A habit with a history, and how its page is read."""

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import call


class Story:
    """A habit with a history, told over REST as the page's own person."""

    def __init__(self, page: Page, **draft: Any) -> None:
        self.page = page
        self.habit = self.post("habits", {"title": "Read", **draft})
        self.today = date.fromisoformat(self.habit["today"]["day"])

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return call(self.page, "POST", f"/{path}", body)

    def patch(self, body: dict[str, Any]) -> Any:
        return call(self.page, "PATCH", f"/habits/{self.habit['id']}", body)

    def day(self, back: int) -> date:
        return self.today - timedelta(days=back)

    def lived(self, days: range, **said: Any) -> None:
        items = [
            {"habit_id": self.habit["id"], "day": self.day(back).isoformat(), **said}
            for back in days
        ]
        for start in range(0, len(items), 500):
            self.post("checkins/batch", {"items": items[start : start + 500]})

    def open(self) -> None:
        self.page.goto(f"/habits/{self.habit['id']}")
        expect(self.page.get_by_text("Current streak", exact=True)).to_be_visible()

    def cell(self, back: int) -> Locator:
        return self.page.get_by_role("gridcell", name=words(self.day(back)))


def words(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def choose(page: Page, what: str) -> None:
    page.get_by_role("dialog").get_by_role("radio", name=what, exact=True).check()


def panel(page: Page, title: str) -> Locator:
    return page.locator("section.sh-panel", has=page.get_by_role("heading", name=title, exact=True))
