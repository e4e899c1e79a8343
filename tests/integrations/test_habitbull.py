"""HabitBull's CSV: recognised by its header, read day by day, and never taken for less."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import ONE, Kind
from habit_app.domain.schedules import Daily
from habit_app.errors import Invalid
from habit_app.integrations.importers import detection, history
from habit_app.integrations.importers.history import ImportedHabit
from tests.imports import TODAY

HEADER = "HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText"
ROWS = (
    'Read,"Ten pages, at least",Mind,2026-03-01,1,',
    'Read,"Ten pages, at least",Mind,2026-03-02,0,too tired',
    'Read,"Ten pages, at least",Mind,2026-03-03,1,"said ""yes"",\nand again"',
    "Café ☕,,Other,2026-03-01,1,",
    "Café ☕,,Other,2026-03-02,3,",
)


def read(*rows: str, header: str = HEADER, end: str = "\n") -> dict[str, ImportedHabit]:
    return read_bytes(end.join((header, *rows, "")).encode())


def read_bytes(payload: bytes) -> dict[str, ImportedHabit]:
    found = detection.read(payload, today=TODAY)
    assert found.format == "habitbull"
    return {habit.name: habit for habit in found.habits}


def refusal_of(payload: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        detection.read(payload, today=TODAY)
    return refusal.value.code


def days(habit: ImportedHabit) -> dict[int, tuple[str, int | None, str | None]]:
    return {entry.day.day: (entry.status, entry.value, entry.note) for entry in habit.entries}


def test_habits_come_with_their_words_and_days() -> None:
    habits = read(*ROWS)

    book, coffee = habits["Read"], habits["Café ☕"]
    assert (book.kind, book.schedule, book.start) == (Kind.BINARY, Daily(), date(2026, 3, 1))
    assert (book.description, book.category) == ("Ten pages, at least", "Mind")
    assert days(book) == {
        1: (EntryStatus.DONE, None, None),
        2: (EntryStatus.NO, None, "too tired"),
        3: (EntryStatus.DONE, None, 'said "yes",\nand again'),
    }
    assert book.dropped == Counter({"rhythm-guessed": 1})
    assert (coffee.kind, coffee.target, coffee.description) == (Kind.NUMERIC, ONE, None)
    assert days(coffee) == {1: (EntryStatus.DONE, 1000, None), 2: (EntryStatus.DONE, 3000, None)}
    assert coffee.dropped == Counter({"rhythm-guessed": 1, "goal-guessed": 1})


def test_the_order_of_rows_and_columns_says_nothing() -> None:
    shuffled = [row for row in reversed(ROWS) if "\n" not in row]
    plain = [row for row in ROWS if "\n" not in row]
    turned = ["1;2026-03-01;Read", "0;2026-03-02;Read"]

    assert {name: days(habit) for name, habit in read(*shuffled).items()} == {
        name: days(habit) for name, habit in read(*plain).items()
    }
    habits = read(*turned, header="Value;CalendarDate;HabitName")
    assert [entry.status for entry in habits["Read"].entries] == ["done", "no"]


@pytest.mark.parametrize(
    "payload",
    [
        f"\ufeff{HEADER}\r\nLäufe,,,2026-03-01,1,gut\r\n".encode(),
        f"{HEADER}\nLäufe,,,2026-03-01,1,gut\n".encode("cp1252"),
        f"\ufeff{HEADER}\r\nLäufe,,,2026-03-01,1,gut\r\n".encode("utf-16-le"),
        f"{HEADER}\rLäufe,,,2026-03-01,1,gut\r".encode(),
        f"\n{HEADER}\n\nLäufe,,,2026-03-01,1,gut".encode(),
        f'"{HEADER}"\n"Läufe,,,2026-03-01,1,gut"'.replace(",", '","').encode(),
        f"sep=;\n{HEADER}\nLäufe,,,2026-03-01,1,gut".replace(",", ";").encode(),
        f"{HEADER}\nLäufe,,,2026-03-01,1,gut".replace(",", "\t").encode(),
    ],
    ids=["BOM, CRLF", "Latin-1", "UTF-16", "CR", "empty lines", "quotes", "semicolons", "tabs"],
)
def test_what_became_of_a_table_on_somebodys_computer_is_read(payload: bytes) -> None:
    (habit,) = read_bytes(payload).values()

    assert (habit.title, days(habit)) == ("Läufe", {1: (EntryStatus.DONE, None, "gut")})


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-3-1", date(2026, 3, 1)),
        ("03/01/2026", date(2026, 3, 1)),
        ("3/1/2026", date(2026, 3, 1)),
        ("2026-03-01 00:00:00", date(2026, 3, 1)),
    ],
)
def test_dates_are_iso_or_american(written: str, day: date) -> None:
    assert [entry.day for entry in read(f"Read,,,{written},1,")["Read"].entries] == [day]


def test_one_date_that_begins_with_its_day_tells_how_all_are_meant() -> None:
    habits = read("Read,,,01/02/2026,1,", "Run,,,13/02/2026,1,")

    assert [habit.start for habit in habits.values()] == [date(2026, 2, 1), date(2026, 2, 13)]


@pytest.mark.parametrize(
    ("values", "kind", "amounts"),
    [
        (("0", "1"), Kind.BINARY, [None, None]),
        (("1.0", "0.0"), Kind.BINARY, [None, None]),
        (("0", "2"), Kind.NUMERIC, [0, 2000]),
        (("1", "0.5"), Kind.NUMERIC, [1000, 500]),
        (("1", '"0,5"'), Kind.NUMERIC, [1000, 500]),
        (("1", "-2150000000"), Kind.BINARY, [None]),
        (("7", ""), Kind.NUMERIC, [7000]),
    ],
)
def test_a_value_other_than_0_and_1_makes_amounts(
    values: tuple[str, str], kind: Kind, amounts: list[int | None]
) -> None:
    first, second = values
    habit = read(f"Read,,,2026-03-01,{first},", f"Read,,,2026-03-02,{second},")["Read"]

    assert (habit.kind, [entry.value for entry in habit.entries]) == (kind, amounts)
    assert habit.dropped["nothing-recorded"] == 2 - len(amounts)


def test_what_cannot_be_taken_is_counted() -> None:
    habit = read(
        "Read,,,2026-03-01,0,",
        "Read,,,2026-03-01,1,the last word",
        "Read,,,2026-03-02,,only a note",
        "Read,,,2026-02-30,1,",
        "Read,,,2026-03-03,many,",
        "Read,,,2026-03-03,1e40,",
        "Read,,,2026-03-05,1,tomorrow",
        f"Read,,,2026-03-04,1,{'x' * 1001}",
        "Read,,",
    )["Read"]

    said = days(habit)
    assert said[1] == (EntryStatus.DONE, None, "the last word")
    assert said[2] == (EntryStatus.NOTE, None, "only a note")
    assert len(said[4][2] or "") == history.LONGEST_NOTE
    assert habit.dropped == Counter(
        {
            "rhythm-guessed": 1,
            "unreadable": 4,
            "named-twice": 1,
            "after-today": 1,
            "note-shortened": 1,
        }
    )


def test_long_words_are_shortened_and_a_habit_without_a_name_is_called_by_its_place() -> None:
    habit = read(f"{'a' * 121},{'b' * 2001},{'c' * 41},2026-03-01,1,")["a" * 121]
    (nameless,) = read(",,,2026-03-01,1,").values()

    assert (len(habit.title), len(habit.category or "")) == (120, 40)
    assert {"title-shortened", "description-shortened", "category-shortened"} <= set(habit.dropped)
    assert nameless.title == "Habit 1"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (HEADER, "no-habits"),
        (f"{HEADER}\nRead,,,yesterday,1,\n", "days-unreadable"),
        ("HabitName,CalendarDate\nRead,2026-03-01\n", "unreadable-import"),
        (f"{HEADER}\nRead,,,2026-03-01,1,{'x' * 200_000}\n", "unreadable-import"),
    ],
    ids=["no rows", "no days", "no values", "a cell without end"],
)
def test_a_file_of_which_nothing_can_be_taken_is_refused(payload: str, code: str) -> None:
    assert refusal_of(payload.encode()) == code


def test_more_than_an_account_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = "\n".join(f"{number},,,2026-03-01,1," for number in range(501))
    assert refusal_of(f"{HEADER}\n{many}".encode()) == "too-many-habits"

    monkeypatch.setattr("habit_app.integrations.importers.habitbull.MOST_ROWS", 3)
    assert refusal_of("\n".join((HEADER, *ROWS)).encode()) == "too-many-rows"


def test_the_largest_amount_is_one_that_we_keep() -> None:
    largest = Decimal(1_000_000_000)

    assert read(f"Read,,,2026-03-01,{largest},")["Read"].entries[0].value == largest * ONE
    assert read(f"Read,,,2026-03-01,{largest + 1},", ROWS[0])["Read"].dropped["unreadable"] == 1
