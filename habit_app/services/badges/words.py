"""Badges in the reader's language: in the inbox, and where they are celebrated."""

from collections.abc import Iterable

from habit_app import text
from habit_app.domain.badges import CODES, LOGS


def words(locale: str, codes: Iterable[str]) -> tuple[str, str]:
    """Title and text of a notification about badges, by the codes in its payload."""
    known = [code for code in codes if code in CODES]
    if not known:
        return "", ""
    titles = [title_of(locale, code) for code in known]
    if len(known) == 1:
        title = text.say(locale, "badges.won", title=titles[0])
        return title, text_of(locale, known[0])
    return text.say(locale, "badges.won_many", count=len(known)), ", ".join(titles)


def title_of(locale: str, code: str) -> str:
    """What a badge is called."""
    return text.say(locale, f"badges.{code}.title", goal=LOGS.get(code, 0))


def text_of(locale: str, code: str) -> str:
    """What wins a badge."""
    return text.say(locale, f"badges.{code}.text", goal=LOGS.get(code, 0))
