"""Several web processes on one PostgreSQL and one Redis: pages agree, and outlive Redis."""

from collections.abc import Iterator

import pytest
import redis as clients
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.steps import call, sign_up
from tests.servers import redis
from tests.servers.product import Product, running
from tests.servers.redis import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with redis.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="module")
def products(
    redis_server: Server, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Product, Product]]:
    """Two servers, of which the first has two processes."""
    folder = tmp_path_factory.mktemp("products")
    shared = {"HABIT_DATABASE_URL": postgres_url, "HABIT_REDIS_URL": redis_server.url}
    with (
        running(folder, shared | {"HABIT_WEB_WORKERS": "2"}) as one,
        running(folder, shared) as another,
    ):
        yield one, another


@pytest.fixture
def context(browser: Browser, products: tuple[Product, Product]) -> Iterator[BrowserContext]:
    found = browser.new_context(base_url=products[0].base, locale="en-GB")
    yield found
    found.close()


@pytest.fixture
def tabs(
    context: BrowserContext, products: tuple[Product, Product], request: pytest.FixtureRequest
) -> list[Page]:
    """One person's tabs, on both servers, for which the cookie is valid; three, or as asked."""
    first = context.new_page()
    sign_up(first, products[0])
    call(first, "POST", "/habits", {"title": "Read"})
    found = [first, *(context.new_page() for _ in range(getattr(request, "param", 3) - 1))]
    for number, tab in enumerate(found):
        tab.goto(products[number % 2].base + "/")
        expect(tab.get_by_role("link", name="Read")).to_be_visible()
    return found


def rename(tab: Page, title: str) -> None:
    habit = call(tab, "GET", "/habits")["items"][0]
    call(tab, "PATCH", f"/habits/{habit['id']}", {"title": title})


@pytest.mark.parametrize("tabs", [5], indirect=True)
def test_all_tabs_of_all_processes_agree(tabs: list[Page]) -> None:
    for title in ("Write", "Swim", "Sleep"):
        rename(tabs[0], title)
        for tab in tabs:
            expect(tab.get_by_role("link", name=title)).to_be_visible()


def test_redis_may_go_and_come_back(tabs: list[Page], redis_server: Server) -> None:
    here = tabs[0]
    redis_server.kill()
    try:
        for tab in tabs:
            expect(tab.get_by_text("No connection.")).to_be_visible()
        rename(here, "Write")  # the API goes on, and what it tells is lost
    finally:
        redis_server.start()

    for tab in tabs:
        expect(tab.get_by_role("link", name="Write")).to_be_visible()
        expect(tab.get_by_text("No connection.")).to_be_hidden()
    rename(here, "Swim")
    for tab in tabs:
        expect(tab.get_by_role("link", name="Swim")).to_be_visible()


def test_a_page_whose_state_was_dropped_stays_where_it_is(
    tabs: list[Page], redis_server: Server
) -> None:
    here, there = tabs[0], tabs[1]
    there.get_by_role("navigation").get_by_role("link", name="Habits").click()
    expect(there.get_by_role("heading", name="Habits")).to_be_attached()
    expect(there.locator("main").get_by_role("link", name="Read")).to_be_visible()
    with clients.Redis.from_url(redis_server.url.replace("/0", "/1")) as pages:
        pages.flushdb()

    rename(here, "Write")

    expect(there.locator("main").get_by_role("link", name="Write")).to_be_visible()
    assert there.url.endswith("/habits")


def test_a_way_back_works_whichever_process_gives_it(tabs: list[Page]) -> None:
    tab = tabs[1]
    tab.get_by_role("link", name="Read").click()
    expect(tab.get_by_text("Current streak", exact=True)).to_be_visible()
    tab.get_by_role("button", name="Add a pause").click()
    tab.get_by_role("button", name="Save").click()
    tab.get_by_role("button", name="Remove the pause").first.click()
    tab.get_by_role("button", name="Undo").click()

    expect(tab.get_by_role("button", name="Remove the pause")).to_be_visible()


def test_what_is_kept_of_pages_has_a_place_of_its_own_and_holds_no_secret(
    tabs: list[Page], context: BrowserContext, redis_server: Server
) -> None:
    secrets = [cookie["value"] for cookie in context.cookies() if "sess" in cookie["name"]]
    pages = clients.Redis.from_url(redis_server.url.replace("/0", "/1"))
    limits = clients.Redis.from_url(redis_server.url)
    kept = {key: str(pages.get(key)) for key in pages.scan_iter() if pages.type(key) == b"string"}

    assert len(kept) > len(tabs)
    assert secrets
    assert not [key for key, value in kept.items() for secret in secrets if secret in value]
    assert not [key for key in limits.scan_iter() if b"reflex___state" in key]
    pages.close()
    limits.close()
