"""Files in our own format: each part read as it was written, and anything else refused in words."""
# longer than the rule: one list of damages, each tried as JSON and as zip

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import ONE, Direction, Kind, Version
from habit_app.domain.schedules import Daily, EveryNDays, PerWeek
from habit_app.errors import AppError, TooLarge
from habit_app.integrations.importers import detection, wire
from habit_app.integrations.importers.history import (
    ImportedEntry,
    ImportedHistory,
    ImportedPause,
    Link,
)
from habit_app.text.formulas import as_written, made_plain
from tests.imports import TODAY
from tests.loop_exports import packed

READ, RUN, GONE = (f"01990000-0000-7000-8000-00000000000{number}" for number in range(3))
CHAIN = "01990000-0000-7000-8000-0000000000cc"
HABIT = {
    "id": READ,
    "title": "Read",
    "kind": "binary",
    "color": "ruby",
    "icon": "book-open",
    "time_of_day": "evening",
    "reminder_times": ["21:00", "07:30"],
    "reminder_days": ["sun", "mon"],
    "start_date": "2026-01-01",
    "end_date": None,
    "position": 2,
    "chain_id": CHAIN,
    "chain_position": 1,
    "chain_since": "2026-02-01",
    "origin": "loop:abc",
    "archived_at": None,
    "deleted_at": None,
}
PLAIN = {"type": "daily"}


def version(habit_id: str, valid_from: str | None = None, **more: Any) -> dict[str, Any]:
    asked = {"schedule": PLAIN, "target": 1, "direction": "at_least"}
    return {"habit_id": habit_id, "valid_from": valid_from, **asked, **more}


def whole() -> dict[str, Any]:
    """Two habits and one in the trash, with something of each kind."""
    run = {**HABIT, "id": RUN, "title": "Run", "kind": "numeric", "unit": "km", "position": 1}
    run |= {"archived_at": "2026-03-01T10:00:00Z", "chain_id": None, "origin": None}
    gone = {**HABIT, "id": GONE, "title": "Gone", "deleted_at": "2026-03-01T10:00:00Z"}
    pause = {"kind": "pause", "habit_id": None, "first_day": "2026-01-05", "last_day": "2026-01-09"}
    away = {"kind": "archive", "habit_id": RUN, "first_day": "2026-03-01", "last_day": None}
    entry = {"habit_id": RUN, "day": "2026-02-02", "status": "done", "value": 2.005, "note": "“a”"}
    return {
        "format": {"name": "smarthabit", "version": 2},
        "user": {"email": "ada@example.com"},
        "habits": [HABIT, run, gone],
        "versions": [
            version(READ, "2026-02-01", schedule={"type": "per_week", "times": 3}),
            version(READ),
            version(RUN, schedule={"type": "every_n_days", "n": 2}, target=2.5),
            version(GONE),
        ],
        "pauses": [{**pause, "reason": "Sea"}, away],
        "entries": [
            {**entry, "recorded_at": "2026-02-02T21:05:00+00:00"},
            {"habit_id": READ, "day": "2026-02-03", "status": "skip"},
            {"habit_id": READ, "day": "2026-02-02", "status": "note", "note": "=1;\n-2"},
            {"habit_id": READ, "day": "2026-03-05", "status": "done"},
        ],
    }


def as_json(told: Any) -> bytes:
    return json.dumps(told).encode()


def as_zip(told: dict[str, Any], home: str = "") -> bytes:
    files = {f"{home}account.json": b"{}"}
    if "format" in told:
        files[f"{home}export.json"] = json.dumps({"format": told["format"]}).encode()
    for name in ("habits", "versions", "pauses", "entries"):
        rows = told[name]
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list({key: 0 for row in rows for key in row}))
        writer.writeheader()
        for row in rows:
            writer.writerow({key: _cell(cell) for key, cell in row.items()})
        files[f"{home}{name}.csv"] = text.getvalue().encode()
    return packed(files)


def _cell(told: Any) -> Any:
    if isinstance(told, dict | list):
        return json.dumps(told)
    return made_plain(told) if isinstance(told, str) else told


def read(payload: bytes) -> ImportedHistory:
    return detection.read(payload, today=TODAY)


def refusal_of(payload: bytes) -> AppError:
    with pytest.raises(AppError) as refusal:
        read(payload)
    assert refusal.value.message.endswith(".")
    return refusal.value


@pytest.mark.parametrize(
    "payload",
    [
        as_json(whole()),
        b"\xef\xbb\xbf\n" + as_json(whole()),
        as_zip(whole()),
        as_zip(whole(), "smarthabit export/"),
        as_json({key: told for key, told in whole().items() if key != "format"}),
        as_zip({key: told for key, told in whole().items() if key != "format"}),
    ],
    ids=["json", "json with a BOM", "zip", "zip in a folder", "older json", "older zip"],
)
def test_all_that_is_told_of_habits_is_read(payload: bytes) -> None:
    history = read(payload)

    run, book = history.habits
    assert (run.title, run.unit, run.archived, run.origin) == ("Run", "km", True, None)
    assert (run.kind, run.target) == (Kind.NUMERIC, 2500)
    assert run.schedule == EveryNDays(2, date(2026, 1, 1))
    assert run.pauses == [ImportedPause("archive", date(2026, 3, 1))]
    made = datetime(2026, 2, 2, 21, 5, tzinfo=UTC)
    assert run.entries == [
        ImportedEntry(date(2026, 2, 2), EntryStatus.DONE, 2005, "“a”", recorded_at=made)
    ]
    assert (book.uuid, book.origin, book.color, book.icon) == (
        READ,
        "loop:abc",
        "ruby",
        "book-open",
    )
    assert (book.reminder_times, book.reminder_days) == (["07:30", "21:00"], ["mon", "sun"])
    assert book.versions == (
        Version(None, Daily(), ONE, Direction.AT_LEAST),
        Version(date(2026, 2, 1), PerWeek(3), ONE, Direction.AT_LEAST),
    )
    assert book.link == Link(CHAIN, 1, date(2026, 2, 1))
    assert [entry.note for entry in book.entries] == ["=1;\n-2", None]
    assert dict(book.dropped) == {"after-today": 1}
    assert history.pauses == [
        ImportedPause("pause", date(2026, 1, 5), date(2026, 1, 9), "Sea"),
    ]
    assert [(refusal.title, refusal.code) for refusal in history.refusals] == [("Gone", "in-trash")]
    assert wire.unpacked(wire.packed(history)) == history


@given(st.text(alphabet="'\"=+-@;,|\t\r\n aß"))
def test_a_quote_before_a_formula_is_taken_away_again(text: str) -> None:
    assert as_written(made_plain(text)) == text


@pytest.mark.parametrize("piece", ["\n", "'", " ", "\n'", "\n'a", ";'", "'\t"])
def test_a_cell_is_read_in_time_of_its_length(piece: str) -> None:
    cell = piece * 1_000_000 + "'"  # in time of its square, it would be read for hours

    assert as_written(made_plain(cell)) == cell


Spoil = Callable[[dict[str, Any]], object]


def cell(table: str, number: int, column: str, told: Any) -> Spoil:
    def spoil(document: dict[str, Any]) -> None:
        document[table][number] = {**document[table][number], column: told}

    return spoil


def again(table: str, number: int = 0, **more: Any) -> Spoil:
    return lambda document: document[table].append({**document[table][number], **more})


DAMAGES = {
    "an id that is none": cell("habits", 0, "id", "../x"),
    "an id twice": again("habits"),
    "no title": cell("habits", 0, "title", " "),
    "a long title": cell("habits", 0, "title", "x" * 121),
    "an unknown kind": cell("habits", 0, "kind", "heroic"),
    "an icon with a path": cell("habits", 0, "icon", "../x"),
    "a start that is no day": cell("habits", 0, "start_date", "2026-02-30"),
    "a start in another age": cell("habits", 0, "start_date", "0001-01-01"),
    "an end before its start": cell("habits", 0, "end_date", "2025-12-31"),
    "a title that nobody sees": cell("habits", 0, "title", "\u200d"),
    "an end with an hour": cell("habits", 0, "end_date", "2026-02-03T00:00"),
    "a place below zero": cell("habits", 0, "position", -1),
    "a reminder at noon": cell("habits", 0, "reminder_times", ["noon"]),
    "a reminder that is a number": cell("habits", 0, "reminder_times", [[7]]),
    "a reminder on a holiday": cell("habits", 0, "reminder_days", ["mon", ["sun"]]),
    "too many reminders": cell("habits", 0, "reminder_times", [f"10:{n:02}" for n in range(11)]),
    "archived at some time": cell("habits", 0, "archived_at", "yesterday"),
    "archived in no zone": cell("habits", 0, "archived_at", "2026-03-01T10:00:00"),
    "an origin with a space": cell("habits", 0, "origin", "loop: x"),
    "a chain with two in one place": again("habits", id=CHAIN),
    "a version of nobody": cell("versions", 0, "habit_id", CHAIN),
    "a version without a habit": cell("versions", 0, "habit_id", None),
    "two first versions": again("versions", 1),
    "no first version": cell("versions", 1, "valid_from", "2026-01-01"),
    "a schedule of no kind": cell("versions", 0, "schedule", {"type": "sometimes"}),
    "a schedule that is a list": cell("versions", 0, "schedule", [PLAIN]),
    "times beyond the week": cell("versions", 0, "schedule", {"type": "per_week", "times": 8}),
    "days that are a number": cell("versions", 0, "schedule", {"type": "weekdays", "days": 5}),
    "a target of text": cell("versions", 2, "target", "much"),
    "an endless target": cell("versions", 2, "target", "1e400"),
    "a target of a yes or no": cell("versions", 0, "target", 3),
    "a target beyond all numbers": cell("versions", 2, "target", "1e999999"),
    "an amount beyond all numbers": cell("entries", 0, "value", "1e999999"),
    "a finer target": cell("versions", 2, "target", 0.0001),
    "a target below zero": cell("versions", 2, "target", -1),
    "a target that is true": cell("versions", 2, "target", True),
    "a direction of no kind": cell("versions", 0, "direction", "sideways"),
    "a pause of nobody": cell("pauses", 1, "habit_id", CHAIN),
    "a pause from nowhere": cell("pauses", 0, "first_day", None),
    "a pause backwards": cell("pauses", 0, "last_day", "2026-01-01"),
    "a pause of no kind": cell("pauses", 0, "kind", "nap"),
    "an archive of everything": cell("pauses", 0, "kind", "archive"),
    "a long reason": cell("pauses", 0, "reason", "x" * 201),
    "an entry of nobody": cell("entries", 0, "habit_id", CHAIN),
    "a day twice": again("entries"),
    "a day that is a number": cell("entries", 0, "day", 20260202),
    "a status of no kind": cell("entries", 0, "status", "kept"),
    "an amount of a yes or no": cell("entries", 1, "value", 1),
    "done without an amount": cell("entries", 0, "value", None),
    "a slip of amounts": cell("entries", 0, "status", "slip"),
    "a long note": cell("entries", 0, "note", "x" * 1001),
    "a time that is none": cell("entries", 0, "recorded_at", "noon"),
}


@pytest.mark.parametrize("packing", [as_json, as_zip], ids=["json", "zip"])
@pytest.mark.parametrize("spoil", list(DAMAGES.values()), ids=list(DAMAGES))
def test_what_is_not_as_we_write_it_is_refused_whole(
    spoil: Spoil, packing: Callable[[dict[str, Any]], bytes]
) -> None:
    document = whole()
    spoil(document)

    refusal = refusal_of(packing(document))

    assert refusal.code == "damaged-export"
    assert "is damaged: " in refusal.message


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (as_json({**whole(), "format": {"version": 3}}), "newer-version"),
        (as_zip({**whole(), "format": {"version": 99}}), "newer-version"),
        (as_json({**whole(), "format": {"version": "two"}}), "damaged-export"),
        (as_zip({**whole(), "format": [2]}), "damaged-export"),
        (as_json({**whole(), "habits": {}}), "unreadable-import"),
        (as_json({**whole(), "habits": [1]}), "damaged-export"),
        (as_json({**whole(), "habits": [{**HABIT, "title": ["x"]}]}), "damaged-export"),
        (as_json({**whole(), "habits": []}), "damaged-export"),
        (as_json({key: [] for key in ("habits", "versions", "pauses", "entries")}), "no-habits"),
        (b'{"habits": ' * 100_000, "unreadable-import"),
        (b'{"habits": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "unreadable-import"),
        (b'{"habits": ' + b"9" * 10_000 + b"}", "unreadable-import"),
        (b"{}", "unreadable-import"),
        (b"{", "unreadable-import"),
        (b'{"habits": NaN}', "unreadable-import"),
        (b"{\xff\xfe", "unknown-encoding"),
    ],
)
def test_a_document_that_is_none_of_ours_is_refused(payload: bytes, code: str) -> None:
    assert refusal_of(payload).code == code


def test_more_than_an_account_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    document = whole()
    document["versions"] += [version(RUN, f"2026-01-{day:02}") for day in range(1, 29)]
    monkeypatch.setattr("habit_app.integrations.importers.own.MOST_VERSIONS", 20)
    assert refusal_of(as_json(document)).code == "damaged-export"

    monkeypatch.setattr("habit_app.integrations.importers.own.MOST_PAUSES", 1)
    assert "one pause more" in refusal_of(as_json(whole())).message

    monkeypatch.setattr("habit_app.integrations.importers.own_tables.MOST_ROWS", 5)
    assert refusal_of(as_zip(whole())).code == "too-many-rows"

    monkeypatch.setattr("habit_app.integrations.importers.own.MOST_HABITS", 1)
    assert refusal_of(as_json(whole())).code == "too-many-habits"


def test_a_bomb_in_a_zip_of_ours_is_refused_by_its_size() -> None:
    names = ("habits", "versions", "pauses", "entries")
    bomb = {"account.json": b"{}", **{f"{name}.csv": b"0" * 40_000_000 for name in names}}

    refusal = refusal_of(packed(bomb))

    assert isinstance(refusal, TooLarge)
    assert refusal.code == "import-too-large"


@pytest.mark.parametrize(
    "text", ["id,title\r\n1\r\n", 'id\r\n"open', "id\r\n\x00"], ids=["short", "open", "zero"]
)
def test_a_table_that_is_none_is_refused(text: str) -> None:
    files = {f"{name}.csv": b"" for name in ("versions", "pauses", "entries")}

    assert refusal_of(packed({"account.json": b"{}", "habits.csv": text.encode(), **files}))
