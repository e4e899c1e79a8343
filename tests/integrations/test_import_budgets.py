"""Small files that would cost a lot: what they cost is counted, never timed."""

import sqlite3
from contextlib import closing

import pytest

from habit_app.errors import Invalid
from habit_app.integrations.importers import loop_db, loop_matrix, sqlite_files
from habit_app.integrations.importers.loop_matrix import Matrix
from tests.integrations.test_hostile_files import DATABASE, TODAY


def test_a_header_that_can_be_read_in_too_many_ways_is_refused() -> None:
    names = [",".join("a" * count) for count in range(1, 151)]
    text = "Date," + "a," * 11_325 + "\n" + ",".join(["2026-03-04", *["2"] * 130])

    with pytest.raises(Invalid) as refusal:
        Matrix(text, names)

    assert refusal.value.code == "import-too-complex"


def test_the_header_of_500_honest_habits_is_read() -> None:
    names = [f"Habit {number}, mornings" for number in range(500)]
    chosen = names[:499]
    header = "Date," + "".join(f"{name}," for name in chosen)
    row = ",".join(["2026-03-04", *["2"] * 499])

    matrix = Matrix(f"{header}\n{row}\n", names)

    assert [matrix.knows(number) for number in (0, 498, 499)] == [True, True, False]
    assert loop_matrix.MOST_TRIES >= 250_000


def test_a_database_s_own_constraints_are_never_evaluated() -> None:
    """One that overflows when it is asked would refuse the file, if it were asked."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(DATABASE)
        database.execute("PRAGMA ignore_check_constraints=ON")
        database.execute("CREATE TABLE Trap (x CHECK (abs(x - 9223372036854775807 - 1) >= 0))")
        database.execute("INSERT INTO Trap VALUES (0)")
        database.commit()
        payload = database.serialize()

    assert loop_db.read(payload, today=TODAY).habits
    with sqlite_files.open_file(payload) as opened:
        assert opened.execute("PRAGMA ignore_check_constraints").fetchone() == (1,)
