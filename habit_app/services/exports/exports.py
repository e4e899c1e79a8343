"""Taking everything out: one JSON document, or a zip with a CSV file for each kind of record."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from pydantic import TypeAdapter

from habit_app import clock
from habit_app.db.queries import exports as store
from habit_app.db.session import read_only
from habit_app.db.tables.habits import FROM_EVER
from habit_app.integrations.importers.own_tables import FORMAT_VERSION
from habit_app.services.accounts import profiles
from habit_app.services.habits.drafts import amount_of
from habit_app.services.shared.viewers import Viewer
from habit_app.text import formulas

BYTES_IN_MEMORY = 8 * 1024 * 1024
"""Bytes: of an export that stay in memory; a longer one is written to a temporary file."""
READ_BYTES = 64 * 1024
"""Bytes: of a finished export that are handed out at a time."""
AMOUNTS = {"value", "target"}

_json = TypeAdapter(Any)


def as_json(viewer: Viewer) -> Iterator[bytes]:
    """Write one document; it is whole before the first byte leaves, so no half one can."""
    return _pieces(_write_json, viewer)


def as_zip(viewer: Viewer) -> Iterator[bytes]:
    """Write a zip with `account.json` and a CSV file for each kind of record."""
    return _pieces(_write_zip, viewer)


FORMATS: dict[str, Callable[[Viewer], Iterator[bytes]]] = {"json": as_json, "zip": as_zip}


def _pieces(write: Callable[[Viewer, IO[bytes]], None], viewer: Viewer) -> Iterator[bytes]:
    """The database is read at once: a slow reader of the answer must not hold it up."""
    file = SpooledTemporaryFile(BYTES_IN_MEMORY)  # noqa: SIM115 - closed when it was read
    write(viewer, file)
    file.seek(0)

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(READ_BYTES):
                yield piece

    return pieces()


def _write_json(viewer: Viewer, file: IO[bytes]) -> None:
    with read_only() as session:
        about = _json.dump_json(_about())
        file.write(about.removesuffix(b"}"))
        file.write(b',\n"user": ' + _json.dump_json(profiles.me(session, viewer=viewer)))
        for name, rows in store.rows_of(session, viewer.id):
            file.write(f',\n"{name}": ['.encode())
            for place, row in enumerate(rows):
                file.write(b",\n" if place else b"\n")
                file.write(_json.dump_json(_shown(row)))
            file.write(b"]")
        file.write(b"}\n")


def _write_zip(viewer: Viewer, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, read_only() as session:
        archive.writestr("export.json", _json.dump_json(_about()))
        archive.writestr("account.json", _json.dump_json(profiles.me(session, viewer=viewer)))
        for name, rows in store.rows_of(session, viewer.id):
            with (
                archive.open(f"{name}.csv", "w") as raw,
                io.TextIOWrapper(raw, "utf-8", newline="") as text,
            ):
                writer: csv.DictWriter[str] | None = None
                for row in rows:
                    if writer is None:
                        writer = csv.DictWriter(text, list(row))
                        writer.writeheader()
                    writer.writerow({key: _cell(told) for key, told in _shown(row).items()})


def _about() -> dict[str, Any]:
    """What the export is, so that whoever reads it knows what to expect."""
    form = {"name": "smarthabit", "version": FORMAT_VERSION}
    return {"format": form, "exported_at": clock.utc_now()}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Amounts as people write them; "from ever" as nothing."""
    return {
        name: amount_of(told)
        if name in AMOUNTS and told is not None
        else None
        if told == FROM_EVER
        else told
        for name, told in row.items()
    }


def _cell(told: Any) -> Any:
    """One cell; what a spreadsheet would take for a formula is made plain text."""
    if isinstance(told, dict | list):
        return json.dumps(told)
    return formulas.made_plain(told) if isinstance(told, str) else told
