"""Reading Loop's database, of every version that still turns up on phones."""

import sqlite3
from datetime import date, timedelta

import pytest

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import Direction, Kind
from habit_app.errors import Invalid
from habit_app.integrations.importers import detection
from habit_app.integrations.importers.history import ImportedHistory
from habit_app.integrations.importers.loop_colors import color_of_number, color_of_text
from tests.loop_exports import database_of, milliseconds
from tests.loop_model import NO, SKIP, YES, LoopHabit

TODAY = date(2026, 3, 4)
DAYS = [TODAY - timedelta(days=back) for back in range(6)]
READ = LoopHabit(
    "Läufe, früh",
    3,
    7,
    uuid="0123456789abcdef" * 2,
    marks={DAYS[0]: YES, DAYS[1]: SKIP, DAYS[2]: NO, DAYS[3]: YES},
    notes={DAYS[3]: "two\nlines", DAYS[4]: "tired"},
)
SIPS = LoopHabit(
    "Sips", numeric=True, at_most=True, target=2.5, archived=True, marks={DAYS[1]: 1500}
)


def read(payload: bytes) -> ImportedHistory:
    return detection.read(payload, today=TODAY)


def test_the_newest_version_comes_in_whole() -> None:
    history = read(database_of([READ, SIPS]))

    first, sips = history.habits
    assert history.format == "loop-db"
    assert (first.title, first.uuid) == ("Läufe, früh", READ.uuid)
    assert first.description == "Did you?\n\nBecause."
    assert first.reminder_times == ["07:05"]
    assert first.reminder_days == ["mon", "tue", "wed", "thu", "fri"]
    assert [(entry.day, entry.status, entry.note) for entry in first.entries] == [
        (DAYS[4], EntryStatus.NOTE, "tired"),
        (DAYS[3], EntryStatus.DONE, "two\nlines"),
        (DAYS[2], EntryStatus.NO, None),
        (DAYS[1], EntryStatus.SKIP, None),
        (DAYS[0], EntryStatus.DONE, None),
    ]
    assert (sips.kind, sips.direction, sips.target) == (Kind.NUMERIC, Direction.AT_MOST, 2500)
    assert (sips.unit, sips.archived, sips.entries[0].value) == ("pages", True, 1500)


@pytest.mark.parametrize("version", [9, 12, 14, 16, 20, 21, 22, 23, 24])
def test_older_versions_lack_columns(version: int) -> None:
    (ours,) = read(database_of([READ], version)).habits

    done = {entry.day for entry in ours.entries if entry.status is EntryStatus.DONE}
    assert done == {DAYS[0], DAYS[3]}
    assert ours.uuid == (READ.uuid if version >= 24 else None)
    assert (ours.description or "").startswith("Did you?")
    assert len(ours.entries) == (2 if version < 16 else 4)


def test_a_version_that_we_do_not_know_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        read(database_of([READ], 26))

    assert refusal.value.code == "newer-version"


def test_remains_are_thrown_away_as_loop_does() -> None:
    script = f"""
        INSERT INTO Repetitions (habit, timestamp, value) VALUES
            (1, {milliseconds(DAYS[0])}, 3), (99, {milliseconds(DAYS[5])}, 2),
            (NULL, {milliseconds(DAYS[5])}, 2), (1, NULL, 2);"""

    (ours,) = read(database_of([READ], 21, script=script)).habits

    assert [entry.status for entry in ours.entries if entry.day == DAYS[0]] == [EntryStatus.DONE]
    assert DAYS[5] not in {entry.day for entry in ours.entries}
    assert ours.dropped["named-twice"] == 1


def test_a_day_is_the_one_that_begins_in_utc_wherever_the_phone_was() -> None:
    last = milliseconds(DAYS[5]) + 86_399_999
    script = f"INSERT INTO Repetitions (habit, timestamp, value) VALUES (1, {last}, 2);"

    (ours,) = read(database_of([LoopHabit("Read")], 25, script=script)).habits

    assert [entry.day for entry in ours.entries] == [DAYS[5]]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("timestamp", "'soon'"),
        ("timestamp", "-86400000"),
        ("timestamp", "9223372036854775807"),
        ("timestamp", "x'00'"),
        ("value", "'yes'"),
        ("value", "9223372036854775807"),
        ("value", "1.5"),
        ("value", "-2"),
    ],
)
def test_values_of_any_kind_in_any_column_are_counted(column: str, value: str) -> None:
    script = f"UPDATE Repetitions SET {column} = {value} WHERE timestamp = {milliseconds(DAYS[3])};"

    (ours,) = read(database_of([READ], 25, script=script)).habits

    assert DAYS[3] not in {entry.day for entry in ours.entries}
    assert ours.dropped["unreadable"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("freq_num = 0", "frequency-unknown"),
        ("freq_den = NULL", "frequency-unknown"),
        ("freq_den = 'week'", "frequency-unknown"),
        ("freq_den = 400", "frequency-too-rare"),
        ("type = 1, target_value = 'x'", "target-unknown"),
        ("type = 1, target_value = 9e999", "target-unknown"),
        ("type = 1, target_value = 1e15", "target-too-large"),
    ],
)
def test_a_habit_that_cannot_be_judged_is_refused_alone(change: str, code: str) -> None:
    script = f"UPDATE Habits SET {change} WHERE id = 1;"

    history = read(database_of([READ, SIPS], script=script))

    assert [habit.title for habit in history.habits] == ["Sips"]
    assert [refusal.code for refusal in history.refusals] == [code]


@pytest.mark.parametrize(
    ("change", "times"),
    [
        ("reminder_hour = 25", []),
        ("reminder_min = NULL", []),
        ("reminder_days = 0", []),
        ("reminder_days = NULL", ["07:05"]),
    ],
)
def test_reminders_that_never_rang_are_none(change: str, times: list[str]) -> None:
    script = "CREATE TABLE copied AS SELECT * FROM Habits; DROP TABLE Habits;"
    script += f"ALTER TABLE copied RENAME TO Habits; UPDATE Habits SET {change};"

    (ours,) = read(database_of([READ], script=script)).habits

    assert ours.reminder_times == times


def test_a_file_of_a_phone_with_a_write_ahead_log_is_read() -> None:
    payload = bytearray(database_of([READ]))
    payload[18] = payload[19] = 2

    assert len(read(bytes(payload)).habits) == 1


def test_an_index_that_leaves_rows_out_is_not_asked() -> None:
    columns = "Repetitions (habit, timestamp, value, notes)"
    script = f"""
        ALTER TABLE Repetitions ADD COLUMN wide VARCHAR(4000);
        CREATE INDEX whole ON {columns};
        CREATE INDEX part ON {columns} WHERE timestamp > {milliseconds(DAYS[2])};
        PRAGMA writable_schema=ON;
        UPDATE sqlite_master SET rootpage = (SELECT sum(rootpage) FROM sqlite_master
            WHERE name IN ('whole', 'part')) - rootpage WHERE name IN ('whole', 'part');"""

    (ours,) = read(database_of([READ], script=script)).habits

    assert len(ours.entries) == 5


@pytest.mark.parametrize(
    ("number", "version", "name"),
    [
        (0xFFD32F2F - 2**32, 12, "red"),
        (0xFF000080 - 2**32, 12, "indigo"),
        (0, 14, "red"),
        (4, 20, "green"),
        (12, 20, "gray"),
        (13, 20, "jade"),
        (4, 21, "yellow"),
        (15, 25, "crimson"),
        (99, 25, "jade"),
        (-1, 25, "jade"),
    ],
)
def test_colors_were_numbered_anew_twice(number: int, version: int, name: str) -> None:
    assert color_of_number(number, version) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("#00897B", "teal"), ("#00887a", "teal"), ("red", "jade"), ("", "jade"), ("#GGGGGG", "jade")],
)
def test_colors_of_a_table_are_the_nearest_of_ours(text: str, name: str) -> None:
    assert color_of_text(text) == name


def test_another_apps_database_is_refused() -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE habits (id INTEGER)")
        payload = bytes(database.serialize())
    database.close()

    with pytest.raises(Invalid, match="none of Loop's"):
        read(payload)
