"""Other people's texts as we keep them: no control characters, no longer than our fields."""

import unicodedata

BREAKS = {"Zl", "Zp"}
UNWANTED = {"Cc", "Cs", *BREAKS}


def one_line(text: str) -> str:
    """Text on one line; what would break or steer a line becomes a space."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(one) in UNWANTED else one for one in text)
    return text.strip()


def lines(text: str) -> str:
    """Text that may have several lines and tabs, but nothing else that steers."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(_kept(one) for one in text)
    return text.strip()


def _kept(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter in "\n\t" or category not in UNWANTED:
        return letter
    return "\n" if category in BREAKS else ""
