"""The admin's page of the models in the browser: versions read, activated, rolled back, trained."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import delete, update

from habit_app.db.session import unit_of_work
from habit_app.db.tables import metadata
from tests.browser.steps import PHONE, call, found_by_axe
from tests.conftest import inside
from tests.model_cards import OUTDONE, put_said, put_version
from tests.servers.product import Product

pytestmark = pytest.mark.browser
USER, MODEL = metadata.tables["user"], metadata.tables["model"]


@pytest.fixture
def admin(page: Page, product: Product) -> Iterator[Page]:
    """An admin of an installation in which nothing was trained, now and afterwards."""
    user_id = me(page)
    with inside(**product.settings), unit_of_work() as session:
        session.execute(update(USER).where(USER.c.id == user_id).values(role="admin"))
    yield page
    with inside(**product.settings), unit_of_work() as session:
        session.execute(delete(MODEL))


def me(page: Page) -> UUID:
    return UUID(call(page, "GET", "/users/me")["id"])


def put_three(product: Product) -> None:
    """The rules calibrated, a blend in use, and one that was rejected."""
    with inside(**product.settings):
        put_version("rules")
        put_version("blend")
        put_version("blend", *OUTDONE)


def open_models(page: Page) -> None:
    page.goto("/admin/models")
    expect(page.get_by_text("What predicts now")).to_be_visible()


def version(page: Page, name: str) -> Locator:
    return page.locator(".sh-versions > li").filter(has=page.get_by_role("heading", name=name))


def test_where_nothing_was_trained_an_admin_is_told_what_training_needs(admin: Page) -> None:
    admin.goto("/")
    admin.get_by_role("link", name="Models").click()

    expect(admin.get_by_role("heading", name="The rules, as they come")).to_be_visible()
    expect(admin.get_by_text("20 people and 1,000 units to try a scorecard")).to_be_visible()
    expect(admin.get_by_text("0 of 200 held out so far")).to_be_visible()
    assert found_by_axe(admin) == []


def test_versions_are_rolled_back_and_none_is_used(admin: Page, product: Product) -> None:
    put_three(product)
    open_models(admin)
    expect(admin.get_by_role("heading", name="Scorecard and trees: version 2")).to_be_visible()
    expect(version(admin, "Version 3")).to_contain_text("It is not better beyond chance than what")
    expect(version(admin, "Version 3").get_by_role("button", name="Activate")).to_have_count(0)

    first = version(admin, "Version 1")
    first.get_by_role("button", name="Roll back").click()
    first.get_by_role("button", name="Let version 1 predict?").click()
    title = admin.get_by_role("heading", name="The rules, calibrated by version 1")
    expect(title).to_be_visible()
    expect(title).to_be_focused()
    expect(first).to_contain_text("In use")
    expect(admin.get_by_role("button", name="Use the rules only")).to_have_count(0)

    second = version(admin, "Version 2")
    second.get_by_role("button", name="Activate").click()
    second.get_by_role("button", name="Let version 2 predict?").click()
    expect(second).to_contain_text("In use")
    admin.get_by_role("button", name="Use the rules only").click()
    admin.get_by_role("button", name="Retire the version in use?").click()
    expect(admin.get_by_role("heading", name="The rules, as they come")).to_be_visible()
    expect(second).to_contain_text("Retired")


def test_a_version_is_shown_whole_with_its_chart_as_a_table(admin: Page, product: Product) -> None:
    put_three(product)
    open_models(admin)
    expect(admin.get_by_role("heading", name="What the trees look at")).to_be_visible()

    version(admin, "Version 1").get_by_role("button", name="Details").click()

    whole = admin.get_by_role("region", name="Version 1: rules, calibrated")
    expect(whole).to_contain_text("Judged on 26 January")
    expect(whole.get_by_role("row", name="EWMA and weekday").first).to_be_visible()
    expect(whole.get_by_role("img", name="percentage points apart")).to_be_visible()
    whole.get_by_text("As a table").click()
    expect(whole.get_by_role("table", name="Reliability").get_by_role("row")).to_have_count(16)
    expect(admin.get_by_role("heading", name="What the trees look at")).to_have_count(0)


def test_what_was_really_said_is_held_against_what_became_of_it(
    admin: Page, product: Product
) -> None:
    habit = call(admin, "POST", "/habits", {"title": "Read"})
    with inside(**product.settings):
        put_said(me(admin), UUID(habit["id"]), None)
    open_models(admin)

    said = admin.locator("section").filter(
        has=admin.get_by_role("heading", name="How right it was here")
    )
    expect(said.get_by_role("row", name="Low: below 30%")).to_be_visible()
    expect(admin.get_by_role("img", name="percentage points apart")).to_be_visible()


def test_a_refusal_is_said_in_words(admin: Page, product: Product) -> None:
    put_three(product)
    open_models(admin)
    with inside(**product.settings), unit_of_work() as session:
        session.execute(update(MODEL).where(MODEL.c.version == 1).values(sha256="0" * 64))

    version(admin, "Version 1").get_by_role("button", name="Roll back").click()
    version(admin, "Version 1").get_by_role("button", name="Let version 1 predict?").click()

    expect(admin.get_by_text("This version is not what was trained, so it")).to_be_visible()


def test_training_shows_how_far_it_is_and_what_came_of_it(admin: Page) -> None:
    """The server's answers are played, because training takes more than a test has."""
    job = {"id": "0", "status": "running", "progress": {"done": 3, "of": 10}, "problem": None}
    answers = [job, job]

    def play(route: Route) -> None:
        found = answers.pop(0) if answers else failed
        route.fulfill(status=200, content_type="application/json", body=json.dumps(found))

    detail = "63 labelled units are not enough: 100 are needed."
    failed = {**job, "status": "failed", "problem": {"title": "too-little-data", "detail": detail}}
    admin.route("**/api/v1/admin/train-model", play)
    admin.route("**/api/v1/jobs/0", play)
    open_models(admin)

    admin.get_by_role("button", name="Train now").click()

    progress = admin.get_by_role("progressbar", name="Train now")
    expect(progress).to_have_attribute("value", "3")
    refused = "There is too little to learn from yet: 63 decided units, and 100 are needed."
    expect(admin.get_by_text(refused)).to_be_visible()
    expect(progress).to_have_count(0)


def test_reloading_is_a_job_that_ends(admin: Page) -> None:
    open_models(admin)

    admin.get_by_role("button", name="Reload").click()

    expect(admin.get_by_text("All predictions are made anew.")).to_be_visible()


def test_who_is_no_admin_finds_no_such_page(page: Page) -> None:
    expect(page.get_by_role("link", name="Models")).to_have_count(0)

    page.goto("/admin/models")

    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_nobody_is_sent_to_the_sign_in(page: Page) -> None:
    page.context.clear_cookies()

    page.goto("/admin/models")

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.url.endswith("/login?next=/admin/models")


def test_axe_finds_nothing_at_all(admin: Page, product: Product) -> None:
    put_three(product)
    admin.set_viewport_size(PHONE)
    open_models(admin)
    expect(admin.get_by_role("heading", name="What the trees look at")).to_be_visible()

    assert found_by_axe(admin) == []
    assert admin.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
