"""Importing again: never doubled, nothing lost that was done here, news and corrections taken."""

import random
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from habit_app.db.queries.habits import CHECKPOINT, HABIT
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said
from habit_app.domain.evaluation.timeline import kept_ends
from habit_app.services.habits import habits, lifecycle
from habit_app.services.habits.drafts import HabitPatch
from tests.imports import TODAY, ago, all_of, bring_in, count_log, entries_of, say, ticked
from tests.loop_exports import database_of, zip_of
from tests.loop_model import SKIP, YES, LoopHabit, random_habits
from tests.makers import make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_the_same_file_again_writes_nothing(database: str) -> None:
    dice, viewer = random.Random(7), make_user()
    payload = zip_of(random_habits(dice, 4, TODAY, 200), TODAY)
    bring_in(viewer, payload)
    before, log = all_of(viewer), count_log()

    again = bring_in(viewer, payload)

    assert {(habit.action, habit.entries, habit.kept) for habit in again.habits} == {("skip", 0, 0)}
    assert all_of(viewer) == before
    assert count_log() == log


def test_a_newer_file_brings_its_news_and_its_corrections(database: str) -> None:
    viewer = make_user()
    theirs = ticked("Read", *range(3, 30), uuid="ab" * 16)
    bring_in(viewer, database_of([theirs]))
    theirs.marks |= {ago(0)[0]: YES, ago(5)[0]: SKIP}
    theirs.name, theirs.numerator, theirs.denominator = "Read more", 3, 7

    report = bring_in(viewer, database_of([theirs]))

    (habit,) = all_of(viewer)
    assert (report.habits[0].action, report.habits[0].entries) == ("update", 2)
    assert habit.title == "Read more"
    assert habit.schedule == {"type": "rolling", "times": 3, "days": 7}
    assert habit.strength == pytest.approx(theirs.scores(TODAY)[TODAY], abs=1e-6)
    assert len(habit.versions) == 1


def test_what_was_edited_here_stays_as_it_is(
    sqlite_database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    bring_in(viewer, zip_of([ticked("Read", 3, 2)], TODAY))
    (habit,) = all_of(viewer)
    stopped_clock.shift(60)
    with unit_of_work() as session:
        change = HabitPatch.model_validate({"title": "Lesen"})
        habits.edit(session, viewer=viewer, habit_id=habit.id, change=change)

    bring_in(viewer, zip_of([ticked("Read", 3, 2, 1, numerator=3, denominator=7)], TODAY))

    (now,) = all_of(viewer)
    assert (now.title, now.schedule) == ("Lesen", {"type": "daily"})
    assert sorted(entries_of(now.id)) == ago(3, 2, 1)


def test_entries_made_here_stay_and_are_counted(database: str) -> None:
    viewer = make_user()
    payload = zip_of([ticked("Read", 2, 1, 0)], TODAY)
    bring_in(viewer, payload)
    (habit,) = all_of(viewer)
    say(viewer, habit.id, Said.SKIP)
    say(viewer, habit.id, Said.NO, ago(9)[0])

    again = bring_in(viewer, payload)

    assert (again.habits[0].action, again.habits[0].kept) == ("skip", 1)
    assert entries_of(habit.id)[TODAY] == ("skip", None, None, "web")
    assert ago(9)[0] in entries_of(habit.id)


def test_a_tick_taken_back_on_the_phone_stays_here(sqlite_database: str) -> None:
    viewer = make_user()
    bring_in(viewer, zip_of([ticked("Read", 2, 1, 0)], TODAY))

    bring_in(viewer, zip_of([ticked("Read", 2, 0)], TODAY))

    assert sorted(entries_of(all_of(viewer)[0].id)) == ago(2, 1, 0)


def test_both_kinds_of_file_of_one_phone_meet_in_one_habit(database: str) -> None:
    viewer = make_user()
    theirs = [ticked("Läufe, früh", 1, uuid="1" * 32), ticked("Läufe, früh", 2, uuid="2" * 32)]

    table, phone = zip_of(theirs, TODAY), database_of(theirs)
    reports = [bring_in(viewer, payload) for payload in (table, phone, table, phone)]

    actions = [{habit.action for habit in report.habits} for report in reports]
    assert actions == [{"create"}, {"update"}, {"skip"}, {"skip"}]
    assert [sorted(entries_of(habit.id)) for habit in all_of(viewer)] == [ago(1), ago(2)]
    assert [habit.reminder_times for habit in all_of(viewer)] == [["07:05"], ["07:05"]]


def test_habits_of_two_old_phones_are_not_mixed_up(sqlite_database: str) -> None:
    viewer = make_user()
    bring_in(viewer, database_of([ticked("Read", 3)], version=20))

    bring_in(viewer, database_of([ticked("Run", 2)], version=20))

    assert [(one.title, sorted(entries_of(one.id))) for one in all_of(viewer)] == [
        ("Read", ago(3)),
        ("Run", ago(2)),
    ]


def test_one_name_for_a_tick_and_an_amount_makes_two_habits(sqlite_database: str) -> None:
    viewer = make_user()
    bring_in(viewer, zip_of([ticked("Read", 3)], TODAY))
    amount = LoopHabit("Read", numeric=True, target=2.0, marks={TODAY: 4000})

    report = bring_in(viewer, zip_of([amount], TODAY))

    assert report.habits[0].action == "create"
    assert [habit.kind for habit in all_of(viewer)] == ["binary", "numeric"]


def test_an_id_that_stands_twice_in_a_file_is_believed_once(sqlite_database: str) -> None:
    viewer = make_user()
    theirs = [ticked("Read", 3, uuid="c" * 32), ticked("Run", 2, uuid="c" * 32)]

    for _ in range(2):
        bring_in(viewer, database_of(theirs))

    assert [sorted(entries_of(habit.id)) for habit in all_of(viewer)] == [ago(3), ago(2)]


def test_what_was_imported_is_reminded_of_also_after_the_trash(database: str) -> None:
    viewer = make_user()
    payload = database_of([ticked("Read", 1, uuid="1" * 32), ticked("Run", 2, uuid="2" * 32)])
    bring_in(viewer, payload)
    assert [at and f"{at:%H:%M}" for at in schedule()] == ["07:05", "07:05"]
    with unit_of_work() as session:
        lifecycle.delete(session, viewer=viewer, habit_id=all_of(viewer)[0].id)
    assert [at and f"{at:%H:%M}" for at in schedule()] == ["07:05", None]

    bring_in(viewer, payload)

    assert [at and f"{at:%H:%M}" for at in schedule()] == ["07:05", "07:05"]


def schedule() -> list[datetime | None]:
    with read_only() as session:
        rows = session.execute(select(HABIT.c.next_reminder_at))
        return sorted(rows.scalars(), key=str)


def test_a_habit_in_the_trash_comes_back(database: str) -> None:
    viewer = make_user()
    payload = zip_of([ticked("Read", *range(1, 30))], TODAY)
    bring_in(viewer, payload)
    (habit,) = all_of(viewer)
    with unit_of_work() as session:
        lifecycle.delete(session, viewer=viewer, habit_id=habit.id)

    again = bring_in(viewer, payload)

    assert [report.action for report in again.habits] == ["update"]
    assert all_of(viewer)[0].streak == 29
    assert all_of(viewer)[0].today.state == "pending"


def test_ten_years_leave_no_more_checkpoints_than_a_check_in_needs(database: str) -> None:
    viewer = make_user()
    bring_in(viewer, zip_of([ticked("Read", *range(3650))], TODAY))

    with read_only() as session:
        found = {row.day for row in session.execute(select(CHECKPOINT.c.day))}

    (habit,) = all_of(viewer)
    ends = kept_ends((TODAY - timedelta(days=3649)).toordinal(), TODAY)
    assert habit.streak == 3650
    assert found == {date.fromordinal(end) for end in ends}
    assert len(found) < 40
