"""The table of all habits at the top of Loop's export: one column each, one row per day.

Its names are not quoted, so that a comma in one shifts the header, though not the values.
"""

import re
from collections.abc import Iterator

from habit_app.integrations.importers import loop
from habit_app.integrations.importers.history import MOST_ROWS, too_many_rows, unreadable
from habit_app.integrations.importers.loop import Mark

LINE_END = re.compile(r"\r\n|\n|\r")
FIRST_CELL = "Date,"
MOST_TRIES = 500_000
"""Tries: to read a header; an honest one of 500 habits takes half as many."""
LETTERS_PER_TRY = 64
"""Letters: of a name, whose comparison counts as one try more."""


class Matrix:
    """The columns of the habits that were exported. Notes are not in it."""

    def __init__(self, text: str, names: list[str]) -> None:
        if text.count(",") > MOST_ROWS:
            raise too_many_rows()
        header, *lines = LINE_END.split(text)
        self._rows = [line.split(",") for line in lines if line]
        width = max((len(row) - row[-1:].count("") for row in self._rows), default=1) - 1
        self._places = _places(header, names, width)
        self._says_unknown = any(
            loop.code_of(cell) == loop.UNKNOWN for row in self._rows for cell in row[1:]
        )

    def knows(self, number: int) -> bool:
        return number in self._places

    def marks_of(self, number: int) -> Iterator[Mark]:
        """Yield a habit's days, oldest first.

        The table begins with the first day of any habit. Versions of Loop that did not say
        where they know nothing wrote zeros: those before a habit's first mark mean nothing.
        """
        place, begun = self._places[number], self._says_unknown
        for row in reversed(self._rows):
            code = loop.code_of(row[place]) if place < len(row) else None
            begun = begun or code not in {None, loop.NO}
            if begun and code != loop.UNKNOWN:
                yield Mark(loop.day_of(row[0]), code)


def _places(header: str, names: list[str], width: int) -> dict[int, int]:
    """Find out which habits have a column: all of them, else those whose names spell the header."""
    if width == len(names):
        return {number: number + 1 for number in range(width)}
    chosen = _spelled(header.removeprefix(FIRST_CELL), names, width)
    return {number: place for place, number in enumerate(chosen, start=1)}


def _spelled(text: str, names: list[str], width: int) -> tuple[int, ...]:
    """Return which names, so many, in their order and each with a comma, make up the text.

    Names with commas may spell a header in more ways than anybody can try: that is refused.
    """
    ways: dict[tuple[int, int], tuple[tuple[int, int], int]] = {(0, 0): ((0, 0), -1)}
    tried = 0
    for number, name in enumerate(names):
        tried += len(ways) * (1 + len(name) // LETTERS_PER_TRY)
        if tried > MOST_TRIES:
            raise unreadable("Names with commas make this table unreadable.", "import-too-complex")
        for at, count in list(ways):
            if count < width and text.startswith(f"{name},", at):
                ways.setdefault((at + len(name) + 1, count + 1), ((at, count), number))
    return _followed_back(ways, (len(text), width))


def _followed_back(
    ways: dict[tuple[int, int], tuple[tuple[int, int], int]], end: tuple[int, int]
) -> tuple[int, ...]:
    chosen: list[int] = []
    while end in ways and end != (0, 0):
        end, number = ways[end]
        chosen.append(number)
    return tuple(reversed(chosen))
