"""The settings page in a real browser: bringing in, taking out, leaving."""

import json
import re
import urllib.error
import urllib.request
import zipfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from habit_app import clock
from tests.browser.settings.settings_page import PASSWORD, open_settings, profile, section
from tests.browser.steps import call
from tests.loop_exports import zip_of
from tests.loop_model import YES, LoopHabit
from tests.servers.product import Product

WEEKLY = {"type": "per_week", "times": 3}
pytestmark = pytest.mark.browser


def test_a_history_is_looked_at_and_brought_in(settings: Page, tmp_path: Path) -> None:
    today = clock.utc_now().date()
    days = {today - timedelta(days=back): YES for back in range(1, 41)}
    habits = [LoopHabit("Read", marks=dict(days)), LoopHabit("Run", denominator=500)]
    file = tmp_path / "Loop Habits CSV.zip"
    file.write_bytes(zip_of(habits, today))
    part = section(settings, "Import")

    part.get_by_label("File").set_input_files(file)
    expect(part.get_by_role("heading", name="What Loop Habits CSV.zip would bring")).to_be_focused()
    expect(part.get_by_text("1 new habit", exact=True)).to_be_visible()
    expect(part.get_by_text("1 not taken", exact=True)).to_be_visible()
    expect(part.get_by_text("It is due more rarely than we can count.")).to_be_visible()
    assert settings.request.get("/api/v1/habits").json()["total"] == 0

    part.get_by_role("button", name="Import now").click()
    expect(part.get_by_role("heading", name="Your history is here")).to_be_focused()
    assert settings.request.get("/api/v1/habits").json()["items"][0]["title"] == "Read"
    part.get_by_role("link", name="To Today").click()
    expect(settings.get_by_role("link", name="Read")).to_be_visible()

    open_settings(settings)
    part.get_by_label("File").set_input_files(file)
    expect(part.get_by_text("Everything in this file is here already.")).to_be_visible()
    expect(part.get_by_role("button", name="Import now")).to_have_count(0)
    part.get_by_role("button", name="Another file").click()
    expect(part.get_by_label("File")).to_be_focused()


def test_our_own_export_is_looked_at_brought_in_and_taken_back(
    settings: Page, tmp_path: Path
) -> None:
    draft = {"title": "Läufe, früh", "schedule": WEEKLY}
    made = call(settings, "POST", "/habits", draft)
    file = tmp_path / "smarthabit.zip"
    file.write_bytes(settings.request.get("/api/v1/users/me/export?format=zip").body())
    call(settings, "DELETE", f"/habits/{made['id']}")
    part = section(settings, "Import")
    fields = ("title", "schedule", "streak")

    part.get_by_label("File").set_input_files(file)
    expect(part.get_by_role("heading", name="What smarthabit.zip would bring")).to_be_focused()
    expect(part.get_by_text("Läufe, früh")).to_be_visible()
    part.get_by_role("button", name="Import now").click()
    expect(part.get_by_role("heading", name="Your history is here")).to_be_focused()
    (habit,) = call(settings, "GET", "/habits")["items"]
    assert {name: habit[name] for name in fields} == {name: made[name] for name in fields}

    part.get_by_role("button", name="Undo this import").click()
    expect(part.get_by_text("Everything is as it was before.")).to_be_visible()
    expect(part.get_by_label("File")).to_be_focused()
    assert call(settings, "GET", "/habits")["total"] == 0


def test_other_files_are_refused(settings: Page, tmp_path: Path) -> None:
    part = section(settings, "Import")
    words, large = tmp_path / "words.zip", tmp_path / "large.zip"
    words.write_text("These are words.")
    with zipfile.ZipFile(large, "w") as archive:
        archive.writestr("Habits.csv", bytes(21 * 1024 * 1024))

    for file, problem in (
        (words, "This is no export that we know, or it is damaged."),
        (large, "This file is larger than we can take."),
    ):
        part.get_by_label("File").set_input_files(file)
        expect(part.get_by_text(problem)).to_be_visible()
        expect(part.get_by_label("File")).to_be_focused()


def test_a_slow_upload_shows_its_progress_and_can_be_stopped(
    settings: Page, tmp_path: Path
) -> None:
    file = tmp_path / "words.zip"
    file.write_text("These are words.")
    settings.route("**/api/v1/imports*", lambda _route: None)
    part = section(settings, "Import")

    part.get_by_label("File").set_input_files(file)
    expect(part.get_by_role("progressbar")).to_be_visible()
    part.get_by_role("button", name="Cancel").click()

    expect(part.get_by_label("File")).to_be_focused()
    expect(part.get_by_role("alert")).to_have_count(0)


def test_everything_can_be_taken_out(settings: Page) -> None:
    part = section(settings, "Export")
    with settings.expect_download() as json_file:
        part.get_by_role("link", name="Download JSON").click()
    told = json.loads(Path(json_file.value.path()).read_text())
    with settings.expect_download() as zip_file:
        part.get_by_role("link", name="Download zip with CSV").click()

    assert told["user"]["full_name"] == "Ada"
    assert zip_file.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(zip_file.value.path()) as archive:
        assert "account.json" in archive.namelist()


def test_an_account_goes_after_a_question_and_comes_back(settings: Page, product: Product) -> None:
    email = str(profile(settings)["email"])
    opener = section(settings, "Delete account").get_by_role("button", name="Delete account")
    opener.click()
    dialog = settings.get_by_role("alertdialog", name="Delete your account?")
    expect(dialog).to_be_visible()
    settings.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()

    opener.click()
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Delete account").click()
    expect(dialog.get_by_text("This is not your password.")).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Delete account").click()

    expect(settings).to_have_url(re.compile(r"/login\?deleted=1$"))
    expect(settings.get_by_text("Your account will be gone in 7 days.")).to_be_visible()
    settings.get_by_label("E-mail").fill(email)
    settings.get_by_label("Password").fill(PASSWORD)
    settings.get_by_role("button", name="Sign in").click()
    expect(settings.get_by_text("What would you like to do every day?")).to_be_visible()


def test_who_was_signed_out_elsewhere_is_led_to_the_sign_in(
    settings: Page, product: Product
) -> None:
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in settings.context.cookies())
    request = urllib.request.Request(
        f"{product.base}/api/v1/auth/form/logout", urlencode({}).encode()
    )
    request.add_header("Origin", product.base)
    request.add_header("Cookie", cookies)
    urllib.request.urlopen(request, timeout=10).close()

    with suppress(PlaywrightError):  # the page may have noticed before
        section(settings, "Profile").get_by_role("button", name="Save").click()

    expect(settings).to_have_url(re.compile(r"/login\?next="))
