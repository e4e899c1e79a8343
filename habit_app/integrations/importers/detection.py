"""Which tracker a file comes from, by what is in it."""

import codecs
from datetime import date

from habit_app.errors import TooLarge
from habit_app.integrations.importers import habitbull, loop_db, loop_zip, own, own_tables
from habit_app.integrations.importers.archives import open_archive
from habit_app.integrations.importers.history import ImportedHistory, unreadable
from habit_app.integrations.importers.sqlite_files import MAGIC

LARGEST = 200 * 1024 * 1024
"""Bytes: of a file that is read at all."""
JSON_SPACE = b" \t\r\n" + codecs.BOM_UTF8
ZIP_MARKS = (b"PK\3\4", b"PK\5\6")


def read(payload: bytes, *, today: date) -> ImportedHistory:
    """Read a file of any known tracker. `today` is the owner's: later days are left out."""
    history = _read(payload, today)
    if not history.habits and not history.refusals:
        raise unreadable("This file names no habit.", "no-habits")
    return history


def _read(payload: bytes, today: date) -> ImportedHistory:
    if len(payload) > LARGEST:
        raise TooLarge("This file is larger than 200 MiB.", "import-too-large")
    if payload.startswith(MAGIC):
        return loop_db.read(payload, today=today)
    if payload.startswith(ZIP_MARKS):
        return _read_zip(payload, today)
    if payload.lstrip(JSON_SPACE).startswith(b"{"):
        return own.read_json(payload, today=today)
    if habitbull.is_one(payload):
        return habitbull.read(payload, today=today)
    raise unreadable("This file is no export of a tracker that we know.")


def _read_zip(payload: bytes, today: date) -> ImportedHistory:
    """Both zips hold a file called habits.csv; ours has its neighbours."""
    with open_archive(payload) as archive:
        home = own_tables.home_of(archive)
        if home is not None:
            return own.read_zip(archive, home, today=today)
        return loop_zip.read(archive, today=today)
