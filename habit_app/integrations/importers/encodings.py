"""From bytes to text: UTF-8 as Loop writes it, or what became of it on somebody's computer."""

import codecs
import re

from habit_app.integrations.importers.history import unreadable

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ZEROS = 6
"""Bytes: of a table in UTF-16, of which at least one is the zero half of a comma or a digit."""

FOREIGN = re.compile(
    rb"[\x80-\xff]{4,}"
    rb"|(?<![A-Za-z\x80-\xff])[\x80-\xff]{2,}(?![A-Za-z\x80-\xff])"
    rb"|[\x83\x86-\x89\x8b\x98\x9b]"
)
"""What no Western text has: words without a letter of ASCII, and signs that nobody writes."""


def decode(raw: bytes, name: str) -> str:
    """Read text as UTF-8, UTF-16 or Windows' Western encoding; refused where none is certain.

    A wrong guess would bring garbled names and notes in for ever, so that bytes which any
    encoding of one byte per letter would accept are believed only when they look Western.
    """
    for encoding in _candidates(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if not encoding.startswith("utf-16") or "\0" not in text:
            return text
    raise unreadable(
        f"{name} is in an encoding that cannot be told for certain. Save it as UTF-8.",
        "unknown-encoding",
    )


def _candidates(raw: bytes) -> list[str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return [encoding]
    first, second = raw[0::2].count(0), raw[1::2].count(0)
    if max(first, second) * ZEROS > len(raw):
        return ["utf-16-le"] if second > first else ["utf-16-be"]
    return ["utf-8"] if FOREIGN.search(raw) else ["utf-8", "cp1252"]
