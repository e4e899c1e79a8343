"""Reading Loop's CSV export, of every version and from every kind of phone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import Direction, Kind
from habit_app.domain.schedules import Daily, Rolling
from habit_app.errors import Invalid
from habit_app.integrations.importers import detection, loop
from habit_app.integrations.importers.history import ImportedHabit, ImportedHistory
from tests.loop_exports import HEADER, Style, packed, table, zip_of
from tests.loop_model import AUTO, NO, SKIP, UNKNOWN, YES, LoopHabit

TODAY = date(2026, 3, 4)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(days=back) for back in days]


def read(payload: bytes) -> ImportedHistory:
    return detection.read(payload, today=TODAY)


def said(habit: ImportedHabit) -> dict[date, tuple[EntryStatus, int | None]]:
    return {entry.day: (entry.status, entry.value) for entry in habit.entries}


def stated(habit: ImportedHabit) -> dict[date, EntryStatus]:
    """Ticks and skips: the oldest tables cannot tell a no from nothing."""
    return {day: status for day, (status, _) in said(habit).items() if status != EntryStatus.NO}


def listed(*cells: object, header: list[str] = HEADER, marks: str = "Date,Value,Notes\n") -> bytes:
    """An export of one habit with these cells in Habits.csv."""
    files = {"Habits.csv": table([header, cells]), "001/Checkmarks.csv": marks}
    return packed({name: text.encode() for name, text in files.items()})


BOOK = LoopHabit("Läufe, früh", 3, 7, marks={ago(8)[0]: YES, ago(6)[0]: YES, ago(1)[0]: YES})
PAGES = LoopHabit("Pages", 1, 7, numeric=True, target=2.5, marks={ago(2)[0]: 1500})
MARKS = {ago(back)[0]: code for back, code in enumerate((YES, SKIP, NO, AUTO, UNKNOWN))}


def test_definitions_come_in_whole() -> None:
    history = read(zip_of([BOOK, PAGES], TODAY))

    book, pages = history.habits
    assert history.format == "loop-csv"
    assert (book.title, book.kind, book.schedule) == ("Läufe, früh", Kind.BINARY, Rolling(3, 7))
    assert (book.description, book.color, book.archived) == ("Did you?\n\nBecause.", "blue", False)
    assert (pages.kind, pages.target, pages.unit) == (Kind.NUMERIC, 2500, "pages")
    assert (pages.schedule, pages.direction) == (Rolling(1, 7), Direction.AT_LEAST)


def test_only_what_a_person_said_is_taken() -> None:
    habit = LoopHabit("Read", marks=dict(MARKS), notes={ago(4)[0]: "tired"})

    (ours,) = read(zip_of([habit], TODAY)).habits

    assert said(ours) == {
        ago(4)[0]: (EntryStatus.NOTE, None),
        ago(2)[0]: (EntryStatus.NO, None),
        ago(1)[0]: (EntryStatus.SKIP, None),
        ago(0)[0]: (EntryStatus.DONE, None),
    }
    assert ours.dropped == {"computed-by-loop": 1}
    assert ours.start == ago(4)[0]


def test_the_smallest_amounts_are_written_as_words_and_stay_amounts() -> None:
    habit = LoopHabit("Sip", numeric=True, target=1.0, marks={**MARKS, ago(9)[0]: 4})

    (ours,) = read(zip_of([habit], TODAY)).habits

    assert said(ours) == {
        ago(9)[0]: (EntryStatus.DONE, 4),
        ago(3)[0]: (EntryStatus.DONE, 1),
        ago(2)[0]: (EntryStatus.DONE, 0),
        ago(1)[0]: (EntryStatus.SKIP, None),
        ago(0)[0]: (EntryStatus.DONE, 2),
    }


def test_edge_35_days_that_have_not_come_are_left_out() -> None:
    later = TODAY + timedelta(days=1)
    habit = LoopHabit("Read", 1, 7, marks={TODAY: YES, later: YES})

    (ours,) = read(zip_of([habit], TODAY)).habits

    assert list(said(ours)) == [TODAY]
    assert ours.dropped["after-today"] == 1
    assert ours.dropped["computed-by-loop"] > 0


@pytest.mark.parametrize(
    "style",
    [
        Style(old=True),
        Style(folders=False),
        Style(old=True, folders=False),
        Style(matrix=False, newline="\r\n"),
        Style(encoding="utf-8-sig"),
        Style(encoding="utf-16"),
        Style(encoding="utf-16-le", newline="\r\n"),
        Style(encoding="utf-16-be"),
        Style(encoding="latin-1"),
        Style(home="Loop Habits CSV 2026-03-04/"),
    ],
    ids=str,
)
def test_every_form_of_export_says_the_same(style: Style) -> None:
    other = LoopHabit("One, two, ", marks={ago(3)[0]: SKIP, ago(0)[0]: YES})

    first, second = read(zip_of([BOOK, other], TODAY, style)).habits

    assert (first.title, second.title) == ("Läufe, früh", "One, two,")
    assert first.schedule == Rolling(3, 7)
    assert stated(first) == dict.fromkeys(BOOK.marks, EntryStatus.DONE)
    assert stated(second) == {ago(3)[0]: EntryStatus.SKIP, ago(0)[0]: EntryStatus.DONE}
    assert first.start == ago(8)[0]
    assert second.start == ago(3)[0]


def test_an_old_export_tells_amounts_only_by_their_size() -> None:
    habit = LoopHabit("Pages", numeric=True, marks={ago(1)[0]: 2000, ago(0)[0]: 1})

    (ours,) = read(zip_of([habit], TODAY, Style(old=True))).habits

    assert (ours.kind, ours.target) == (Kind.NUMERIC, 1000)
    assert said(ours) == {
        ago(1)[0]: (EntryStatus.DONE, 2000),
        ago(0)[0]: (EntryStatus.DONE, 1),
    }
    assert ours.dropped == {"target-unknown": 1}


def test_folders_are_matched_by_number_because_names_lose_their_letters() -> None:
    habits = [
        LoopHabit(name, marks={day: YES}) for name, day in zip("读写", ago(5, 6), strict=True)
    ]

    first, second = read(zip_of(habits, TODAY)).habits

    assert (first.title, list(said(first))) == ("读", ago(5))
    assert (second.title, list(said(second))) == ("写", ago(6))


@pytest.mark.parametrize("folders", [True, False])
def test_habits_that_were_not_exported_are_left_out(folders: bool) -> None:
    habits = [LoopHabit(name, marks={TODAY: YES}) for name in ("A, B", "A", "B", "A")]
    style = Style(folders=folders, selected=frozenset({1, 3}))

    history = read(zip_of(habits, TODAY, style))

    assert [habit.title for habit in history.habits] == ["A, B", "B"]
    assert {refusal.code for refusal in history.refusals} == {"not-exported"}


def test_habits_without_any_day_come_in_empty() -> None:
    payload = packed(
        {"Habits.csv": table([HEADER, ["001", "Read", "YES_NO", "", "", 1, 1]]).encode()}
    )

    (ours,) = read(payload).habits

    assert (ours.title, ours.entries, ours.start) == ("Read", [], None)


@pytest.mark.parametrize(
    ("rate", "kind", "schedule"),
    [
        ((1, 1), Kind.BINARY, Daily()),
        ((7, 7), Kind.BINARY, Daily()),
        ((9, 7), Kind.BINARY, Daily()),
        ((3, 7), Kind.BINARY, Rolling(3, 7)),
        ((365, 365), Kind.NUMERIC, Daily()),
        ((2, 1), Kind.NUMERIC, Daily()),
        ((3, 7), Kind.NUMERIC, Rolling(3, 7)),
        ((9, 7), Kind.NUMERIC, Rolling(1, 7)),
        ((1, 365), Kind.BINARY, Rolling(1, 365)),
    ],
)
def test_a_frequency_becomes_the_schedule_with_its_strength(
    rate: tuple[int, int], kind: Kind, schedule: object
) -> None:
    assert loop.schedule_of(kind, *rate) == schedule


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["1", "X", "YES_NO", "", "", 0, 7], "frequency-unknown"),
        (["1", "X", "YES_NO", "", "", 1, 0], "frequency-unknown"),
        (["1", "X", "YES_NO", "", "", "often", 7], "frequency-unknown"),
        (["1", "X", "YES_NO", "", "", 1, 366], "frequency-too-rare"),
        (["1", "X", "NUMERICAL", "", "", 1, 1, "", "", "AT_LEAST", ""], "target-unknown"),
        (["1", "X", "NUMERICAL", "", "", 1, 1, "", "", "AT_LEAST", "NaN"], "target-unknown"),
        (["1", "X", "NUMERICAL", "", "", 1, 1, "", "", "AT_LEAST", "1E999999"], "target-too-large"),
    ],
)
def test_a_habit_that_cannot_be_judged_is_refused_alone(cells: list[object], code: str) -> None:
    history = read(listed(*cells))

    assert history.habits == []
    assert [(refusal.title, refusal.code) for refusal in history.refusals] == [("X", code)]


@pytest.mark.parametrize(
    ("text", "target", "dropped"),
    [
        ("2.5", 2500, {}),
        ("2,5", 2500, {}),
        ("1.0E7", 10_000_000_000, {}),
        ("0.0004", 1, {"target-rounded": 1}),
        ("0.3333", 333, {"target-rounded": 1}),
        ("0.0", 0, {}),
        ("-3", 0, {}),
    ],
)
def test_edge_34_targets_in_the_writing_of_any_phone(
    text: str, target: int, dropped: dict[str, int]
) -> None:
    cells = ["001", "X", "NUMERICAL", "", "", 1, 1, "#FFFFFF", "km", "AT_MOST", text, "true"]

    (ours,) = read(listed(*cells)).habits

    assert (ours.target, ours.direction) == (target, Direction.AT_MOST)
    assert (ours.archived, ours.dropped) == (True, dropped)


def test_texts_are_cleaned_and_cut_to_our_fields() -> None:
    note = "a\x00b\r\nc\u2028d" + "e" * 2000
    cells = ["001", "T\x07\n" + "x" * 200, "YES_NO", "q" * 3000, "d", 1, 1]
    marks = table([("Date", "Value", "Notes"), (TODAY, "YES_MANUAL", note)])

    (ours,) = read(listed(*cells, marks=marks)).habits

    assert ours.title == "T  " + "x" * 117
    assert ours.description == "q" * 2000
    assert (ours.entries[0].note or "")[:7] == "ab\nc\nde"
    assert len(ours.entries[0].note or "") == 1000
    assert ours.dropped == {
        "title-shortened": 1,
        "description-shortened": 1,
        "note-shortened": 1,
    }


def test_formulas_are_just_text_and_no_name_is_named() -> None:
    cells = [("001", '=HYPERLINK("x")'), ("002", " "), ("003", "@SUM(A1)")]
    listing = table([HEADER, *((*cell, "YES_NO", "", "", 1, 1) for cell in cells)])

    history = read(packed({"Habits.csv": listing.encode()}))

    assert [habit.title for habit in history.habits] == ['=HYPERLINK("x")', "Habit 2", "@SUM(A1)"]


def test_rows_that_cannot_be_read_are_counted() -> None:
    rows = [("2026-03-04", "YES_MANUAL"), ("2026-03-04", "SKIP"), ("yesterday", "NO")]
    rows += [("20260303", "NO"), ("2026-03-02", "MAYBE"), ("2026-03-01", "7"), ("1969-12-31", "2")]
    marks = table([("Date", "Value"), *rows])

    (ours,) = read(listed("001", "X", "YES_NO", "", "", 1, 1, marks=marks)).habits

    assert said(ours) == {TODAY: (EntryStatus.DONE, None)}
    assert ours.dropped == {"unreadable": 5, "named-twice": 1}


@pytest.mark.parametrize(
    ("name", "encoding"), [("Читать", "cp1251"), ("读", "gbk"), ("ゲーム", "sjis")]
)
def test_text_in_an_encoding_that_nobody_can_tell_is_refused(name: str, encoding: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(zip_of([LoopHabit(name)], TODAY, Style(encoding=encoding, matrix=False)))

    assert refusal.value.code == "unknown-encoding"


def test_a_table_that_went_through_windows_is_read() -> None:
    name = "Don\u2019t smoke – „Übung“, où, 5 € à la crêpe"

    (ours,) = read(zip_of([LoopHabit(name)], TODAY, Style(encoding="cp1252"))).habits

    assert ours.title == name


def test_numbers_have_a_size() -> None:
    assert loop.whole("1" * 30) is None
    assert loop.decimal("1,5") == Decimal("1.5")
    assert loop.code_of(" SKIP ") == SKIP
