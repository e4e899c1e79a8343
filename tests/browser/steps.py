"""Steps that several journeys take."""

from typing import Any, Literal
from uuid import uuid4

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from habit_app.services.accounts import registration
from habit_app.services.accounts.registration import SignUp
from habit_app.services.shared.audit import Origin
from tests.conftest import inside
from tests.servers.product import Product

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
PATIENCE = 30_000
"""Milliseconds to wait for what a page shows, as long as Playwright waits to click: machines are
busy, and nobody waits who sees it at once."""
SETTLED = 150
"""Milliseconds until a page has drawn its other colours."""
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CONTRASTS: tuple[Literal["none", "active"], ...] = ("none", "active")
AXE = {
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}
PASSWORD = "three small steps"


def sign_up(page: Page, product: Product) -> None:
    """Sign somebody up behind the page, who then stands on Today."""
    timezone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    email = f"{uuid4().hex[:8]}@example.com"
    wanted = SignUp(email, PASSWORD, "Ada", timezone)
    with inside(**product.settings):
        made = registration.sign_up(wanted=wanted, client="browser", origin=Origin())
    cookie = {"name": "session", "value": made.cookie or "", "url": product.base}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(product.base + "/")
    expect(page.get_by_text("What would you like to do every day?")).to_be_visible()


def sign_up_by_form(page: Page) -> None:
    """Sign somebody up as people do."""
    page.goto("/signup")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill(f"{uuid4().hex[:8]}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("What would you like to do every day?")).to_be_visible()


def new_habit(page: Page, title: str) -> None:
    page.get_by_role("button", name="New habit").first.click()
    page.get_by_label("What do you want to do?").fill(title)
    page.get_by_role("button", name="Create habit").click()
    expect(page.get_by_role("link", name=title)).to_be_visible()


def found_by_axe(page: Page) -> list[str]:
    """All that axe finds, also what is minor, in light, in dark, and in forced colours."""
    found = [
        f"{forced}, {item}"
        for forced in CONTRASTS
        for mode in MODES
        for item in _found(page, mode, forced)
    ]
    page.emulate_media(forced_colors="none", color_scheme="light")
    return found


def _found(
    page: Page,
    mode: Literal["light", "dark"],
    forced: Literal["none", "active"],
) -> list[str]:
    page.emulate_media(color_scheme=mode, forced_colors=forced, reduced_motion="reduce")
    page.wait_for_timeout(SETTLED)
    told = Axe().run(page, options=AXE).response["violations"]
    return [f"{mode}: {item['id']}: {item['nodes'][0]['html'][:120]}" for item in told]


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """Call the API as the person of the page, for what is no matter of the test."""
    origin = "/".join(page.url.split("/", 3)[:3])
    answer = page.request.fetch(
        f"{origin}/api/v1{path}", method=method, data=body, headers={"Origin": origin}
    )
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else None
