"""What a habit asks for in words: every kind of schedule in both languages."""

from datetime import date
from typing import Any

import pytest

from habit_app.domain.schedules import TYPES, parse_schedule
from habit_app.services.habits.wording import habit_in_words, schedule_in_words
from habit_app.text.formats import percent

TODAY = date(2026, 3, 4)
WORDS: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "daily"}, "Every day", "Jeden Tag"),
    (
        {"type": "weekdays", "days": ["mon", "wed", "fri"]},
        "Every Mon, Wed, Fri",
        "Jeden Mo, Mi, Fr",
    ),
    ({"type": "weekdays", "days": ["sun"]}, "Every Sunday", "Jeden Sonntag"),
    (
        {"type": "weekdays", "days": ["mon", "tue", "wed", "thu", "fri"]},
        "From Monday to Friday",
        "Von Montag bis Freitag",
    ),
    ({"type": "weekdays", "days": ["sun", "sat"]}, "At the weekend", "Am Wochenende"),
    (
        {"type": "weekdays", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
        "Every day",
        "Jeden Tag",
    ),
    (
        {"type": "every_n_days", "n": 2, "anchor": "2026-05-03"},
        "Every 2 days from 3 May",
        "Alle 2 Tage ab 3. Mai",
    ),
    (
        {"type": "every_n_days", "n": 10, "anchor": "2025-12-24"},
        "Every 10 days from 24 December 2025",
        "Alle 10 Tage ab 24. Dezember 2025",
    ),
    ({"type": "month_days", "days": [15, 1]}, "On the 1st and 15th", "Am 1. und 15."),
    (
        {"type": "month_days", "days": [2, 3, 11, 21, 22]},
        "On the 2nd, 3rd, 11th, 21st and 22nd",
        "Am 2., 3., 11., 21. und 22.",
    ),
    ({"type": "month_days", "days": [12]}, "On the 12th", "Am 12."),
    (
        {"type": "month_days", "days": [31]},
        "On the last day of the month",
        "Am letzten Tag des Monats",
    ),
    (
        {"type": "month_days", "days": [1, 31]},
        "On the 1st and last day",
        "Am 1. und letzten Tag",
    ),
    ({"type": "per_week", "times": 1}, "Once a week", "Einmal pro Woche"),
    ({"type": "per_week", "times": 3}, "Three times a week", "Dreimal pro Woche"),
    ({"type": "per_week"}, "In total each week", "Jede Woche insgesamt"),
    ({"type": "per_month", "times": 2}, "Twice a month", "Zweimal pro Monat"),
    ({"type": "per_month", "times": 12}, "Twelve times a month", "Zwölfmal pro Monat"),
    ({"type": "per_month", "times": 13}, "13 times a month", "13-mal pro Monat"),
    ({"type": "per_month"}, "In total each month", "Jeden Monat insgesamt"),
    (
        {"type": "rolling", "times": 5, "days": 10},
        "5 times in any 10 days",
        "5-mal in je 10 Tagen",
    ),
    ({"type": "rolling", "times": 1, "days": 3}, "Once in any 3 days", "Einmal in je 3 Tagen"),
]


@pytest.mark.parametrize(("plain", "english", "german"), WORDS)
def test_a_schedule_in_words(plain: dict[str, Any], english: str, german: str) -> None:
    schedule = parse_schedule(plain, start=TODAY)

    assert schedule_in_words(schedule, language="en", today=TODAY) == english
    assert schedule_in_words(schedule, language="de", today=TODAY) == german


def test_every_type_is_in_the_table() -> None:
    assert {plain["type"] for plain, _, _ in WORDS} == set(TYPES)


@pytest.mark.parametrize(
    ("kind", "target", "unit", "direction", "english", "german"),
    [
        ("binary", 1, None, "at_least", "Once a week", "Einmal pro Woche"),
        ("binary", 1, None, "at_most", "Once a week · to avoid", "Einmal pro Woche · zu vermeiden"),
        ("numeric", 20, "km", "at_least", "Once a week · 20 km", "Einmal pro Woche · 20 km"),
        ("numeric", 8000, None, "at_least", "Once a week · 8,000", "Einmal pro Woche · 8.000"),
        (
            "numeric",
            1.5,
            "l",
            "at_most",
            "Once a week · at most 1.5 l",
            "Einmal pro Woche · höchstens 1,5 l",
        ),
    ],
)
def test_an_amount_stands_beside_the_schedule(
    kind: str, target: float, unit: str | None, direction: str, english: str, german: str
) -> None:
    schedule = parse_schedule({"type": "per_week", "times": 1}, start=TODAY)
    asked = {"kind": kind, "target": target, "unit": unit, "direction": direction}

    for language, words in (("en", english), ("de", german)):
        said = habit_in_words(schedule, **asked, language=language, today=TODAY)  # type: ignore[arg-type]
        assert said == words


def test_a_share_is_spaced_as_the_language_does() -> None:
    said = [percent(0.333, locale=locale) for locale in ("en", "de")]

    assert said == ["33%", "33\u00a0%"]
    assert percent(None, locale="de") == "–"
