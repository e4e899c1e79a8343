"""One running product, one browser, and a person for the tests of the pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from habit_app.clock import utc_now
from tests import moment
from tests.browser.settings.settings_page import open_settings
from tests.browser.steps import DESK, PATIENCE, sign_up
from tests.servers.chromium import FLAGS, executable
from tests.servers.product import Product, running


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product"), with_worker=True) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        moment.carry(found)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    """A signed-up person on Today; errors of scripts and of the policy fail the test."""
    yield from _signed_up(browser, product, timezone_id="UTC")


@pytest.fixture
def settings(browser: Browser, product: Product) -> Iterator[Page]:
    """A signed-up person in Berlin on Settings; errors of scripts fail the test, too."""
    for page in _signed_up(browser, product, timezone_id="Europe/Berlin"):
        open_settings(page)
        yield page


@pytest.fixture
def by_day(browser: Browser, product: Product) -> Iterator[Page]:
    """A signed-up person who lives where it is day: no midnight comes within the next minutes."""
    zone = "UTC" if 6 <= utc_now().hour < 20 else "Asia/Tokyo"
    yield from _signed_up(browser, product, timezone_id=zone)


@pytest.fixture
def other(page: Page, browser: Browser, product: Product) -> Iterator[Page]:
    """Another device of the person of `page`."""
    context = browser.new_context(
        base_url=product.base, storage_state=page.context.storage_state(), locale="en-GB"
    )
    yield context.new_page()
    context.close()


def _signed_up(browser: Browser, product: Product, **more: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=product.base,
        viewport=DESK,
        locale="en-GB",
        **more,  # type: ignore[arg-type]
    )
    page = context.new_page()
    crashes: list[str] = []
    page.on("pageerror", lambda error: crashes.append(str(error)))
    page.on("console", lambda line: crashes.append(line.text) if _is_blocked(line.text) else None)
    sign_up(page, product)
    yield page
    context.close()
    assert crashes == []


def _is_blocked(line: str) -> bool:
    """Whether the browser says that our own policy stopped something."""
    return "Content Security Policy" in line or "unsafe-eval" in line
