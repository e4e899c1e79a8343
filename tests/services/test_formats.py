"""How each region writes days, times and numbers: one table for the server and the browser."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from habit_app import text
from habit_app.text import formats

TABLE = json.loads((Path(__file__).parents[1] / "data" / "formats.json").read_text("utf-8"))


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


def test_an_unknown_locale_is_read_as_english() -> None:
    assert text.say("tlh-QO", "unit.day", count=1) == "1 day"
