"""The catalogues say the same things in every language, and nothing that nobody reads."""

import re
import tomllib
from pathlib import Path

from habit_app.services.habits.drafts import EARLIEST, LATEST
from habit_app.text import LANGUAGES, catalogue, say

PACKAGE = Path(__file__).parents[3] / "habit_app"


def test_languages_have_the_same_texts_with_the_same_gaps() -> None:
    """But for units, which people type: each language has its own."""

    def said_in(language: str) -> dict[str, str]:
        texts = catalogue(language).items()
        return {key: text for key, text in texts if not key.startswith("one_of.")}

    english = said_in("en")
    for language in LANGUAGES:
        other = said_in(language)
        assert set(other) == set(english)
        for key, text in english.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", other[key])), key


def test_every_text_is_read_by_somebody() -> None:
    source = "\n".join(path.read_text() for path in (PACKAGE / "ui").rglob("*.py"))
    computed = {"errors", "weekday", "state", "sheet", "unit", "settings", "today", "mail", "auth"}
    computed |= {"avoided", "wording", "problem", "template", "category", "color", "icon", "habits"}
    computed |= {"notification", "act", "nudge", "report", "insights", "risk"}
    computed |= {"badges", "community", "greeting", "inbox", "one_of", "models"}
    known = [key for key in catalogue("en") if key.partition(".")[0] not in computed]
    unused = [key for key in known if key not in source]

    assert unused == []


def test_what_is_said_with_a_count_has_its_plural_forms() -> None:
    source = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    counted = set(re.findall(r'say\([^()]*?"([\w.]+)",\s*count=', source))

    assert counted
    assert [key for key in counted if f"{key}.other" not in catalogue("en")] == []


def test_plural_forms() -> None:
    assert say("en", "unit.day", count=1) == "1 day"
    assert say("de", "unit.week", count=2) == "2 Wochen"


def test_one_thing_has_one_word_in_each_language() -> None:
    glossary = tomllib.loads((PACKAGE / "text/glossary.toml").read_text("utf-8"))

    for term, entry in glossary.items():
        for language in LANGUAGES:
            texts = catalogue(language)
            for key, text in texts.items():
                found = [word for word in entry[f"not_{language}"] if _has(text, word)]
                assert not found, f"{language} {key}: {found} is no word for {term}"
                if key.startswith(tuple(entry.get("never_in", ["-"]))):
                    assert not _has(text, entry[language]), f"{language} {key}: {term} means more"


def test_the_word_of_the_glossary_is_the_one_that_is_used() -> None:
    glossary = tomllib.loads((PACKAGE / "text/glossary.toml").read_text("utf-8"))

    for entry in glossary.values():
        for language in LANGUAGES:
            assert any(_has(text, entry[language]) for text in catalogue(language).values()), entry


def _has(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


def test_no_number_is_written_by_hand_where_regions_differ() -> None:
    """Thousands and percent are arguments, which `text.formats` writes; years are written alike."""
    years = re.compile(rf"\b({EARLIEST.year}|{LATEST.year})\b")
    written = re.compile(r"\d[.,'\u2019\s]?\d{3}|%")
    by_hand = [
        (language, key, text)
        for language in LANGUAGES
        for key, text in catalogue(language).items()
        if written.search(years.sub("", text))
    ]

    assert by_hand == []
