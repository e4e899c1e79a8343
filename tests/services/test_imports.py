"""Importing from Loop: exact, whole or not at all, and the same again."""

import csv
import io
import random
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.errors import AppError
from habit_app.services import checkins, entries, habits, imports, stats
from habit_app.services.checkins import Checkin
from habit_app.services.entries import EntryQuery
from habit_app.services.habit_lists import HabitQuery, list_habits
from habit_app.services.imports import ImportView
from habit_app.services.viewers import Viewer
from tests.loop_exports import LoopHabit, database_of, random_habit, zip_of
from tests.makers import make_user

TODAY = date(2026, 3, 4)
pytestmark = pytest.mark.usefixtures("stopped_clock")


def bring_in(viewer: Viewer, payload: bytes, *, dry_run: bool = False) -> ImportView:
    history = imports.read(payload, today=TODAY)
    with unit_of_work() as session:
        return imports.run(
            session, viewer=viewer, payload=payload, history=history, dry_run=dry_run
        )


def scores_in(payload: bytes, position: int) -> dict[date, float]:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        name = next(
            name
            for name in archive.namelist()
            if name.startswith(f"{position:03}") and name.endswith("Scores.csv")
        )
        rows = list(csv.DictReader(io.StringIO(archive.read(name).decode())))
    return {date.fromisoformat(row["Date"]): float(row["Score"]) for row in rows}


@pytest.mark.parametrize("seed", range(6))
def test_each_days_strength_is_the_one_that_loop_showed(sqlite_database: str, seed: int) -> None:
    dice, viewer = random.Random(seed), make_user()
    theirs = [random_habit(dice, f"Habit {number}", TODAY, 500) for number in range(8)]
    payload = zip_of(theirs, TODAY)

    bring_in(viewer, payload)

    with read_only() as session:
        query = HabitQuery(status="all", limit=100)
        ours = list_habits(session, viewer=viewer, query=query).items
        assert len(ours) == len(theirs)
        for position, habit in enumerate(ours, start=1):
            expected = scores_in(payload, position)
            assert habit.strength == pytest.approx(expected[TODAY], abs=5.1e-5)
            series = stats.habit_stats(session, viewer=viewer, habit_id=habit.id).strength_series
            for point in series:
                assert point.strength == pytest.approx(expected[point.day], abs=5.1e-5)


def test_importing_again_doubles_nothing_and_own_entries_stay(database: str) -> None:
    viewer = make_user()
    theirs = [random_habit(random.Random(7), "Läufe, früh", TODAY, 200)]
    payload = zip_of(theirs, TODAY)
    bring_in(viewer, payload)
    with read_only() as session:
        habit = list_habits(session, viewer=viewer, query=HabitQuery(status="all")).items[0]
        before = entries.list_entries(
            session, viewer=viewer, habit_id=habit.id, query=EntryQuery(limit=1)
        )

    again = bring_in(viewer, payload)

    assert [report["action"] for report in again.report["habits"]] == ["skip"]
    assert before.total == again.report["habits"][0]["entries"] + len(theirs[0].marks) + sum(
        day not in theirs[0].marks for day in theirs[0].notes
    )


def test_a_dry_run_writes_nothing_and_its_commit_does(database: str) -> None:
    viewer = make_user()
    payload = zip_of([LoopHabit("Read", marks={TODAY: 2})], TODAY)

    planned = bring_in(viewer, payload, dry_run=True)
    with read_only() as session:
        before = list_habits(session, viewer=viewer, query=HabitQuery()).total
    history = imports.read(payload, today=TODAY)
    with unit_of_work() as session:
        done = imports.commit(session, viewer=viewer, import_id=planned.id, history=history)

    assert (before, planned.status, done.status) == (0, "dry_run", "imported")
    assert planned.report["habits"][0]["action"] == "create"
    with read_only() as session:
        assert list_habits(session, viewer=viewer, query=HabitQuery()).total == 1


@pytest.mark.parametrize("version", [22, 23, 24, 25])
def test_a_database_of_any_version_comes_in(
    sqlite_database: str, tmp_path: Path, version: int
) -> None:
    viewer = make_user()
    theirs = [random_habit(random.Random(3), f"Habit {number}", TODAY, 90) for number in range(5)]

    done = bring_in(viewer, database_of(theirs, tmp_path / "loop.db", version))

    assert [report["action"] for report in done.report["habits"]] == ["create"] * 5
    for report, habit in zip(done.report["habits"], theirs, strict=True):
        expected = habit.scores(TODAY)[TODAY] if habit.marks else 0.0
        assert report["strength"] == pytest.approx(expected, abs=1e-6)


def test_an_entry_made_here_is_not_overwritten(sqlite_database: str) -> None:
    viewer = make_user()
    payload = zip_of([LoopHabit("Read", marks={TODAY: 2})], TODAY)
    bring_in(viewer, payload)
    with read_only() as session:
        habit = list_habits(session, viewer=viewer, query=HabitQuery()).items[0]
    with unit_of_work() as session:
        skip = Checkin(Statement(said=Said.SKIP), source="web")
        checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=skip)

    again = bring_in(viewer, payload)

    assert again.report["habits"][0]["kept"] == 1
    with read_only() as session:
        now = habits.find(session, viewer=viewer, habit_id=habit.id)
        assert now.today.state == "skipped"


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Habits.csv", b"0" * 50_000_000)
    return buffer.getvalue()


def escaping() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Habits.csv", "Name\n")
        archive.writestr("../../etc/passwd", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"PK",
        b"not a file of any tracker",
        b"SQLite format 3\0" + b"\xff" * 4096,
        bomb(),
        escaping(),
        zip_of([LoopHabit("Read", marks={TODAY: 2})], TODAY)[:-40],
    ],
    ids=["empty", "stub", "text", "broken-db", "bomb", "escaping", "truncated"],
)
def test_hostile_files_are_refused_with_a_clear_word(payload: bytes) -> None:
    with pytest.raises(AppError) as refusal:
        imports.read(payload, today=TODAY)

    assert refusal.value.code == "unreadable-import"


def test_any_damage_to_a_file_is_refused_or_read_but_never_a_crash(tmp_path: Path) -> None:
    dice = random.Random(11)
    habit = random_habit(dice, "Read", TODAY, 60)
    originals = [zip_of([habit], TODAY), database_of([habit], tmp_path / "loop.db")]
    for original in originals:
        for _ in range(150):
            payload = bytearray(original)
            for _ in range(dice.randrange(1, 12)):
                payload[dice.randrange(len(payload))] = dice.randrange(256)
            cut = dice.randrange(len(payload)) if dice.random() < 0.3 else len(payload)
            with suppress(AppError):
                imports.read(bytes(payload[:cut]), today=TODAY)


def test_a_habit_without_a_frequency_is_refused_alone(sqlite_database: str) -> None:
    viewer = make_user()
    theirs = [LoopHabit("Odd", numerator=0), LoopHabit("Read", marks={TODAY: 2})]

    done = bring_in(viewer, zip_of(theirs, TODAY))

    assert [report["title"] for report in done.report["habits"]] == ["Read"]
    assert len(done.report["errors"]) == 1
