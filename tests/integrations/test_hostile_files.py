"""Files that are damaged, or made to do harm: always a clear refusal, never anything else."""
# longer than the rule: one list of what was tried, by the same makers of files

import io
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from habit_app.errors import AppError, Invalid, TooLarge
from habit_app.integrations.importers import detection
from tests.loop_exports import HEADER, Style, database_of, packed, table, zip_of
from tests.loop_model import YES, LoopHabit

TODAY = date(2026, 3, 4)
MEBIBYTE = 1024 * 1024
READ = LoopHabit(
    "Read", 3, 7, marks={TODAY - timedelta(days=back): YES for back in range(0, 60, 2)}
)
PAGES = LoopHabit("Pages", numeric=True, target=2.5, marks={TODAY: 1500}, notes={TODAY: "long"})
ZIP = zip_of([READ, PAGES], TODAY)
DATABASE = database_of([READ, PAGES])
LISTING = table([HEADER, ("001", "Read", "YES_NO", "", "", 1, 1)]).encode()
bounded = settings(max_examples=200)


def refusal_of(payload: bytes) -> str:
    with pytest.raises(AppError) as refusal:
        detection.read(payload, today=TODAY)
    assert refusal.value.message.endswith(".")
    large = refusal.value.code == "import-too-large"
    assert isinstance(refusal.value, TooLarge if large else Invalid)
    return refusal.value.code


def with_member(name: str, content: bytes = b"x", **more: int) -> bytes:
    """An export with one more file in it, set up as no zip library would by itself."""
    buffer = io.BytesIO(packed({"Habits.csv": LISTING}))
    entry = zipfile.ZipInfo(name)
    for field, value in more.items():
        setattr(entry, field, value)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(entry, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "payload",
    [b"", b"PK", b"PK\3\4", b"not a file of any tracker", b"\0" * 5000, LISTING, b"%PDF-1.7"],
    ids=["empty", "two bytes", "a mark", "text", "zeros", "a bare table", "another format"],
)
def test_what_is_neither_zip_nor_database_is_refused(payload: bytes) -> None:
    assert refusal_of(payload) == "unreadable-import"


@pytest.mark.parametrize(
    "name",
    [
        "../Habits.csv",
        "a/../../b",
        "/etc/passwd",
        "C:\\windows\\x",
        "\\\\host\\x",
        "a\\..\\b",
        "a\nb",
    ],
)
def test_names_that_lead_out_of_the_archive_are_refused(name: str) -> None:
    assert refusal_of(with_member(name)) == "hostile-import"


def test_a_name_with_a_zero_byte_is_refused() -> None:
    payload = with_member("a?b").replace(b"a?b", b"a\0b")

    assert refusal_of(payload) == "hostile-import"


def test_links_are_refused() -> None:
    assert refusal_of(with_member("link", external_attr=(stat.S_IFLNK | 0o777) << 16)) == (
        "hostile-import"
    )


def test_a_name_that_stands_twice_is_refused() -> None:
    assert refusal_of(with_member("HABITS.CSV")) == "hostile-import"


def test_two_exports_in_one_are_refused() -> None:
    assert refusal_of(with_member("more/Habits.csv", LISTING)) == "unreadable-import"


def test_two_folders_of_one_number_are_refused() -> None:
    files = {"Habits.csv": LISTING, "001 A/Checkmarks.csv": b"", "001 B/Checkmarks.csv": b""}

    assert refusal_of(packed(files)) == "unreadable-import"


def test_a_password_is_told_apart_from_damage() -> None:
    payload = bytearray(packed({"Habits.csv": LISTING}))
    listed = payload.rfind(b"PK\1\2")
    payload[listed + 8] |= 1

    assert refusal_of(bytes(payload)) == "encrypted-import"


def test_other_ways_of_packing_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("Habits.csv", LISTING)

    assert refusal_of(buffer.getvalue()) == "unreadable-import"


def swollen(payload: bytes, size: int) -> bytes:
    """Let every size in the archive's listing be another."""
    changed = bytearray(payload)
    place = changed.find(b"PK\1\2")
    while place >= 0:
        changed[place + 24 : place + 28] = struct.pack("<L", size)
        place = changed.find(b"PK\1\2", place + 4)
    return bytes(changed)


@pytest.mark.parametrize(
    "payload",
    [
        packed({"Habits.csv": b"0" * (40 * MEBIBYTE)}),
        packed({"Habits.csv": LISTING, **{f"{n}.csv": b"\0" * MEBIBYTE for n in range(201)}}),
        swollen(ZIP, 0xFFFFFF00),
    ],
    ids=["one file", "many files", "sizes that lie"],
)
def test_bombs_are_refused_before_they_are_unpacked(payload: bytes) -> None:
    tracemalloc.start()

    code = refusal_of(payload)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code == "import-too-large"
    assert most < 20 * MEBIBYTE


def test_a_file_that_is_larger_than_it_says_is_refused() -> None:
    payload = packed({"Habits.csv": LISTING + b"001,a\n" * 100_000})

    assert refusal_of(swollen(payload, 900)) == "unreadable-import"


def test_more_files_than_an_export_has_are_refused() -> None:
    payload = packed({"Habits.csv": LISTING, **{f"{n}.txt": b"" for n in range(2_000)}})

    assert refusal_of(payload) == "too-many-files"


def test_a_listing_that_hides_its_length_is_refused() -> None:
    payload = with_member("more")
    end = payload.rfind(b"PK\5\6")
    hidden = payload[:end] + b"PK\6\7" + b"\0" * 16 + payload[end:]

    assert refusal_of(hidden) == "import-too-large"


def test_a_zip_within_a_zip_is_not_opened() -> None:
    assert refusal_of(packed({"Habits.csv": ZIP})) in {"unknown-encoding", "unreadable-import"}
    assert refusal_of(packed({"Loop.zip": ZIP})) == "unreadable-import"


def days(count: int) -> bytes:
    return b"Date,Value\n" + b"2026-03-04,2\n" * count


@pytest.mark.no_cover  # millions of times the same few lines
@pytest.mark.parametrize(
    "files",
    [
        {"Habits.csv": LISTING, "001/Checkmarks.csv": days(1_000_001)},
        {"Habits.csv": LISTING, "Checkmarks.csv": days(1_000_001)},
    ],
    ids=["its own table", "the table of all"],
)
def test_millions_of_rows_are_refused(files: dict[str, bytes]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)

    assert refusal_of(buffer.getvalue()) == "too-many-rows"


def test_ten_million_rows_are_refused_by_their_size() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("Habits.csv", LISTING)
        archive.writestr("001/Checkmarks.csv", days(10_000_000))

    assert refusal_of(buffer.getvalue()) == "import-too-large"


@pytest.mark.parametrize("payload_of", [zip_of, lambda habits, _today: database_of(habits)])
def test_more_than_500_habits_are_refused(
    payload_of: Callable[[list[LoopHabit], date], bytes],
) -> None:
    habits = [LoopHabit(f"Habit {number}", uuid=f"{number:032x}") for number in range(501)]

    assert refusal_of(payload_of(habits, TODAY)) == "too-many-habits"


def test_a_field_without_end_is_refused() -> None:
    files = {"Habits.csv": LISTING, "001/Checkmarks.csv": b'Date,Value\n"' + b"x" * 200_000}

    assert refusal_of(packed(files)) == "unreadable-import"


@pytest.mark.parametrize(
    "script",
    [
        "DROP TABLE Repetitions; CREATE VIEW Repetitions AS SELECT 1 AS habit, 0 AS timestamp;",
        """ALTER TABLE Repetitions RENAME TO r; CREATE VIEW Repetitions AS WITH RECURSIVE
           n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i habit, i timestamp FROM n;""",
        "DROP TABLE Repetitions; CREATE VIRTUAL TABLE Repetitions USING fts5(habit, timestamp);",
        """DROP TABLE Repetitions; CREATE TABLE Repetitions (habit, timestamp,
           value AS (hex(zeroblob(100000))));""",
    ],
    ids=["view", "endless view", "virtual table", "computed column"],
)
def test_tables_that_are_none_are_refused(script: str) -> None:
    assert refusal_of(database_of([READ], script=script)) in {"hostile-import", "unreadable-import"}


def test_triggers_and_other_views_never_run() -> None:
    script = """
        CREATE TRIGGER boom AFTER INSERT ON Repetitions BEGIN SELECT load_extension('x'); END;
        CREATE VIEW Habits2 AS SELECT load_extension('x');"""

    assert len(detection.read(database_of([READ], script=script), today=TODAY).habits) == 1


def test_a_value_without_end_is_refused() -> None:
    script = "UPDATE Habits SET name = hex(zeroblob(1000000));"

    assert refusal_of(database_of([READ], script=script)) == "unreadable-import"


def test_text_that_is_no_text_is_read_as_far_as_it_goes() -> None:
    script = "UPDATE Habits SET name = CAST(x'ff52656164' AS TEXT), unit = x'00', question = 7;"

    (ours,) = detection.read(database_of([READ], script=script), today=TODAY).habits

    assert ours.title == "\ufffdRead"


@bounded
@given(st.integers(0, len(ZIP) - 1))
def test_a_zip_that_is_cut_short_is_refused(length: int) -> None:
    assert refusal_of(ZIP[:length])


@bounded
@given(st.integers(0, len(DATABASE) - 1))
def test_a_database_that_is_cut_short_is_refused(length: int) -> None:
    assert refusal_of(DATABASE[:length])


def changed(payload: bytes, edits: list[tuple[int, int]]) -> bytes:
    found = bytearray(payload)
    for place, byte in edits:
        found[place % len(found)] = byte
    return bytes(found)


def read_or_refuse(payload: bytes) -> None:
    """A reader's whole promise: habits within our limits, or a refusal."""
    try:
        history = detection.read(payload, today=TODAY)
    except AppError:
        return
    for habit in history.habits:
        assert 1 <= len(habit.title) <= 120
        assert all(entry.day <= TODAY for entry in habit.entries)
        assert all((entry.value or 0) >= 0 for entry in habit.entries)
        assert len({entry.day for entry in habit.entries}) == len(habit.entries)


EDITS = st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=12)


@bounded
@given(EDITS)
@example([(18, 2), (19, 2)])
def test_changed_bytes_of_a_database_never_do_more_than_refuse(
    edits: list[tuple[int, int]],
) -> None:
    read_or_refuse(changed(DATABASE, edits))


@bounded
@given(EDITS)
def test_changed_bytes_of_a_zip_never_do_more_than_refuse(edits: list[tuple[int, int]]) -> None:
    read_or_refuse(changed(ZIP, edits))


@bounded
@given(st.binary(max_size=400), st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_as_tables_never_do_more_than_refuse(
    listing: bytes, marks: bytes, matrix: bytes
) -> None:
    read_or_refuse(packed({"Habits.csv": listing}))
    files = {"Habits.csv": LISTING, "001/Checkmarks.csv": marks}
    read_or_refuse(packed(files))
    read_or_refuse(packed({"Habits.csv": LISTING, "Checkmarks.csv": matrix}))


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["001", "YES_NO", "NUMERICAL", "1", "0", "7", "-1", "1e9", "AT_MOST", "SKIP"]),
    st.dates().map(str),
)
TABLES = st.lists(st.lists(CELLS, max_size=13), max_size=6)


@bounded
@given(TABLES, TABLES)
def test_any_cells_in_the_tables_never_do_more_than_refuse(
    listing: list[list[str]], marks: list[list[str]]
) -> None:
    files = {
        "Habits.csv": table([HEADER, *listing]),
        "001/Checkmarks.csv": table(marks),
        "Checkmarks.csv": table([["Date", "x"], *marks]),
    }
    read_or_refuse(packed({name: text.encode("utf-8", "replace") for name, text in files.items()}))


@pytest.mark.parametrize("encoding", ["utf-32", "cp037", "koi8-r", "shift_jis", "gbk", "cp1251"])
def test_a_foreign_encoding_is_refused_or_read_right(encoding: str) -> None:
    name = "Каждый день" if encoding in {"koi8-r", "cp1251", "utf-32"} else "毎日"
    name = "Daily" if encoding == "cp037" else name
    payload = zip_of([LoopHabit(name)], TODAY, Style(encoding=encoding, matrix=False))

    try:
        (ours,) = detection.read(payload, today=TODAY).habits
    except Invalid:
        return
    assert ours.title == name
