"""Loop Habit Tracker's terms in ours: values, frequencies, colours.

Facts from iSoron/uhabits: `core/models/Entry.kt`, `Frequency.kt`, `PaletteColor.kt` and
`core/io/HabitsCSVExporter.kt`.
"""

import colorsys
from datetime import date

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import ONE, Kind
from habit_app.domain.schedules import Daily, Rolling, Schedule
from habit_app.integrations.importers.history import ImportedEntry, ImportedHabit, clean_note

UNKNOWN, NO, AUTO, YES, SKIP = -1, 0, 1, 2, 3
WORDS = {"UNKNOWN": UNKNOWN, "NO": NO, "YES_AUTO": AUTO, "YES_MANUAL": YES, "SKIP": SKIP}
PALETTE = {
    "D32F2F": "red",
    "E64A19": "tomato",
    "F57C00": "orange",
    "FF8F00": "amber",
    "F9A825": "yellow",
    "AFB42B": "lime",
    "7CB342": "grass",
    "388E3C": "green",
    "00897B": "teal",
    "00ACC1": "cyan",
    "039BE5": "sky",
    "1976D2": "blue",
    "303F9F": "indigo",
    "5E35B1": "violet",
    "8E24AA": "purple",
    "D81B60": "pink",
    "5D4037": "brown",
    "303030": "gray",
    "757575": "gray",
    "AAAAAA": "gray",
}
"""Loop's twenty colours, in the order of their numbers."""

SMALLEST, LARGEST = 2, 365


class UnsupportedHabit(ValueError):
    """A habit that our rules have no place for; the rest of the file is taken."""


def schedule_of(kind: Kind, numerator: int, denominator: int) -> Schedule:
    """Read "numerator times in denominator days"."""
    if numerator < 1 or denominator < 1:
        raise UnsupportedHabit("its frequency is zero")
    if denominator == 1 or (kind is Kind.BINARY and numerator >= denominator):
        return Daily()
    if not SMALLEST <= denominator <= LARGEST:
        raise UnsupportedHabit(f"its frequency counts over {denominator} days")
    return Rolling(min(numerator, denominator), denominator)


def color_of(code: object) -> str:
    """Read a palette index, `#RRGGBB`, or the ARGB number of old files."""
    text = str(code).strip().lstrip("#").upper()
    if text in PALETTE:
        return PALETTE[text]
    try:
        number = int(text, 16) if len(text) == 6 else int(text)  # noqa: PLR2004 - RRGGBB
    except ValueError:
        return "jade"
    if 0 <= number < len(PALETTE) and len(text) < 3:  # noqa: PLR2004 - an index
        return list(PALETTE.values())[number]
    return _nearest(number & 0xFFFFFF)


def _nearest(rgb: int) -> str:
    """The palette's colour with the nearest hue."""

    def hue(number: int) -> float:
        parts = ((number >> 16) & 255, (number >> 8) & 255, number & 255)
        return colorsys.rgb_to_hsv(*(part / 255 for part in parts))[0]

    wanted = hue(rgb)
    distances = [
        (min(abs(wanted - hue(int(code, 16))), 1 - abs(wanted - hue(int(code, 16)))), name)
        for code, name in PALETTE.items()
    ]
    return min(distances)[1]


def take(habit: ImportedHabit, day: date, code: int, note: object, *, today: date) -> None:
    """Add one day, if it says something; computed days are left to our own computing."""
    text = clean_note(note)
    if day > today:
        habit.dropped["in the future"] += 1
        return
    if habit.kind is Kind.NUMERIC:
        status, value = _amount(code)
    else:
        status, value = _tick(code), None
    if status is None and text:
        status = EntryStatus.NOTE
    if status is None:
        habit.dropped["computed by Loop" if code == AUTO else "nothing recorded"] += 1
        return
    habit.entries.append(ImportedEntry(day, status, value, text))


def _tick(code: int) -> EntryStatus | None:
    return {YES: EntryStatus.DONE, SKIP: EntryStatus.SKIP, NO: EntryStatus.NO}.get(code)


def _amount(code: int) -> tuple[EntryStatus | None, int | None]:
    """Amounts are thousandths already; 3 is Loop's magic number for a skip."""
    if code < 0:
        return None, None
    return (EntryStatus.SKIP, None) if code == SKIP else (EntryStatus.DONE, code)


def code_of(text: str) -> int | None:
    """Read a value column: a word or a whole number; None for anything else."""
    word = text.strip().upper()
    if word in WORDS:
        return WORDS[word]
    try:
        return int(word)
    except ValueError:
        return None


def target_of(number: float) -> int:
    """A target in thousandths."""
    return max(0, min(round(number * ONE), 10**12))
