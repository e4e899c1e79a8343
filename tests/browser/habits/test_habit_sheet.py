"""The sheet for new and edited habits in a real browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from habit_app import clock
from tests.browser.habits.habit_steps import (
    act,
    make,
    open_list,
    open_sheet,
    read,
    row,
    sheet,
    titles,
    words,
)
from tests.browser.steps import DESK, new_habit, sign_up
from tests.servers.product import Product

pytestmark = pytest.mark.browser


def test_a_template_is_one_tap_from_a_habit(page: Page) -> None:
    open_list(page)
    form = open_sheet(page)

    form.get_by_role("button", name="Read 20 pages").click()
    expect(form.get_by_label("What do you want to do?")).to_have_value("Read")
    expect(form.get_by_label("How much?")).to_have_value("20")
    expect(words(page)).to_have_text("Every day · 20 pages")
    form.get_by_role("button", name="Create habit").click()

    expect(sheet(page)).to_be_hidden()
    expect(row(page, "Read")).to_contain_text("Every day · 20 pages")
    expect(row(page, "Read")).to_contain_text("Learning")


def test_a_double_tap_makes_one_habit(page: Page) -> None:
    open_list(page)
    form = open_sheet(page)
    form.get_by_label("What do you want to do?").fill("Read")
    form.get_by_role("button", name="Create habit").dblclick()

    expect(titles(page)).to_have_text(["Read"])
    page.wait_for_timeout(300)
    page.reload()
    expect(titles(page)).to_have_text(["Read"])


SCHEDULES: list[tuple[str, dict[str, str], str, dict[str, Any]]] = [
    ("daily", {}, "Every day", {"type": "daily"}),
    (
        "weekdays",
        {},
        "Every Mon, Wed, Fri",
        {"type": "weekdays", "days": ["mon", "wed", "fri"]},
    ),
    (
        "every_n_days",
        {"Every how many days?": "3", "Counted from": "2026-05-03"},
        "Every 3 days from 3 May",
        {"type": "every_n_days", "n": 3, "anchor": "2026-05-03"},
    ),
    (
        "month_days",
        {"Days of the month": "15, 1"},
        "On the 1st and 15th",
        {"type": "month_days", "days": [1, 15]},
    ),
    (
        "per_week",
        {"How many times?": "2"},
        "Twice a week",
        {"type": "per_week", "times": 2},
    ),
    (
        "per_month",
        {"How many times?": "13"},
        "13 times a month",
        {"type": "per_month", "times": 13},
    ),
    (
        "rolling",
        {"How many times?": "5", "In how many days?": "10"},
        "5 times in any 10 days",
        {"type": "rolling", "times": 5, "days": 10},
    ),
]


def test_each_schedule_is_said_in_words_while_it_is_built(page: Page) -> None:
    open_list(page)
    for name, fields, said, stored in SCHEDULES:
        form = open_sheet(page)
        form.get_by_label("What do you want to do?").fill(name)
        form.get_by_label("How often?").select_option(name)
        for label, value in fields.items():
            form.get_by_label(label).fill(value)
        expect(words(page)).to_have_text(re.compile(rf"^{said}( \d{{4}})?(\. Days .*)?$"))
        form.get_by_role("button", name="Create habit").click()
        expect(sheet(page)).to_be_hidden()
        expect(row(page, name)).to_contain_text(said)
        habit_id = row(page, name).get_attribute("data-id") or ""
        assert read(page, habit_id)["schedule"] == stored


def test_an_amount_may_be_asked_for_in_total_or_each_time(page: Page) -> None:
    open_list(page)
    form = open_sheet(page)
    form.get_by_label("What do you want to do?").fill("Run")
    form.get_by_label("How do you count it?").select_option("numeric")
    form.get_by_label("How much?").fill("15")
    form.get_by_label("Unit").fill("km")
    form.get_by_label("How often?").select_option("per_week")
    expect(words(page)).to_have_text("In total each week · 15 km")

    form.get_by_label("The amount counts").select_option("days")
    expect(words(page)).to_have_text("Three times a week · 15 km")
    form.get_by_role("button", name="Create habit").click()

    expect(row(page, "Run")).to_contain_text("Three times a week · 15 km")


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(page: Page) -> None:
    open_list(page)
    form = open_sheet(page)
    form.get_by_label("How often?").select_option("every_n_days")
    form.get_by_label("Every how many days?").fill("1")
    expect(words(page)).to_have_text("A whole number from 2 to 365.")
    form.get_by_label("Why, or how?").fill("Because")
    form.get_by_role("button", name="Create habit").click()

    name = form.get_by_label("What do you want to do?")
    expect(form.get_by_text("Please give it a name.")).to_be_visible()
    expect(name).to_have_attribute("aria-describedby", "habit-title-problem")
    expect(name).to_be_focused()
    name.fill("Stretch")
    form.get_by_role("button", name="Create habit").click()

    every = form.get_by_label("Every how many days?")
    expect(every).to_have_attribute("aria-invalid", "true")
    expect(every).to_be_focused()
    expect(name).to_have_value("Stretch")
    expect(form.get_by_label("Why, or how?")).to_have_value("Because")
    every.fill("4")
    form.get_by_role("button", name="Create habit").click()
    expect(row(page, "Stretch")).to_contain_text("Every 4 days from")


def test_a_change_may_begin_on_a_later_day(page: Page) -> None:
    habit_id = make(page, "Swim", kind="numeric", target=10, unit="lengths")
    page.request.post(
        f"/api/v1/habits/{habit_id}/checkin",
        data={"value": 4},
        headers={"Origin": page.url.rstrip("/")},
    )
    open_list(page, "Swim")
    later = (clock.utc_now() + timedelta(days=9)).date().isoformat()

    page.get_by_role("button", name="Edit Swim").click()
    form = sheet(page)
    expect(form.get_by_label("What do you want to do?")).to_have_value("Swim")
    expect(form.get_by_label("How do you count it?")).to_be_disabled()
    expect(form.get_by_label("Unit")).to_be_disabled()
    expect(form.get_by_text("There are entries already")).to_be_visible()
    form.get_by_label("What do you want to do?").fill("Swim fast")
    form.get_by_label("How much?").fill("20")
    form.get_by_label("How often?").select_option("per_month")
    form.get_by_label("Changes of schedule and target apply from").fill(later)
    form.get_by_role("button", name="Save changes").click()

    expect(row(page, "Swim fast")).to_contain_text("Every day · 10 lengths")
    versions = page.request.get(f"/api/v1/habits/{habit_id}/schedules").json()["items"]
    assert [(item["valid_from"], item["target"]) for item in versions] == [(None, 10), (later, 20)]
    assert versions[1]["schedule"] == {"type": "per_month"}
    page.get_by_role("button", name="Edit Swim fast").click()
    expect(form.get_by_text("already asks for something else")).to_be_visible()


def test_a_change_in_the_past_is_refused(page: Page) -> None:
    make(page, "Swim")
    open_list(page, "Swim")
    page.get_by_role("button", name="Edit Swim").click()
    form = sheet(page)
    form.get_by_label("How often?").select_option("weekdays")
    form.get_by_label("Changes of schedule and target apply from").fill("2020-01-01")
    form.get_by_role("button", name="Save changes").click()

    expect(form.get_by_text("A change cannot begin in the past.")).to_be_visible()
    expect(form.get_by_label("How often?")).to_have_value("weekdays")


def test_a_circle_of_habits_is_refused_beside_the_field(page: Page) -> None:
    first = make(page, "Coffee")
    make(page, "Read", after_habit_id=first)
    open_list(page, "Coffee", "Read")
    page.get_by_role("button", name="Edit Coffee").click()
    form = sheet(page)
    form.get_by_label("After which habit?").select_option(label="Read")
    form.get_by_role("button", name="Save changes").click()

    field = form.get_by_label("After which habit?")
    expect(form.locator("#habit-after-problem")).to_have_text(
        "That would close a circle of habits: Coffee → Read → Coffee"
    )
    expect(field).to_have_attribute("aria-describedby", "habit-after-hint habit-after-problem")
    expect(field).to_be_focused()


def test_reminders_are_added_and_removed(page: Page) -> None:
    habit_id = make(page, "Read", reminder_times=["07:15", "20:30"])
    open_list(page, "Read")
    page.get_by_role("button", name="Edit Read").click()
    form = sheet(page)
    form.get_by_role("button", name="Remove reminder 1").click()
    form.get_by_role("button", name="Add a reminder").click()
    expect(form.get_by_label("Reminder 2", exact=True)).to_be_focused()
    form.get_by_label("Reminder 2", exact=True).fill("06:00")
    chosen = form.get_by_role("group", name="Remind on")
    chosen.get_by_label("Sun").check()
    form.get_by_role("button", name="Save changes").click()

    expect(sheet(page)).to_be_hidden()
    kept = read(page, habit_id)
    assert (kept["reminder_times"], kept["reminder_days"]) == (["06:00", "20:30"], ["sun"])


def test_the_sheet_takes_the_focus_and_gives_it_back(page: Page) -> None:
    make(page, "Read")
    open_list(page, "Read")
    edit = page.get_by_role("button", name="Edit Read")
    edit.focus()
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_label("What do you want to do?")).to_be_visible()
    expect(sheet(page).get_by_label("What do you want to do?")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
    outside = "!document.activeElement.closest('dialog, body > :not(dialog):focus')"
    assert not page.evaluate(f"document.activeElement !== document.body && {outside}")

    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    expect(edit).to_be_focused()


def test_today_and_the_habits_page_open_the_same_sheet(page: Page) -> None:
    new_habit(page, "Read")
    act(page, "Read", "Edit")
    sheet(page).get_by_label("What do you want to do?").fill("Read more")
    sheet(page).get_by_role("button", name="Save changes").click()
    link = page.get_by_role("link", name="Read more")
    expect(link).to_be_visible()

    link.click()
    page.get_by_role("button", name="Edit").click()
    sheet(page).get_by_label("What do you want to do?").fill("Read most")
    sheet(page).get_by_role("button", name="Save changes").click()
    expect(page.locator(".sh-greeting")).to_have_text("Read most")
    page.get_by_role("link", name="Habits", exact=True).click()
    expect(titles(page)).to_have_text(["Read most"])


def test_the_sheet_speaks_the_readers_language(browser: Browser, product: Product) -> None:
    context = browser.new_context(base_url=product.base, viewport=DESK, locale="en-GB")
    page = context.new_page()
    sign_up(page, product)
    origin = {"Origin": product.base}
    page.request.patch("/api/v1/users/me", data={"locale": "de"}, headers=origin)
    page.goto("/habits")
    page.get_by_role("button", name="Neue Gewohnheit").first.click()
    form = sheet(page)
    form.get_by_role("button", name="pro Woche laufen").click()
    expect(words(page)).to_have_text("Dreimal pro Woche")
    form.get_by_label("Wie viele Male?").fill("9")
    expect(words(page)).to_have_text("Eine ganze Zahl, die hineinpasst.")
    context.close()
