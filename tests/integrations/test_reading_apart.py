"""Files are read in a process that can be ended: by time, by memory, whatever it answers."""

import json
import logging
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date

import pytest

from habit_app.domain.habits import Kind
from habit_app.domain.schedules import Rolling
from habit_app.errors import Invalid, TooLarge, Unavailable
from habit_app.integrations.importers import apart, detection, wire
from habit_app.integrations.importers.apart import MIB, Budget
from habit_app.integrations.importers.history import ImportedHabit, ImportedHistory, Refusal
from tests.loop_exports import database_of, zip_of
from tests.loop_model import YES, LoopHabit, random_habits

TODAY = date(2026, 3, 4)
SMALL = zip_of([LoopHabit("Read", 3, 7, marks={TODAY: YES})], TODAY)
READER = "from habit_app.integrations.importers import child\nimport os\n"
ENDLESS = f"{READER}def read(*_, **__):\n while True: pass\n"
GREEDY = f"{READER}read = lambda *_, **__: bytearray(1 << 30)\n"
FAILING = f"{READER}read = lambda *_, **__: 1 / 0\n"
ABORTING = f"{READER}read = lambda *_, **__: os.abort()\n"


def read_by(patch: pytest.MonkeyPatch, reader: str, **budget: float) -> None:
    patch.setattr(apart, "PROGRAM", ("-c", f"{reader}child.detection.read = read\nchild.main()"))
    patch.setattr(apart, "BUDGET", Budget(**budget))  # type: ignore[arg-type]


def answer_by(patch: pytest.MonkeyPatch, program: str, **budget: float) -> None:
    patch.setattr(apart, "PROGRAM", ("-c", program))
    patch.setattr(apart, "BUDGET", Budget(**budget))  # type: ignore[arg-type]


@pytest.mark.parametrize("budget", [{"seconds": 0.3}, {"cpu_seconds": 1}])
def test_a_reader_that_never_ends_is_ended(
    monkeypatch: pytest.MonkeyPatch, budget: dict[str, float]
) -> None:
    """By the clock, and by what it computes."""
    read_by(monkeypatch, ENDLESS, **budget)

    with pytest.raises(Invalid) as refusal:
        apart.read(SMALL, today=TODAY)

    assert refusal.value.code == "import-too-slow"
    assert "seconds" in refusal.value.message


def test_a_reader_that_takes_nothing_and_says_nothing_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The pipe is full long before the file has been sent."""
    answer_by(monkeypatch, "while True: pass", seconds=0.3)

    with pytest.raises(Invalid, match="seconds"):
        apart.read(bytes(4 * MIB), today=TODAY)


def test_a_reader_gets_no_more_memory_than_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    read_by(monkeypatch, GREEDY, memory=64 * MIB)

    with pytest.raises(TooLarge) as refusal:
        apart.read(SMALL, today=TODAY)

    assert refusal.value.code == "import-too-heavy"
    assert "64 MiB of memory" in refusal.value.message


def test_an_answer_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    flood = "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))"
    answer_by(monkeypatch, flood, answer=MIB)

    with pytest.raises(TooLarge) as refusal:
        apart.read(SMALL, today=TODAY)

    assert refusal.value.code == "import-too-heavy"


@pytest.mark.parametrize(
    ("reader", "logged"), [(FAILING, "ZeroDivisionError"), (ABORTING, "status -6")]
)
def test_a_reader_that_fails_refuses_the_file_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, reader: str, logged: str
) -> None:
    read_by(monkeypatch, reader)

    with caplog.at_level(logging.ERROR), pytest.raises(Invalid) as refusal:
        apart.read(SMALL, today=TODAY)

    assert refusal.value.code == "unreadable-import"
    assert logged in caplog.text


@pytest.mark.parametrize(
    "said", ["", "read", "read\n{}", "read\n[1]", "refused\n7", "read\nnull", "something\nelse"]
)
def test_nothing_but_a_history_or_a_refusal_is_believed(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    answer_by(monkeypatch, f"print({said!r}, end='')")

    with pytest.raises(Invalid) as refusal:
        apart.read(SMALL, today=TODAY)

    assert refusal.value.code == "unreadable-import"


@pytest.mark.parametrize("part", ["schedule", "start", "entries", "kind", "refused"])
def test_a_history_with_a_wrong_part_is_not_made(part: str) -> None:
    told = json.loads(wire.packed(detection.read(SMALL, today=TODAY)))
    told["habits"][0][part] = {"type": [1, 2]}
    told["refusals"] = [{"type": 1}] if part == "refused" else []

    with pytest.raises((ValueError, TypeError, LookupError, AttributeError)):
        wire.unpacked(json.dumps(told).encode())


def test_a_reader_is_given_none_of_the_installation_s_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HABIT_SECRET_KEY", "a secret")
    monkeypatch.setenv("AWS_TOKEN", "a secret")
    tell = "import json, os\nprint('refused')\nprint(json.dumps(['invalid', str(os.environ), 'x']))"
    answer_by(monkeypatch, tell)

    with pytest.raises(Invalid) as refusal:
        apart.read(SMALL, today=TODAY)

    assert "PATH" in refusal.value.message
    assert "a secret" not in refusal.value.message


@pytest.mark.parametrize("make", [database_of, lambda habits: zip_of(habits, TODAY)])
def test_what_is_read_apart_is_what_is_read_here(
    make: Callable[[list[LoopHabit]], bytes],
) -> None:
    payload = make(random_habits(random.Random(5), 12, TODAY, 60))

    assert apart.read(payload, today=TODAY) == detection.read(payload, today=TODAY)


def test_everything_that_a_history_holds_comes_across() -> None:
    habit = ImportedHabit("n", "t", Kind.BINARY, Rolling(2, 9), reminder_times=["07:00"])
    habit.reminder_days, habit.uuid, habit.start = ["mon"], "u", TODAY
    habit.dropped["unreadable"] += 2
    history = ImportedHistory("loop-db", [habit], [Refusal("a", "b", "c")])

    assert wire.unpacked(wire.packed(history)) == history


def test_a_refusal_of_the_reader_is_the_caller_s() -> None:
    with pytest.raises(Invalid) as refusal:
        apart.read(b"something else", today=TODAY)

    assert (refusal.value.code, type(refusal.value)) == ("unreadable-import", Invalid)
    assert "no export of a tracker" in refusal.value.message


def test_only_a_few_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PLACE_TIMEOUT", 0)
    for _ in range(apart.PLACES):
        assert apart._places.acquire(blocking=False)
    try:
        with pytest.raises(Unavailable) as refusal:
            apart.read(SMALL, today=TODAY)
    finally:
        apart._places.release(apart.PLACES)

    assert refusal.value.code == "busy"
    assert apart.read(SMALL, today=TODAY).habits


def test_a_database_with_computed_columns_is_refused_before_one_is_evaluated() -> None:
    """In a table that nobody reads, too: the look for damage would evaluate it."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(database_of([LoopHabit("Read", marks={TODAY: YES})]))
        database.execute("CREATE TABLE Trap (x, y AS (hex(x)) NOT NULL)")
        database.commit()
        payload = database.serialize()

    with pytest.raises(Invalid) as refusal:
        apart.read(payload, today=TODAY)

    assert refusal.value.code == "hostile-import"
