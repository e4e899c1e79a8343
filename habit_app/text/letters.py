"""Which letters no text of anybody may hold, wherever it comes from: page, API, import, command.

They steer a screen, turn the direction of what follows, or stand where nobody sees them. The
joiners within emoji and Persian words stay, and so do the marks of direction of a single letter.
"""

import unicodedata

STEERING = {"Cc", "Cs", "Zl", "Zp"}
"""Categories: controls, halves of letters, separators of lines and paragraphs."""
INVISIBLE = frozenset(
    "\u180e\u200b\ufeff\ufff9\ufffa\ufffb\U000e0001"
    + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2060, 0x2070))))
)
"""Spaces without width, controls of direction, marks of annotations and languages."""
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by name that show nothing."""


def is_unwanted(letter: str) -> bool:
    return letter in INVISIBLE or unicodedata.category(letter) in STEERING


def is_seen(letter: str) -> bool:
    """Whether a letter alone shows something."""
    return letter not in BLANK_LETTERS and unicodedata.category(letter) not in {"Cf", "Zs", "Mn"}
