"""What an import may ask of the server once its file was read: checked before it is done."""

from collections.abc import Sequence
from datetime import date

from habit_app.integrations.importers.history import ImportedHabit, unreadable
from habit_app.services.imports.matching import Match

MOST_ENTRIES = 500_000
"""Entries: of all habits of a file; 30 habits have 165,000 in 15 years."""
MOST_DAYS = 2_000_000
"""Days: of history, of all habits of a file, with an entry or not: each is evaluated.

The most that an account may keep, 500 habits, for ten years are 1,830,000.
"""
READ_AS_DAYS = 50_000
"""Days: of history, whose computation costs as much as reading a file is charged for."""


def check_entries(habits: Sequence[ImportedHabit]) -> None:
    """Refuse more entries than are planned and written at once."""
    if sum(len(habit.entries) for habit in habits) > MOST_ENTRIES:
        message = f"This file has more than {MOST_ENTRIES:,} entries."
        raise unreadable(message, "too-many-entries")


def checked_days(habits: Sequence[ImportedHabit], matches: Sequence[Match], *, today: date) -> int:
    """Count the days to evaluate; a habit that is here already may begin before its file does."""
    days = 0
    for habit, found in zip(habits, matches, strict=True):
        start = min(habit.start or today, found.row.start_date if found.row else today)
        days += max(0, (today - start).days) + 1
    if days > MOST_DAYS:
        message = f"The habits of this file go back {MOST_DAYS:,} days and more, taken together."
        raise unreadable(message, "too-much-history")
    return days
