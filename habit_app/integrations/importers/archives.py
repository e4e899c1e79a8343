"""Reading an untrusted zip: in memory, within limits, and never to a path of its choosing."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import ZipFile, ZipInfo

from habit_app.errors import TooLarge
from habit_app.integrations.importers.encodings import decode
from habit_app.integrations.importers.history import MOST_HABITS, unreadable
from habit_app.integrations.importers.wording import one_line

MOST_FILES = 4 * MOST_HABITS
MOST_UNPACKED = 200 * 1024 * 1024
MOST_UNPACKED_FILE = 32 * 1024 * 1024
"""Bytes: of an archive once it is unpacked, and of one of its files."""
MOST_RATIO = 500
"""Times: that a file may be larger than packed. Deflate reaches 1,032; the emptiest tables of an
honest export a fifth of that."""
SMALL = 1024 * 1024
"""Bytes: up to which a file may be packed however small."""
MOST_LISTING = 1024 * 1024
"""Bytes: of an archive's list of its files."""

END = struct.Struct("<4s4H2LH")
END_MARK, END64_MARK = b"PK\5\6", b"PK\6\7"
END64_SIZE = 20
END_REACH = END.size + 0xFFFF
ENCRYPTED = 1

BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
)
"""What the standard library raises over damaged archives, depending on where they break."""


class Archive:
    """An archive that was looked through: its files by their path in lower case."""

    def __init__(self, opened: ZipFile, files: dict[str, ZipInfo]) -> None:
        self._opened = opened
        self.files = files

    def text(self, path: str) -> str:
        """Unpack and decode one file."""
        try:
            with self._opened.open(self.files[path]) as file:
                raw = file.read(MOST_UNPACKED_FILE + 1)
        except BROKEN:
            raise unreadable("This zip is damaged or cut short.") from None
        if len(raw) > MOST_UNPACKED_FILE:
            raise _too_large()
        return decode(raw, shown(path))


def shown(path: str) -> str:
    """A path of the archive, fit for a message."""
    return one_line(path)[:80]


@contextmanager
def open_archive(payload: bytes) -> Iterator[Archive]:
    """Open a zip after looking at its size, names and kinds of files; refused as a whole."""
    _check_listing(payload)
    try:
        opened = ZipFile(io.BytesIO(payload))
    except BROKEN:
        raise unreadable("This zip is damaged or cut short.") from None
    with opened:
        yield Archive(opened, _checked(opened.infolist()))


def _check_listing(payload: bytes) -> None:
    """Bound the list of files before it is read: each of its lines becomes an object."""
    place = payload.rfind(END_MARK, max(0, len(payload) - END_REACH))
    if place < 0 or place + END.size > len(payload):
        raise unreadable("This zip is damaged or cut short.")
    _, _, _, _, count, listing, _, _ = END.unpack_from(payload, place)
    if payload[max(0, place - END64_SIZE) : place].startswith(END64_MARK):
        raise _too_large()
    if count > MOST_FILES or listing > MOST_LISTING:
        raise unreadable("This zip holds more files than an export has.", "too-many-files")


def _checked(entries: list[ZipInfo]) -> dict[str, ZipInfo]:
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _too_large()
    files: dict[str, ZipInfo] = {}
    for entry in entries:
        _check(entry)
        path = entry.filename.replace("\\", "/").casefold()
        if path in files:
            raise unreadable(f"This zip holds {shown(path)} twice.", "hostile-import")
        files[path] = entry
    return files


def _check(entry: ZipInfo) -> None:
    parts = entry.orig_filename.replace("\\", "/").split("/")
    outside = parts[0] == "" or ":" in parts[0] or ".." in parts
    if outside or any(ord(letter) < ord(" ") for letter in entry.orig_filename):
        raise unreadable("This zip names files outside of itself.", "hostile-import")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise unreadable("This zip holds links instead of files.", "hostile-import")
    if entry.flag_bits & ENCRYPTED:
        raise unreadable("This zip is protected by a password.", "encrypted-import")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise unreadable("This zip is packed in a way that exports are not.")
    packed = max(entry.compress_size, 1)
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * packed:
        raise _too_large()


def _too_large() -> TooLarge:
    return TooLarge("This zip unpacks to far more than an export has.", "import-too-large")
