"""Badges in words: numbers as the reader's region writes them."""

import pytest

from habit_app.services.badges import words


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("en-GB", "1,000 entries"),
        ("de-DE", "1.000 Einträge"),
        ("de-CH", "1\u2019000 Einträge"),
        ("de-AT", "1\u00a0000 Einträge"),
    ],
)
def test_a_badge_writes_its_number_as_its_reader_does(locale: str, title: str) -> None:
    assert words.title_of(locale, "logs_1000") == title
    assert title[:5] in words.text_of(locale, "logs_1000")
