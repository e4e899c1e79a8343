"""Importing from Loop: exact to the last digit, whole or not at all."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from habit_app.db.queries.checkins import LOG
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said
from habit_app.errors import Conflict, Invalid, NotFound
from habit_app.services.habits import lifecycle, stats
from habit_app.services.imports import imports
from habit_app.services.imports.reports import ImportReport
from habit_app.services.shared.viewers import Viewer
from tests.imports import TODAY, ago, all_of, bring_in, count_log, entries_of, say, ticked
from tests.loop_exports import database_of, scores_in, zip_of
from tests.loop_model import NO, SKIP, YES, LoopHabit, random_habits
from tests.makers import keep, make_habit, make_user

FOUR_PLACES = 5.01e-5
pytestmark = pytest.mark.usefixtures("stopped_clock")


def assert_shows_what_loop_showed(viewer: Viewer, payload: bytes, report: ImportReport) -> None:
    for position, habit in enumerate(all_of(viewer), start=1):
        expected = scores_in(payload, position)
        assert habit.strength == pytest.approx(expected[TODAY], abs=FOUR_PLACES), habit.title
        assert report.habits[position - 1].strength == habit.strength
        with read_only() as session:
            shown = stats.habit_stats(session, viewer=viewer, habit_id=habit.id)
        ours = {point.day: point.strength for point in shown.strength_series}
        assert set(ours) <= set(expected)
        for day, score in expected.items():
            assert ours.get(day, 0.0) == pytest.approx(score, abs=FOUR_PLACES), (habit.title, day)


@pytest.mark.parametrize("seed", range(12))
def test_each_days_strength_is_the_one_that_loop_showed(sqlite_database: str, seed: int) -> None:
    dice, viewer = random.Random(seed), make_user()
    theirs = random_habits(dice, 8, TODAY, 700)
    payload = zip_of(theirs, TODAY)

    report = bring_in(viewer, payload)

    assert [habit.action for habit in report.habits] == ["create"] * len(theirs)
    assert_shows_what_loop_showed(viewer, payload, report)


def test_postgresql_shows_the_same(postgresql_database: str) -> None:
    dice, viewer = random.Random(99), make_user()
    theirs = random_habits(dice, 6, TODAY, 400)
    payload = zip_of(theirs, TODAY)

    assert_shows_what_loop_showed(viewer, payload, bring_in(viewer, payload))


def test_edge_23_a_skipped_amount_weighs_on_as_in_loop(sqlite_database: str) -> None:
    viewer = make_user()
    weekly = LoopHabit("Run", 1, 7, numeric=True, target=1.0)
    weekly.marks = {**dict.fromkeys(ago(20, 13), 300), **dict.fromkeys(ago(19, 15, 6), SKIP)}
    payload = zip_of([weekly], TODAY)

    assert_shows_what_loop_showed(viewer, payload, bring_in(viewer, payload))


def test_a_record_without_a_target_keeps_its_history(sqlite_database: str) -> None:
    viewer = make_user()
    weight = LoopHabit("Weight", numeric=True, target=0.0, marks={ago(9)[0]: 81_500})
    payload = zip_of([weight], TODAY)

    assert_shows_what_loop_showed(viewer, payload, bring_in(viewer, payload))
    assert entries_of(all_of(viewer)[0].id)[ago(9)[0]][1] == 81_500


@pytest.mark.parametrize("version", [16, 20, 21, 22, 23, 24, 25])
def test_a_database_of_any_version_shows_the_same(sqlite_database: str, version: int) -> None:
    dice, viewer = random.Random(version), make_user()
    theirs = random_habits(dice, 5, TODAY, 200)
    if version < 25:
        for habit in theirs:
            habit.notes.clear()

    report = bring_in(viewer, database_of(theirs, version))

    assert [habit.action for habit in report.habits] == ["create"] * 5
    for ours, habit in zip(report.habits, theirs, strict=True):
        assert ours.strength == pytest.approx(habit.scores(TODAY)[TODAY], abs=1e-6)


def test_the_day_of_the_export_may_be_long_ago(sqlite_database: str) -> None:
    viewer, then = make_user(), ago(300)[0]
    theirs = [
        ticked("Read", *range(290, 400), 3),
        LoopHabit("Sweets", numeric=True, at_most=True, target=1.0, archived=True),
    ]
    theirs[1].marks = dict.fromkeys(ago(320, 301), 3000)

    report = bring_in(viewer, zip_of(theirs, then), today=then)

    for ours, habit in zip(report.habits, theirs, strict=True):
        assert ours.strength == pytest.approx(habit.scores(then)[then], abs=1e-6)
    read, sweets = all_of(viewer)
    assert read.today.day == TODAY
    assert [item.reason for item in report.habits[0].dropped] == ["after-today"]
    assert max(entries_of(read.id)) == then
    assert sweets.archived
    assert sweets.strength == report.habits[1].strength


def test_a_file_may_be_looked_at_from_before_its_first_day(sqlite_database: str) -> None:
    viewer, payload = make_user(), zip_of([ticked("Read", 3)], TODAY)
    bring_in(viewer, payload)

    for user in (viewer, make_user()):
        report = bring_in(user, payload, today=ago(4000)[0])
        assert (report.habits[0].entries, report.habits[0].strength) == (0, 0.0)


def test_a_day_that_has_not_come_is_no_today(sqlite_database: str) -> None:
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(Invalid, match="has not come"):
        bring_in(make_user(), zip_of([ticked("Read", 0)], TODAY), today=tomorrow)


def test_edge_31_notes_come_in_whatever_the_day_was(sqlite_database: str) -> None:
    viewer = make_user()
    theirs = LoopHabit("Read", 1, 7, marks={ago(1)[0]: NO, ago(2)[0]: YES, ago(3)[0]: SKIP})
    theirs.notes = dict(zip(ago(0, 1, 2, 3), ("tired", "no time", "great", "ill"), strict=True))

    bring_in(viewer, zip_of([theirs], TODAY))

    assert list(entries_of(all_of(viewer)[0].id).items()) == [
        (ago(3)[0], ("skip", None, "ill", "import")),
        (ago(2)[0], ("done", None, "great", "import")),
        (ago(1)[0], ("note", None, "no time", "import")),
        (ago(0)[0], ("note", None, "tired", "import")),
    ]


def test_edge_34_archived_habits_come_in_and_rest(sqlite_database: str) -> None:
    viewer = make_user()

    bring_in(viewer, zip_of([ticked("Old", *range(40), archived=True), ticked("New", 0)], TODAY))

    old, new = all_of(viewer)
    assert (old.archived, new.archived) == (True, False)
    with time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=UTC), tick=False):
        assert all_of(viewer)[0].strength == old.strength
        with unit_of_work() as session:
            back = lifecycle.archive(session, viewer=viewer, habit_id=old.id, archived=False)
    assert back.strength == pytest.approx(old.strength, rel=0.06)


def test_imported_days_are_known_at_their_end_and_a_tap_today_wins(sqlite_database: str) -> None:
    viewer = make_user(timezone="Asia/Tokyo")
    bring_in(viewer, zip_of([ticked("Read", 2, 0)], TODAY))
    (habit,) = all_of(viewer)
    with read_only() as session:
        log = {row.day: row for row in session.execute(LOG.select()).all()}

    applied = say(viewer, habit.id, Said.SKIP, made_at=datetime(2026, 3, 4, 12, tzinfo=UTC))

    assert log[ago(2)[0]].made_at == datetime(2026, 3, 2, 14, 59, tzinfo=UTC)
    assert log[ago(2)[0]].recorded_at == log[TODAY].made_at == datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert {row.source for row in log.values()} == {"import"}
    assert applied
    assert habit.last_day == TODAY


def test_more_than_500_habits_are_refused_before_anything_is_written(sqlite_database: str) -> None:
    viewer = make_user()
    make_habit(viewer)
    payload = zip_of([ticked(f"Habit {number}", 1) for number in range(500)], TODAY)

    with pytest.raises(Conflict) as refusal:
        bring_in(viewer, payload)

    assert refusal.value.code == "too-many-habits"
    assert len(all_of(viewer)) == 1


def test_a_dry_run_writes_nothing_and_is_carried_out_once(database: str) -> None:
    viewer, payload = make_user(), zip_of([ticked("Read", 1, 0)], TODAY)
    planned = imports.keep(viewer, imports.read(payload, today=TODAY), payload)
    before = all_of(viewer)

    done, again = imports.carry_out(viewer, planned.id), imports.carry_out(viewer, planned.id)

    assert (planned.status, before) == ("dry_run", [])
    assert (done.status, done.report) == ("imported", planned.report)
    assert again == done
    assert [len(entries_of(habit.id)) for habit in all_of(viewer)] == [2]
    with read_only() as session:
        assert imports.find(session, viewer=viewer, import_id=planned.id) == done


def test_only_the_newest_dry_runs_wait(sqlite_database: str) -> None:
    viewer, payload = make_user(), zip_of([ticked("Read", 0)], TODAY)
    history = imports.read(payload, today=TODAY)
    runs = [imports.keep(viewer, history, payload).id for _ in range(imports.DRY_RUNS + 1)]

    with pytest.raises(NotFound), read_only() as session:
        imports.find(session, viewer=viewer, import_id=runs[0])
    with read_only() as session:
        assert imports.find(session, viewer=viewer, import_id=runs[1]).id == runs[1]


def test_a_strangers_import_is_not_found(sqlite_database: str) -> None:
    payload = zip_of([ticked("Read", 0)], TODAY)
    run = imports.keep(make_user(), imports.read(payload, today=TODAY), payload)
    stranger = make_user()

    for import_id in (run.id, uuid4()):
        with pytest.raises(NotFound):
            imports.carry_out(stranger, import_id)


def test_an_import_that_fails_at_its_end_leaves_nothing(database: str) -> None:
    viewer = make_user()
    history = imports.read(zip_of([ticked("Read", 1, 0)], TODAY), today=TODAY)

    def fail(done: int, of: int) -> None:
        if done == of:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        imports.bring_in(viewer, history, progress=fail)

    assert all_of(viewer) == []
    assert count_log() == 0


def test_a_tick_between_look_and_write_is_not_lost(database: str) -> None:
    viewer = make_user()
    bring_in(viewer, zip_of([ticked("Read", 2)], TODAY))
    (habit,) = all_of(viewer)
    newer = imports.read(zip_of([ticked("Read", 2, 1, 0)], TODAY), today=TODAY)

    def meanwhile(done: int, of: int) -> None:
        if done < of and TODAY not in entries_of(habit.id):
            say(viewer, habit.id, Said.SKIP)

    done = imports.bring_in(viewer, newer, progress=meanwhile)

    assert done.report.habits[0].kept == 1
    assert entries_of(habit.id)[TODAY][0] == "skip"
    assert ago(1)[0] in entries_of(habit.id)


def test_somebody_who_never_stops_ticking_is_told_so(sqlite_database: str) -> None:
    viewer = make_user()
    history = imports.read(zip_of([ticked("Read", 2)], TODAY), today=TODAY)
    busy = make_habit(viewer)

    def meanwhile(done: int, of: int) -> None:
        keep(viewer, busy.id, [TODAY])

    with pytest.raises(Conflict, match="kept changing"):
        imports.bring_in(viewer, history, progress=meanwhile)


def test_many_rows_take_few_statements(sqlite_database: str, statements: Callable[[], Any]) -> None:
    viewer = make_user()
    theirs = [ticked(f"Habit {number}", *range(200)) for number in range(10)]
    history = imports.read(zip_of(theirs, TODAY), today=TODAY)

    with statements() as seen:
        imports.bring_in(viewer, history)

    assert len(seen) <= 25
