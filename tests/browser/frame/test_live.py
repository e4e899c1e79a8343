"""Two tabs of one person agree, and what is open or being typed in them stays as it is."""

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.steps import call, new_habit
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def test_a_tick_here_shows_there(page: Page, other: Page) -> None:
    new_habit(page, "Read")
    other.goto("/")
    box = other.get_by_role("checkbox", name="Read")
    expect(box).not_to_be_checked()

    page.get_by_role("checkbox", name="Read").click()

    expect(box).to_be_checked()


@pytest.mark.parametrize("path", ["/", "/habits", "/habits/{id}", "/settings"])
def test_every_page_follows_what_happens_elsewhere(page: Page, other: Page, path: str) -> None:
    habit = call(page, "POST", "/habits", {"title": "Read"})
    other.goto(path.format(id=habit["id"]))
    shown = (
        other.locator("#profile-form-full_name") if path == "/settings" else other.locator("main")
    )
    if path == "/settings":
        expect(shown).to_have_value("Ada")
        call(page, "PATCH", "/users/me", {"full_name": "Ada Lovelace"})
        expect(shown).to_have_value("Ada Lovelace")
    else:
        expect(shown).to_contain_text("Read")
        call(page, "PATCH", f"/habits/{habit['id']}", {"title": "Write"})
        expect(shown).to_contain_text("Write")


def test_what_another_process_commits_shows_too(page: Page, product: Product) -> None:
    new_habit(page, "Read")
    file = product.environment["HABIT_DATABASE_URL"].removeprefix("sqlite:///")
    habit = call(page, "GET", "/habits")["items"][0]
    with sqlite3.connect(Path(file), timeout=10) as elsewhere:
        key = habit["id"].replace("-", "")
        elsewhere.execute("UPDATE habit SET title = 'Write' WHERE id = ?", (key,))
        owner = "id = (SELECT owner_id FROM habit WHERE id = ?)"
        elsewhere.execute(f"UPDATE user SET revision = revision + 1 WHERE {owner}", (key,))
    elsewhere.close()

    expect(page.get_by_role("link", name="Write")).to_be_visible()


def test_a_refresh_leaves_open_what_is_open(page: Page, other: Page) -> None:
    new_habit(page, "Read")
    other.goto("/")
    other.get_by_role("button", name="New habit").first.click()
    title = other.get_by_label("What do you want to do?")
    title.fill("Half a tho")
    title.focus()

    call(page, "POST", "/habits", {"title": "Stretch"})

    expect(other.locator("main")).to_contain_text("Stretch")
    expect(other.get_by_role("dialog")).to_be_visible()
    expect(title).to_have_value("Half a tho")
    expect(title).to_be_focused()


def test_a_refresh_overwrites_no_field_that_is_edited(page: Page, other: Page) -> None:
    other.goto("/settings")
    name, shown = (
        other.locator("#profile-form-full_name"),
        other.locator("#profile-form-display_name"),
    )
    expect(name).to_have_value("Ada")
    name.fill("Ada L")

    call(page, "PATCH", "/users/me", {"full_name": "Countess", "display_name": "Lady"})

    expect(shown).to_have_value("Lady")
    expect(name).to_have_value("Ada L")
    profile = other.locator("#profile-form")
    profile.get_by_role("button", name="Save").click()
    expect(profile.get_by_text("Saved.")).to_be_visible()
    call(page, "PATCH", "/users/me", {"full_name": "Duchess"})
    expect(name).to_have_value("Duchess")


def test_a_tick_that_could_not_be_sent_survives_a_refresh(page: Page, other: Page) -> None:
    new_habit(page, "Read")
    other.goto("/")
    box = other.get_by_role("checkbox", name="Read")
    expect(box).to_be_visible()
    other.route("**/checkin", lambda route: route.abort())
    box.click()
    expect(box).to_be_checked()

    call(page, "POST", "/habits", {"title": "Stretch"})

    expect(other.locator("main")).to_contain_text("Stretch")
    expect(box).to_be_checked()


def test_a_tab_is_told_once_of_many_changes_and_never_of_its_own(page: Page, other: Page) -> None:
    habit = call(page, "POST", "/habits", {"title": "Read"})
    call(page, "PATCH", "/users/me", {"onboarding": "done"})  # or the first tick changes two things
    frames: dict[str, int] = {"page": 0, "other": 0}

    def count(of: str, tab: Page) -> None:
        def hear(payload: str | bytes) -> None:
            frames[of] += "today_state" in str(payload)

        tab.on("websocket", lambda socket: socket.on("framereceived", hear))

    count("page", page)
    count("other", other)
    for tab in (page, other):
        tab.goto("/")
        expect(tab.get_by_role("checkbox", name="Read")).to_be_visible()
    page.wait_for_timeout(500)
    frames.update(page=0, other=0)

    page.get_by_role("checkbox", name="Read").click()
    expect(other.get_by_role("checkbox", name="Read")).to_be_checked()
    page.wait_for_timeout(1500)
    assert frames == {"page": 1, "other": 1}

    frames.update(page=0, other=0)
    for title in ("a", "b", "c", "d", "e"):
        call(page, "PATCH", f"/habits/{habit['id']}", {"title": title})
    expect(other.locator("main")).to_contain_text("e")
    page.wait_for_timeout(1500)
    assert frames["other"] <= 2


def test_a_tab_that_was_signed_out_elsewhere_gets_nothing(
    page: Page, browser: Browser, product: Product
) -> None:
    habit = call(page, "POST", "/habits", {"title": "Read"})
    other = browser.new_context(base_url=product.base, locale="en-GB").new_page()
    other.goto("/login")
    other.get_by_label("E-mail").fill(call(page, "GET", "/users/me")["email"])
    other.get_by_label("Password").fill("three small steps")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("checkbox", name="Read")).to_be_visible()
    received: list[str] = []

    def hear(frame: str | bytes) -> None:
        received.append(str(frame))

    other.on("websocket", lambda socket: socket.on("framereceived", hear))
    other.reload()
    expect(other.get_by_role("checkbox", name="Read")).to_be_visible()
    theirs = [one for one in call(page, "GET", "/auth/sessions")["items"] if not one["current"]]
    call(page, "DELETE", f"/auth/sessions/{theirs[0]['id']}")

    call(page, "PATCH", f"/habits/{habit['id']}", {"title": "Secret"})

    expect(other.get_by_label("Password")).to_be_visible()  # led to the sign-in
    assert "Secret" not in "".join(received)
    other.context.close()
