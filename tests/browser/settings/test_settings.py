"""The settings page in a real browser: the person, their time, and the page as a whole."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from habit_app import clock
from tests.browser.settings.settings_page import log_in, open_settings, profile, save, section
from tests.browser.steps import DESK, PHONE, call, found_by_axe
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def test_the_profile_changes_and_stays(settings: Page) -> None:
    part = section(settings, "Profile")
    part.get_by_label("Name", exact=True).fill("Ada Lovelace")
    part.get_by_label("Shown to others as").fill("Countess")
    part.get_by_label("Shown to others as").fill("Countess\u202e")
    part.get_by_role("button", name="Save").click()

    shown = part.get_by_label("Shown to others as")
    expect(part.get_by_text("This cannot be kept as it is.")).to_be_visible()
    expect(shown).to_have_attribute("aria-invalid", "true")
    expect(shown).to_be_focused()
    assert profile(settings)["full_name"] == "Ada"

    shown.fill("Countess")
    expect(part.get_by_text("This cannot be kept as it is.")).to_have_count(0)
    save(part)
    settings.reload()
    expect(part.get_by_label("Name", exact=True)).to_have_value("Ada Lovelace")
    assert profile(settings)["display_name"] == "Countess"


def test_a_history_is_kept_out_of_the_training(settings: Page) -> None:
    part = section(settings, "Learning")
    switch = part.get_by_label("Let my history train")
    expect(switch).to_be_checked()
    switch.uncheck()
    save(part)

    settings.reload()

    expect(switch).not_to_be_checked()
    assert profile(settings)["trains_model"] is False


def test_who_signs_up_beside_others_is_told_that_their_history_trains(settings: Page) -> None:
    settings.context.clear_cookies()
    settings.goto("/signup")

    expect(settings.get_by_text("you can switch that off in the settings")).to_be_visible()


def test_saving_the_profile_keeps_a_picture_that_another_program_named(settings: Page) -> None:
    address = "https://example.com/ada.png"
    call(settings, "PATCH", "/users/me", {"avatar_url": address})

    save(section(settings, "Profile"))

    assert profile(settings)["avatar_url"] == address
    expect(settings.get_by_label("Picture")).to_have_count(0)


def test_an_empty_name_is_not_sent(settings: Page) -> None:
    part = section(settings, "Profile")
    part.get_by_label("Name", exact=True).fill("")
    part.get_by_role("button", name="Save").click()

    expect(part.get_by_text("Please fill this in.")).to_be_visible()
    assert profile(settings)["full_name"] == "Ada"


def test_another_language_shows_at_once(settings: Page) -> None:
    part = section(settings, "Profile")
    part.get_by_label("Language and region").select_option("de-DE")
    part.get_by_role("button", name="Save").click()

    expect(section(settings, "Profil").get_by_text("Gespeichert.")).to_be_visible()
    expect(section(settings, "Zugriffsschlüssel")).to_be_visible()
    section(settings, "Passwort").get_by_role("button", name="Passwort ändern").click()
    expect(section(settings, "Passwort").get_by_text("Bitte fülle das aus.")).to_have_count(2)


def test_the_zone_follows_the_device_and_the_day_follows_the_zone(settings: Page) -> None:
    part = section(settings, "Time")
    zone = part.get_by_label("Time zone")
    expect(zone).to_have_value("Europe/Berlin")
    expect(part.get_by_text("This device is in")).to_have_count(0)

    zone.fill("Nowhere/Land")
    part.get_by_role("button", name="Save").click()
    expect(part.get_by_text("There is no such time zone.")).to_be_visible()

    zone.fill("Pacific/Kiritimati")
    save(part)
    day = (clock.utc_now() + timedelta(hours=14)).date()
    expect(part.locator("time")).to_have_attribute("datetime", day.isoformat())
    expect(part.get_by_text("This device is in Europe/Berlin.")).to_be_visible()

    part.get_by_role("button", name="Use Europe/Berlin").click()
    expect(zone).to_have_value("Europe/Berlin")
    expect(zone).to_be_focused()
    expect(part.get_by_text("This device is in")).to_have_count(0)
    assert profile(settings)["timezone"] == "Europe/Berlin"


def test_days_and_weeks_begin_when_one_wants(settings: Page) -> None:
    part = section(settings, "Time")
    part.get_by_label("The week begins on").select_option("sunday")
    part.get_by_label("The day begins at").fill("13:00")
    part.get_by_role("button", name="Save").click()
    expect(part.get_by_text("The day begins between midnight and noon.")).to_be_visible()

    part.get_by_label("The day begins at").fill("03:30")
    save(part)

    told = profile(settings)
    assert (told["week_start"], told["day_start"]) == ("sunday", 210)


def test_nudges_and_quiet_hours(settings: Page) -> None:
    part = section(settings, "Nudges")
    part.get_by_label("From a risk of").fill("45")
    part.get_by_label("At most a day").fill("4")
    quiet = part.get_by_label("Quiet hours")
    quiet.set_checked(False)
    expect(part.get_by_label("From", exact=True)).to_have_count(0)
    save(part)
    told = profile(settings)
    assert told["nudges"] == {"enabled": True, "threshold": 0.45, "per_day": 4}
    assert told["quiet_hours"] is None

    quiet.check()
    part.get_by_label("From", exact=True).fill("21:15")
    part.get_by_label("To", exact=True).fill("06:45")
    part.get_by_label("Nudge me about habits at risk").uncheck()
    save(part)
    told = profile(settings)
    assert told["quiet_hours"] == {"from": "21:15", "to": "06:45"}
    settings.reload()
    expect(part.get_by_label("To", exact=True)).to_have_value("06:45")
    expect(part.get_by_label("Nudge me about habits at risk")).not_to_be_checked()


def test_the_contents_lead_to_their_sections_and_keep_what_was_typed(settings: Page) -> None:
    section(settings, "Profile").get_by_label("Shown to others as").fill("Countess")

    settings.get_by_role("navigation", name="Sections").get_by_role("link", name="Export").click()

    expect(section(settings, "Export").get_by_role("heading")).to_be_in_viewport()
    expect(settings).to_have_url(re.compile("#export$"))
    name = section(settings, "Profile").get_by_label("Shown to others as")
    expect(name).to_have_value("Countess")


@pytest.mark.parametrize("width", [PHONE["width"], 768, DESK["width"]])
def test_axe_finds_nothing_at_all_and_nothing_sticks_out(
    settings: Page, width: int, product: Product
) -> None:
    settings.set_viewport_size({"width": width, "height": 900})
    log_in(product.base, str(profile(settings)["email"]))
    headers = {"Origin": product.base}
    token = {"name": "A name so long that it has to be broken somewhere", "scopes": ["read"]}
    assert settings.request.post("/api/v1/users/me/tokens", data=token, headers=headers).ok
    open_settings(settings)
    expect(section(settings, "Access tokens").get_by_role("listitem")).to_have_count(1)
    part = section(settings, "Password")
    part.get_by_role("button", name="Change password").click()
    expect(part.get_by_text("Please fill this in.")).to_have_count(2)
    settings.wait_for_timeout(300)
    assert found_by_axe(settings) == []
    assert settings.evaluate("document.documentElement.scrollWidth") == width

    section(settings, "Delete account").get_by_role("button", name="Delete account").click()
    expect(settings.get_by_role("alertdialog")).to_be_visible()
    settings.wait_for_timeout(300)
    assert found_by_axe(settings) == []
