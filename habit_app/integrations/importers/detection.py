"""Which tracker a file comes from, by what is in it."""

from datetime import date

from habit_app.integrations.importers import loop_db, loop_zip
from habit_app.integrations.importers.history import ImportedHistory, unreadable

LARGEST = 20 * 1024 * 1024


def read(payload: bytes, *, today: date) -> ImportedHistory:
    """Read a file of any known tracker. `today` is the owner's: later days are dropped."""
    if len(payload) > LARGEST:
        raise unreadable("This file is larger than 20 MiB.")
    if payload.startswith(b"SQLite format 3\0"):
        return loop_db.read(payload, today=today)
    if payload.startswith(b"PK"):
        return loop_zip.read(payload, today=today)
    raise unreadable("This file is neither a zip nor a database of Loop Habit Tracker.")
