"""Other people's texts as we keep them: without letters that steer or hide (`text.letters`)."""

from habit_app.text import letters

BREAKS = "\u2028\u2029"


def one_line(text: str) -> str:
    """Text on one line, empty if nobody sees any; what would break or steer it becomes a space."""
    if not text.isprintable():
        text = "".join(_within_a_line(letter) for letter in text)
    return text.strip() if any(map(letters.is_seen, text)) else ""


def _within_a_line(letter: str) -> str:
    if letter in letters.INVISIBLE:
        return ""
    return " " if letters.is_unwanted(letter) else letter


def lines(text: str) -> str:
    """Text that may have several lines and tabs, but nothing else that steers."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(_kept(letter) for letter in text)
    return text.strip()


def _kept(letter: str) -> str:
    if letter in "\n\t" or not letters.is_unwanted(letter):
        return letter
    return "\n" if letter in BREAKS else ""
