"""The settings page in a real browser: sign-ins, tokens, password and address."""

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.settings.settings_page import PASSWORD, log_in, profile, section
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def test_another_sign_in_is_ended(settings: Page, product: Product) -> None:
    log_in(product.base, str(profile(settings)["email"]))
    settings.reload()
    part = section(settings, "Signed in")
    expect(part.get_by_role("listitem")).to_have_count(2)
    expect(part.get_by_text("This device")).to_have_count(1)

    part.get_by_role("button", name="Sign out Firefox · Linux").click()

    expect(part.get_by_role("listitem")).to_have_count(1)
    expect(part.get_by_role("heading")).to_be_focused()
    items = settings.request.get("/api/v1/auth/sessions").json()["items"]
    assert [item["current"] for item in items] == [True]


def test_a_token_is_shown_once_works_and_goes(settings: Page, product: Product) -> None:
    part = section(settings, "Access tokens")
    expect(part.get_by_text("No token yet.")).to_be_visible()
    part.get_by_label("Name").fill("Backup")
    part.get_by_label("It ends").select_option("30")
    part.get_by_role("button", name="Create token").click()
    secret = part.get_by_label("Backup: your new token")
    expect(secret).to_be_focused()
    settings.context.grant_permissions(["clipboard-read", "clipboard-write"])
    part.get_by_role("button", name="Copy").click()
    expect(part.get_by_text("Copied.")).to_be_visible()
    token = secret.input_value()
    assert settings.evaluate("navigator.clipboard.readText()") == token
    assert speaks(product.base, token) == 200

    part.get_by_role("button", name="Done").click()
    expect(part.get_by_label("Name")).to_be_focused()
    expect(
        part.get_by_text("read · not used yet").or_(part.get_by_text("read · used"))
    ).to_have_count(1)
    assert token not in settings.content()

    part.get_by_role("button", name="Delete Backup").click()
    assert speaks(product.base, token) == 200
    part.get_by_role("button", name="Really delete?").click()
    expect(part.get_by_text("No token yet.")).to_be_visible()
    assert speaks(product.base, token) == 401


def speaks(base: str, token: str) -> int:
    request = urllib.request.Request(f"{base}/api/v1/today")
    request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_long_lists_show_the_rest_when_asked(settings: Page, product: Product) -> None:
    headers = {"Origin": product.base}
    for number in range(7):
        token = {"name": f"Script {number}", "scopes": ["read"]}
        assert settings.request.post("/api/v1/users/me/tokens", data=token, headers=headers).ok
    settings.reload()
    part = section(settings, "Access tokens")

    expect(part.get_by_role("listitem")).to_have_count(5)
    part.get_by_text("Show 2 more").click()
    expect(part.get_by_role("listitem")).to_have_count(7)
    part.get_by_text("Show fewer").click()
    expect(part.get_by_role("listitem")).to_have_count(5)


def test_a_token_takes_a_name(settings: Page) -> None:
    part = section(settings, "Access tokens")
    part.get_by_role("button", name="Create token").click()

    expect(part.get_by_text("Please fill this in.")).to_be_visible()
    expect(part.get_by_label("Name")).to_be_focused()


def test_the_password_changes_and_other_sign_ins_end(settings: Page, product: Product) -> None:
    email = str(profile(settings)["email"])
    log_in(product.base, email)
    settings.reload()
    expect(section(settings, "Signed in").get_by_role("listitem")).to_have_count(2)
    part = section(settings, "Password")
    current, new = part.get_by_label("Current password"), part.get_by_label("New password")

    current.fill("not my password")
    new.fill("four small steps")
    part.get_by_role("button", name="Change password").click()
    expect(part.get_by_text("This is not your password.")).to_be_visible()
    expect(current).to_be_focused()

    current.fill(PASSWORD)
    new.fill("password")
    part.get_by_role("button", name="Change password").click()
    expect(part.get_by_text("Choose a password of 8 to 128 characters")).to_be_visible()
    expect(new).to_have_attribute("aria-invalid", "true")

    new.fill("four small steps")
    part.get_by_role("button", name="Change password").click()
    expect(part.get_by_text("Your password is changed.")).to_be_visible()
    expect(current).to_have_value("")
    expect(section(settings, "Signed in").get_by_role("listitem")).to_have_count(1)
    log_in(product.base, email, "four small steps")


def test_another_address_takes_the_password(settings: Page) -> None:
    part = section(settings, "E-mail address")
    email = str(profile(settings)["email"])
    address, password = part.get_by_label("New address"), part.get_by_label("Password")
    expect(part.get_by_text(email)).to_be_visible()
    part.get_by_role("button", name="Send the mail again").click()
    expect(part.get_by_text("It is on its way.")).to_be_visible()

    for typed, secret, problem in (
        (email, PASSWORD, "That is your address already."),
        ("ada.lovelace", PASSWORD, "This is not an e-mail address."),
        ("new@example.com", "wrong", "This is not your password."),
    ):
        address.fill(typed)
        password.fill(secret)
        part.get_by_role("button", name="Change address").click()
        expect(part.get_by_text(problem)).to_be_visible()

    password.fill(PASSWORD)
    part.get_by_role("button", name="Change address").click()
    expect(part.get_by_text("A mail is on its way to the new address.")).to_be_visible()
    expect(password).to_have_value("")
    assert profile(settings)["email"] == email
