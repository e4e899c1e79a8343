"""How days, times, numbers and lists are written: by the language and the region of the reader.

`assets/lib/days.js` writes the same in the browser; `tests/data/formats.json` holds both to it. The
order of a date and the marks of a number are our own where two editions of the CLDR disagree.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal, get_args

import babel
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.plural import PluralRule

Locale = Literal[
    "en", "de",
    "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-US",
    "de-AT", "de-CH", "de-DE",
]  # fmt: skip
LOCALES: tuple[Locale, ...] = get_args(Locale)
LANGUAGES = ("en", "de")
USUAL: dict[str, Locale] = {"en": "en-GB", "de": "de-DE"}
"""How a language is written where nobody has said in which region."""
MONTH_FIRST = ("en-CA", "en-US")
MARKS = {"de-AT": str.maketrans({".": "\u00a0"})}
"""What the browsers' newer CLDR puts between thousands there."""
AMOUNT = Decimal("0.001")
WHOLE = Decimal("0.01")
_ENGLISH_ORDINALS = PluralRule(
    {
        "one": "n % 10 = 1 and n % 100 != 11",
        "two": "n % 10 = 2 and n % 100 != 12",
        "few": "n % 10 = 3 and n % 100 != 13",
    }
)

Form = Literal["weekday", "day", "date", "long", "full"]
"""Monday; 23 November; 23 November 2026; Monday, 23 November; Monday, 23 November 2026."""


def language_of(locale: str) -> str:
    """The language whose catalogue is read; English where there is none."""
    language = locale.partition("-")[0]
    return language if language in LANGUAGES else "en"


def region_of(locale: str) -> str:
    """The region whose ways of writing count."""
    return locale if "-" in locale and locale in LOCALES else USUAL[language_of(locale)]


def wanted(accept_language: str) -> Locale:
    """The locale that a browser asks for by its header, with a region as soon as it names one."""
    named = [item.partition(";") for item in accept_language[:500].split(",")]
    tags = [tag.strip() for tag, _, weight in named if weight.replace(" ", "") != "q=0"]
    asked = [tag for tag in tags if tag.partition("-")[0].lower() in LANGUAGES]
    if not asked:
        return "en"
    language = asked[0].partition("-")[0].lower()
    known = {locale.lower(): locale for locale in LOCALES if "-" in locale}
    same = [tag for tag in asked if "-" in tag and tag.lower().startswith(f"{language}-")]
    if same:
        return known.get(same[0].lower(), USUAL[language])
    return "de" if language == "de" else "en"


def in_words(day: date, *, locale: str, form: Form) -> str:
    """Name a day as its reader's region orders it."""
    month_first = region_of(locale) in MONTH_FIRST
    dot = "." if language_of(locale) == "de" else ""
    short = "MMMM d" if month_first else f"d{dot} MMMM"
    dated = f"{short}, y" if month_first else f"{short} y"
    patterns: dict[Form, str] = {
        "weekday": "EEEE",
        "day": short,
        "date": dated,
        "long": f"EEEE, {short}",
        "full": f"EEEE, {dated}",
    }
    return format_date(day, patterns[form], locale=_rules(locale))


def day_in_words(day: date, *, locale: str, today: date) -> str:
    """Name a day: "3 May", with the year where it is another one."""
    return in_words(day, locale=locale, form="day" if day.year == today.year else "date")


def span(first: date, last: date, *, locale: str, form: Form) -> str:
    """Name the days from one to another."""
    begin, end = (in_words(day, locale=locale, form=form) for day in (first, last))
    return f"{begin} – {end}"


def clock_in_words(moment: datetime | time, *, locale: str) -> str:
    """Say a local time, as clocks of the region show it: 16:05, 4:05 PM."""
    said = format_time(moment.replace(tzinfo=None), "short", locale=_rules(locale))
    return said.replace("\u202f", "\u00a0").replace(" ", "\u00a0")


def number(value: float, *, locale: str) -> str:
    """Write a number with at most three decimal places, and its thousands apart."""
    exact = Decimal(str(value)).quantize(AMOUNT, ROUND_HALF_UP)
    rules = _rules(locale)
    pattern = rules.decimal_formats[None]
    return format_decimal(exact, pattern, locale=rules).translate(MARKS.get(region_of(locale), {}))


def fixed(value: float, *, locale: str, places: int = 3) -> str:
    """Write a number with so many decimal places, as figures that are compared are written."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
    written = format_decimal(exact, f"#,##0.{'0' * places}", locale=_rules(locale))
    return written.translate(MARKS.get(region_of(locale), {}))


def whole_percent(share: float) -> int:
    """A share in whole percent, half of one counted up, as it is said everywhere."""
    return int(Decimal(str(share)).quantize(WHOLE, ROUND_HALF_UP) * 100)


def percent(share: float | None, *, locale: str) -> str:
    """Say a share in whole percent, spaced as the region does; a dash where there is none."""
    if share is None:
        return "–"
    return format_percent(Decimal(whole_percent(share)) / 100, locale=_rules(locale))


def listed(names: Sequence[str], *, locale: str) -> str:
    """Name several: a, b and c."""
    return format_list(names, locale=_rules(locale))


def plural_form(count: float, *, locale: str) -> str:
    """The form of a text that a number asks for: one, other …"""
    return _rules(locale).plural_form(count)


FIRST_WEEKDAYS = {0: "monday", 5: "saturday", 6: "sunday"}
"""Days that weeks begin with somewhere, by their number (Monday is 0)."""


def first_weekday(locale: str) -> str:
    """The day with which weeks begin in a region, by its English name."""
    return FIRST_WEEKDAYS[_rules(locale).first_week_day]


def ordinal_form(day: int) -> str:
    """The ending of a day's number in English; other languages write all alike."""
    return _ENGLISH_ORDINALS(day)


@cache
def _rules(locale: str) -> babel.Locale:
    return babel.Locale.parse(region_of(locale), sep="-")
