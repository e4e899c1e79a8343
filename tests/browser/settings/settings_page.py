"""What tests of the settings page share: finding its parts, and signing in elsewhere."""

import json
import urllib.request

from playwright.sync_api import Locator, Page, expect

PASSWORD = "three small steps"


def open_settings(page: Page) -> None:
    page.goto("/settings")
    expect(page.get_by_label("Name", exact=True).first).not_to_have_value("")


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def save(part: Locator) -> None:
    part.get_by_role("button", name="Save").click()
    expect(part.get_by_text("Saved.")).to_be_visible()


def profile(page: Page) -> dict[str, object]:
    told: dict[str, object] = page.request.get("/api/v1/users/me").json()
    return told


def log_in(base: str, email: str, password: str = PASSWORD) -> None:
    """Sign in as another program would."""
    body = json.dumps({"email": email, "password": password, "client": "api"}).encode()
    request = urllib.request.Request(f"{base}/api/v1/auth/login", body)
    request.add_header("Content-Type", "application/json")
    request.add_header("User-Agent", "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
