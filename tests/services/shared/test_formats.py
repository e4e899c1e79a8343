"""How each region writes days, times and numbers: one table for the server and the browser."""

import json
import re
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from habit_app import text
from habit_app.services.notifications.content import content_of
from habit_app.text import formats

TABLE = json.loads((Path(__file__).parents[2] / "data" / "formats.json").read_text("utf-8"))


def test_the_table_has_every_locale() -> None:
    assert set(TABLE) == set(formats.LOCALES)


@pytest.mark.parametrize("locale", TABLE)
def test_days_times_and_numbers_are_written_as_the_browser_writes_them(locale: str) -> None:
    told: dict[str, Any] = TABLE[locale]

    for day, forms in told["days"].items():
        for form, said in forms.items():
            asked = date.fromisoformat(day)
            assert formats.in_words(asked, locale=locale, form=form) == said
    for first, last, form, said in told["spans"]:
        days = (date.fromisoformat(day) for day in (first, last))
        assert formats.span(*days, locale=locale, form=form) == said
    for clock, said in told["times"].items():
        assert formats.clock_in_words(time.fromisoformat(clock), locale=locale) == said
    for value, said in told["numbers"].items():
        assert formats.number(float(value), locale=locale) == said
    for share, said in told["percent"].items():
        assert formats.percent(float(share), locale=locale) == said
    for count, form in told["plurals"].items():
        assert formats.plural_form(float(count), locale=locale) == form


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de-AT"),
        ("fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7", "en-US"),
        ("en", "en"),
        ("de, en-US;q=0.5", "de"),
        ("en,en-US;q=0.9", "en-US"),
        ("EN-us", "en-US"),
        ("de-LI", "de-DE"),
        ("en-ZA,en;q=0.5", "en-GB"),
        ("de;q=0, en-NZ", "en-NZ"),
        ("", "en"),
        ("*", "en"),
        ("fr,it;q=0.5", "en"),
        (";;;,,-,de-", "de-DE"),
        ("x" * 10_000, "en"),
    ],
)
def test_a_browser_says_its_language_and_region(header: str, locale: str) -> None:
    assert formats.wanted(header) == locale


def test_a_number_within_a_text_is_written_as_its_region_does() -> None:
    said = [text.say(locale, "unit.day", count=1234) for locale in ("en-US", "de-DE", "de-CH")]

    assert said == ["1,234 days", "1.234 Tage", "1\u2019234 Tage"]


@pytest.mark.parametrize(
    ("locale", "value", "unit", "said"),
    [
        ("en-US", 1, "cups", "1 cup"),
        ("en-US", 2, "cups", "2 cups"),
        ("en-US", 1.5, "cups", "1.5 cups"),
        ("en-US", 0, "cups", "0 cups"),
        ("en-US", 1, "Tassen", "1 Tassen"),
        ("de-DE", 1, "Gläser", "1 Glas"),
        ("de-DE", 1234.5, "Gläser", "1.234,5 Gläser"),
        ("de-DE", 1, "{unit}", "1 {unit}"),
        ("en", 1, None, "1"),
        ("en", 1, "km", "1 km"),
    ],
)
def test_a_unit_is_called_as_its_number_asks(
    locale: str, value: float, unit: str | None, said: str
) -> None:
    assert text.amount(locale, value, unit) == said


def test_units_of_templates_have_a_word_for_one() -> None:
    for language in text.LANGUAGES:
        texts = text.catalogue(language)
        units = {said for key, said in texts.items() if re.match(r"template\.\w+\.unit$", key)}
        assert {unit for unit in units if f"one_of.{unit}" not in texts} == set()


@pytest.mark.parametrize(
    ("locale", "day"),
    [("en-US", "sunday"), ("en-GB", "monday"), ("en", "monday"), ("de-CH", "monday")],
)
def test_weeks_begin_as_in_the_region(locale: str, day: str) -> None:
    assert formats.first_weekday(locale) == day


def test_an_unknown_locale_is_read_as_english() -> None:
    assert text.say("tlh-QO", "unit.day", count=1) == "1 day"


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("en-US", "Your week from December 28 to January 3"),
        ("en-GB", "Your week from 28 December to 3 January"),
        ("de-AT", "Deine Woche vom 28. Dezember bis 3. J\u00e4nner"),
    ],
)
def test_a_message_names_days_as_the_pages_do(locale: str, title: str) -> None:
    row = SimpleNamespace(kind="report", subject="2026-12-28", day=None, payload={})

    assert content_of(row, locale, None).title == title
