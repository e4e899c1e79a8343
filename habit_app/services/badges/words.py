"""Badges in the reader's language: in the inbox, and where they are celebrated."""

from collections.abc import Iterable

from habit_app import text
from habit_app.domain.badges import CODES


def words(locale: str, codes: Iterable[str]) -> tuple[str, str]:
    """Title and text of a notification about badges, by the codes in its payload."""
    known = [code for code in codes if code in CODES]
    if not known:
        return "", ""
    titles = [text.say(locale, f"badges.{code}.title") for code in known]
    if len(known) == 1:
        title = text.say(locale, "badges.won", title=titles[0])
        return title, text.say(locale, f"badges.{known[0]}.text")
    return text.say(locale, "badges.won_many", count=len(known)), ", ".join(titles)
