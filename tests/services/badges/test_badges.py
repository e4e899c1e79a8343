"""Winning badges: by check-ins, by the passing of days, by an import, and once each."""
# longer than the rule: each badge is won in its own way, from the same histories

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from habit_app.db.queries.badges import BADGE
from habit_app.db.queries.habits import HABIT
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.badges import CODES
from habit_app.domain.checkins import Said, Statement
from habit_app.services.badges import badges, look_back, progress, words
from habit_app.services.badges.views import BadgeView
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.demo import demo
from habit_app.services.evaluation import new_day
from habit_app.services.habits import chains, habits, lifecycle
from habit_app.services.habits.drafts import HabitPatch
from habit_app.services.jobs import runner
from habit_app.services.shared import viewers
from habit_app.services.shared.viewers import Viewer
from tests.imports import bring_in, ticked
from tests.loop_exports import zip_of
from tests.makers import keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("database", "stopped_clock")
TODAY = date(2026, 3, 4)


def ago(*offsets: int) -> list[date]:
    return [TODAY - timedelta(days=offset) for offset in offsets]


def say(viewer: Viewer, habit_id: UUID, day: date, said: Said | None, **more: Any) -> list[str]:
    with unit_of_work() as session:
        checkin = Checkin(Statement(said=said, **more), day=day)
        outcome = checkins.check_in(session, viewer=viewer, habit_id=habit_id, checkin=checkin)
        return outcome.result.badges


def tick(viewer: Viewer, habit_id: UUID, day: date = TODAY) -> list[str]:
    return say(viewer, habit_id, day, Said.DONE)


def shelf(viewer: Viewer) -> dict[str, BadgeView]:
    with read_only() as session:
        return {one.code: one for one in progress.list_badges(session, viewer=viewer)}


def codes(viewer: Viewer) -> set[str]:
    return {code for code, one in shelf(viewer).items() if one.unlocked_at}


def told(viewer: Viewer) -> list[tuple[str, list[str]]]:
    with read_only() as session:
        rows = session.execute(NOTIFICATION.select().where(NOTIFICATION.c.user_id == viewer.id))
        return [(row.subject, row.payload["codes"]) for row in rows]


def logs_of(habit_id: UUID) -> int:
    with read_only() as session:
        row = session.execute(HABIT.select().where(HABIT.c.id == habit_id)).one()
        return int(row.logs)


def test_the_first_step_is_won_once_and_told_once() -> None:
    viewer = make_user()
    habit = make_habit(viewer)

    first, again = tick(viewer, habit.id), tick(viewer, habit.id)

    assert (first, again) == (["first_step"], [])
    assert told(viewer) == [("first_step", ["first_step"])]
    won = shelf(viewer)["first_step"]
    assert (won.habit_id, won.habit_title) == (habit.id, "Read")
    assert won.unlocked_at == datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_a_skip_wins_nothing() -> None:
    viewer = make_user()
    habit = make_habit(viewer)

    assert say(viewer, habit.id, TODAY, Said.SKIP) == []


def test_a_streak_is_won_on_its_seventh_day_and_stays_when_it_breaks() -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(ago(6)[0]))
    keep(viewer, habit.id, ago(6, 5, 4, 3, 2, 1))
    assert "streak_7" not in codes(viewer)

    assert tick(viewer, habit.id) == ["streak_7"]
    say(viewer, habit.id, TODAY, Said.CLEAR)

    assert "streak_7" in codes(viewer)
    assert tick(viewer, habit.id) == []


def test_thirty_entries_are_counted_over_all_habits_and_taken_back_ones_are_not() -> None:
    viewer = make_user()
    one = make_habit(viewer, start_date=str(ago(40)[0]))
    two = make_habit(viewer, title="Run", kind="numeric", target=5, start_date=str(ago(40)[0]))
    keep(viewer, one.id, ago(*range(40, 12, -2)))
    keep(viewer, two.id, ago(*range(40, 12, -2)), value=2)
    say(viewer, two.id, ago(1)[0], None, value=0)
    say(viewer, one.id, ago(40)[0], Said.CLEAR)
    assert (logs_of(one.id), logs_of(two.id)) == (13, 14)
    keep(viewer, one.id, ago(40, 9))

    assert tick(viewer, one.id, ago(7)[0]) == ["logs_30"]
    assert shelf(viewer)["logs_30"].habit_id is None
    assert shelf(viewer)["logs_100"].progress.now == 30


def test_entries_above_a_limit_are_not_counted_and_another_limit_counts_again() -> None:
    viewer = make_user()
    coffee = make_habit(viewer, kind="numeric", target=2, direction="at_most")
    say(viewer, coffee.id, TODAY, None, value=3000)
    assert logs_of(coffee.id) == 0

    with unit_of_work() as session:
        change = HabitPatch(target=4)
        habits.edit(session, viewer=viewer, habit_id=coffee.id, change=change)

    assert logs_of(coffee.id) == 1


def test_a_week_is_perfect_when_the_next_one_begins() -> None:
    viewer = make_user()
    monday = date(2026, 2, 23)
    read, run = (make_habit(viewer, title=t, start_date=str(monday)) for t in ("Read", "Run"))
    week = [monday + timedelta(days=offset) for offset in range(7)]
    keep(viewer, run.id, week)
    keep(viewer, read.id, week[:6])
    assert "perfect_week" not in codes(viewer)

    assert "perfect_week" not in tick(viewer, run.id)
    assert "perfect_week" in tick(viewer, read.id, week[6])


def test_a_week_with_a_miss_of_any_habit_is_not_perfect() -> None:
    viewer = make_user()
    monday = date(2026, 2, 23)
    week = [monday + timedelta(days=offset) for offset in range(7)]
    read, run = (make_habit(viewer, title=t, start_date=str(monday)) for t in ("Read", "Run"))
    keep(viewer, read.id, week)
    keep(viewer, run.id, week[:5])

    tick(viewer, read.id)
    look_back.look_back(viewer.id, quiet=False)

    assert "perfect_week" not in codes(viewer)


def test_the_passing_of_days_wins_streaks_within_a_limit_and_perfect_weeks() -> None:
    viewer = make_user()
    monday = date(2026, 3, 2)
    coffee = make_habit(
        viewer, kind="numeric", target=2, direction="at_most", start_date=str(monday)
    )
    read = make_habit(viewer, start_date=str(monday))
    say(viewer, coffee.id, TODAY, None, value=1000)
    keep(viewer, read.id, ago(2, 1, 0))
    with time_machine.travel("2026-03-08T12:00:00Z", tick=False):
        keep(viewer, read.id, [monday + timedelta(days=offset) for offset in range(3, 7)])

    before = codes(viewer)

    with time_machine.travel("2026-03-09T12:00:00Z", tick=False):
        with unit_of_work() as session:
            new_day.turn_own(session, viewer=viewer)
        look_back.look_back(viewer.id, quiet=False)
        with read_only() as session:
            again = look_back.find(session, viewer=viewer)

    assert (codes(viewer) - before, again) == ({"perfect_week"}, [])
    assert codes(viewer) >= {"streak_7", "perfect_week"}


def test_a_comeback_takes_seven_misses_first() -> None:
    viewer = make_user()
    back = make_habit(viewer, start_date=str(ago(20)[0]))
    keep(viewer, back.id, ago(20, 19))
    keep(viewer, back.id, ago(6, 5, 4, 3, 2, 1))
    assert shelf(viewer)["comeback"].progress.now == 6

    assert set(tick(viewer, back.id)) == {"streak_7", "comeback"}


def test_after_six_misses_it_is_no_comeback() -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(ago(20)[0]))
    keep(viewer, habit.id, ago(20, 13, 6, 5, 4, 3, 2, 1))

    assert tick(viewer, habit.id) == ["streak_7"]


def test_the_early_bird_ticks_the_day_itself_twenty_times() -> None:
    viewer = make_user(timezone="Europe/Berlin")
    habit = make_habit(viewer, start_date="2026-03-01")
    won = []
    for day in range(1, 22):
        with time_machine.travel(datetime(2026, 4, day, 5, tzinfo=UTC), tick=False):
            yesterday = viewer.today() - timedelta(days=1)
            won = tick(viewer, habit.id, yesterday if day == 1 else viewer.today())
            if day == 20:
                assert "early_bird" not in won
                assert shelf(viewer)["early_bird"].progress.now == 19

    assert "early_bird" in won


def test_a_chain_is_whole_on_five_days() -> None:
    viewer = make_user()
    first = make_habit(viewer, title="One", start_date="2026-02-01")
    second = make_habit(viewer, title="Two", start_date="2026-02-01")
    keep(viewer, first.id, ago(3, 2))
    keep(viewer, second.id, ago(3, 2))
    with unit_of_work() as session:
        chains.put_after(session, viewer=viewer, habit_id=second.id, after=first.id)
    won = []
    for day in range(4, 9):
        with time_machine.travel(datetime(2026, 3, day, 12, tzinfo=UTC), tick=False):
            assert "chain_5" not in tick(viewer, first.id, viewer.today())
            won = tick(viewer, second.id, viewer.today())
            if day == 7:
                assert shelf(viewer)["chain_5"].progress.now == 4

    assert "chain_5" in won


def test_deleting_a_habit_keeps_its_badges() -> None:
    viewer = make_user()
    habit = make_habit(viewer)
    tick(viewer, habit.id)
    with unit_of_work() as session:
        lifecycle.delete(session, viewer=viewer, habit_id=habit.id)
    assert shelf(viewer)["first_step"].habit_title is None

    with unit_of_work() as session:
        session.execute(HABIT.delete().where(HABIT.c.id == habit.id))

    won = shelf(viewer)["first_step"]
    assert won.unlocked_at is not None
    assert won.habit_id is None


def test_an_import_unlocks_by_its_dates_in_one_quiet_summary() -> None:
    viewer = make_user()
    bring_in(viewer, zip_of([ticked("Read", *range(40))], TODAY))

    runner.run_due()

    found = shelf(viewer)
    assert found["streak_30"].unlocked_at is not None
    assert found["streak_30"].unlocked_at.date() == TODAY - timedelta(days=10)
    assert found["logs_30"].unlocked_at == found["streak_30"].unlocked_at
    assert [subject for subject, _ in told(viewer)] == ["summary"]
    with read_only() as session:
        assert badges.unseen(session, viewer=viewer) == []
    assert tick(viewer, _only(viewer)) == []


def _only(viewer: Viewer) -> UUID:
    with read_only() as session:
        return UUID(
            str(session.execute(HABIT.select().where(HABIT.c.owner_id == viewer.id)).one().id)
        )


def test_what_should_have_been_won_before_is_looked_back_for_and_not_celebrated() -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(ago(40)[0]))
    keep(viewer, habit.id, ago(*range(40, 0, -1)))
    with unit_of_work() as session:
        session.execute(BADGE.delete())
        session.execute(NOTIFICATION.delete())

    assert (tick(viewer, habit.id), tick(viewer, habit.id)) == ([], [])
    assert runner.run_due() == 1

    assert codes(viewer) >= {"first_step", "streak_7", "streak_30", "logs_30", "perfect_week"}
    assert [subject for subject, _ in told(viewer)] == ["summary"]
    assert shelf(viewer)["first_step"].unlocked_at.date() == ago(40)[0]  # type: ignore[union-attr]
    with read_only() as session:
        assert look_back.find(session, viewer=viewer) == []


def test_looking_back_for_somebody_who_is_gone_does_nothing() -> None:
    look_back.look_back(UUID(int=2), quiet=False)


def test_the_demo_has_badges_and_celebrates_none() -> None:
    with unit_of_work() as session:
        demo.fill_if_empty(session, email="demo@example.com", password="Demo123!")
    with read_only() as session:
        viewer = viewers.of_email(session, "demo@example.com")
        assert badges.unseen(session, viewer=viewer) == []

    assert len(codes(viewer)) >= 5


def test_a_celebration_is_shown_once() -> None:
    viewer = make_user()
    tick(viewer, make_habit(viewer).id)

    with unit_of_work() as session:
        before = badges.unseen(session, viewer=viewer)
        badges.mark_seen(session, viewer=viewer)
        after = badges.unseen(session, viewer=viewer)

    assert [(one.code, one.habit_title) for one in before] == [("first_step", "Read")]
    assert after == []


def test_words_are_found_in_the_readers_language() -> None:
    assert words.words("en", ["streak_7"])[0] == "Badge won: One week"
    assert words.words("de", ["streak_7", "logs_30"])[0] == "2 Abzeichen gewonnen"


def test_a_checkin_that_wins_nothing_takes_six_statements_at_any_hour(
    statements: Callable[[], Any],
) -> None:
    viewer = make_user()
    one, two = (make_habit(viewer, title=t, start_date="2026-01-01") for t in ("One", "Two"))
    with unit_of_work() as session:
        chains.put_after(session, viewer=viewer, habit_id=two.id, after=one.id)
    keep(viewer, one.id, ago(9, 8, 3, 2, 1))

    for hour in (5, 12):
        with time_machine.travel(datetime(2026, 3, 4, hour, 30, tzinfo=UTC), tick=False):
            with statements() as seen:
                tick(viewer, one.id)
            assert len(seen) <= 5, "the sixth is the session's"


@pytest.mark.parametrize("lots", [2, 12])
def test_the_shelf_costs_the_same_however_much_there_is(
    statements: Callable[[], Any], lots: int
) -> None:
    viewer = make_user()
    made = [make_habit(viewer, title=f"H{n}", start_date=str(ago(9)[0])) for n in range(lots)]
    with unit_of_work() as session:
        for first, then in zip(made[::2], made[1::2], strict=True):
            chains.put_after(session, viewer=viewer, habit_id=then.id, after=first.id)
    for habit in made:
        keep(viewer, habit.id, ago(2, 1))

    with time_machine.travel("2026-03-06T12:00:00Z", tick=False), statements() as seen:
        assert set(shelf(viewer)) == set(CODES)

    assert len([line for line in seen if line.startswith("SELECT")]) <= 6
