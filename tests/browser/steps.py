"""Steps that several journeys take."""

from typing import Any
from uuid import uuid4

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


def sign_up(page: Page, base: str) -> None:
    """Sign somebody up behind the page, who then stands on Today."""
    device = page.evaluate("""() => ({
        locale: navigator.language,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    })""")
    made = page.request.post(
        f"{base}/api/v1/auth/form/signup",
        form={
            "full_name": "Ada",
            "email": f"{uuid4().hex[:8]}@example.com",
            "password": "three small steps",
            "timezone": device["timezone"],
        },
        headers={"Accept-Language": device["locale"], "Origin": base},
        max_redirects=0,
    )
    assert made.headers["location"] == "/"
    page.goto("/")
    expect(page.get_by_text("What would you like to do every day?")).to_be_visible()


def sign_up_by_form(page: Page) -> None:
    """Sign somebody up as people do."""
    page.goto("/signup")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill(f"{uuid4().hex[:8]}@example.com")
    page.get_by_label("Password").fill("three small steps")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("What would you like to do every day?")).to_be_visible()


def new_habit(page: Page, title: str) -> None:
    page.get_by_role("button", name="New habit").first.click()
    page.get_by_label("What do you want to do?").fill(title)
    page.get_by_role("button", name="Create habit").click()
    expect(page.get_by_role("link", name=title)).to_be_visible()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{item['id']}: {item['nodes'][0]['html'][:120]}"
        for item in found
        if item["impact"] in {"serious", "critical"}
    ]


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """Call the API as the person of the page, for what is no matter of the test."""
    origin = "/".join(page.url.split("/", 3)[:3])
    answer = page.request.fetch(
        f"{origin}/api/v1{path}", method=method, data=body, headers={"Origin": origin}
    )
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else None
