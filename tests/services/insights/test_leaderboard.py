"""The leaderboard: who is on it, in which order, and that reading it evaluates nobody."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from habit_app.db.queries.accounts import accounts as account_store
from habit_app.db.queries.leaderboard import SCORE
from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import Invalid
from habit_app.services.accounts import profiles
from habit_app.services.accounts.profiles import ProfilePatch
from habit_app.services.habits import lifecycle
from habit_app.services.insights import leaderboard, runs
from habit_app.services.insights.views import LeaderboardView
from habit_app.services.jobs import runner
from habit_app.services.shared.viewers import Viewer
from tests.makers import keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("database", "stopped_clock")
MONDAY = date(2026, 2, 23)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(7)]


def join(viewer: Viewer, name: str | None, *, shown: bool = True) -> None:
    with unit_of_work() as session:
        change = ProfilePatch(display_name=name, leaderboard_opt_in=shown)
        profiles.change_profile(session, viewer=viewer, change=change)


def player(name: str, kept: int, **draft: Any) -> Viewer:
    """Somebody with a daily habit who kept some days of last week."""
    viewer = make_user()
    habit = make_habit(viewer, start_date=str(MONDAY), **draft)
    keep(viewer, habit.id, WEEK[:kept])
    join(viewer, name)
    return viewer


def board(viewer: Viewer, day: date = MONDAY) -> LeaderboardView:
    with read_only() as session:
        return leaderboard.of_week(session, viewer=viewer, day=day)


def order(viewer: Viewer, day: date = MONDAY) -> list[tuple[int | None, str, float]]:
    return [(one.rank, one.display_name, one.score) for one in board(viewer, day).items]


def change(user_id: UUID, **values: Any) -> None:
    with unit_of_work() as session:
        account_store.update_user(session, user_id, values)


def test_they_stand_by_score_and_the_own_place_is_named() -> None:
    ada, grace = player("Ada", 4), player("Grace", 7)
    runs.refresh_scores()

    assert order(ada) == [(1, "Grace", 100.0), (2, "Ada", 57.1)]
    found = board(ada)
    assert found.me == found.items[1]
    assert (found.week.from_, found.week.to) == (MONDAY, WEEK[6])
    assert [one.me for one in board(grace).items] == [True, False]


def test_ties_go_by_number_kept_then_by_who_was_earlier() -> None:
    with time_machine.travel("2026-03-04T09:00:00Z", tick=False):
        early = player("Early", 7)
    late = player("Late", 7)
    twice = player("Twice", 7)
    more = make_habit(twice, title="Run", start_date=str(MONDAY))
    keep(twice, more.id, WEEK)
    runs.refresh_scores()

    assert [name for _, name, _ in order(late)] == ["Twice", "Early", "Late"]
    assert [name for _, name, _ in order(early)] == ["Twice", "Early", "Late"]


def test_who_is_not_shown_is_in_no_number() -> None:
    seen = player("Seen", 7)
    for name, values in (
        ("Disabled", {"is_active": False}),
        ("Leaving", {"delete_after": time_machine_now()}),
        ("Nameless", {"display_name": None}),
        ("Hidden", {"leaderboard_opt_in": False}),
    ):
        runs.refresh_scores()
        gone = player(name, 6)
        runs.refresh_scores()
        assert len(order(seen)) == 2, name
        change(gone.id, **values)
        assert order(seen) == [(1, "Seen", 100.0)], name
    with unit_of_work() as session:
        leaderboard.purge(session)
    with read_only() as session:
        assert {row.user_id for row in session.execute(SCORE.select())} == {seen.id}


def time_machine_now() -> Any:
    from habit_app import clock

    return clock.utc_now()


def test_nobody_is_shown_without_a_name_of_their_choice() -> None:
    viewer = make_user()
    for name in (None, "", " "):
        with pytest.raises(Invalid) as refused:
            join(viewer, name)
        assert refused.value.errors[0].code == "display-name-needed"
    join(viewer, "Ada")

    with pytest.raises(Invalid), unit_of_work() as session:
        profiles.change_profile(session, viewer=viewer, change=ProfilePatch(display_name=None))
    join(viewer, None, shown=False)


def test_below_five_units_there_is_no_place_yet() -> None:
    ada = player("Ada", 0, schedule={"type": "weekdays", "days": ["mon", "tue", "wed", "thu"]})
    runs.refresh_scores()

    found = board(ada)

    assert found.items == []
    assert found.me is not None
    assert (found.me.rank, found.me.due) == (None, 4)


def test_a_limit_counts_only_where_something_was_recorded() -> None:
    ada = player("Ada", 7)
    coffee = make_habit(
        ada, title="Coffee", kind="numeric", target=2, direction="at_most", start_date=str(MONDAY)
    )
    keep(ada, coffee.id, WEEK[:1], value=9000)
    runs.refresh_scores()

    [place] = board(ada).items

    assert (place.kept, place.due) == (7, 8)


def test_a_week_of_a_quota_counts_when_it_closes_or_at_once_when_kept() -> None:
    quota = {"schedule": {"type": "per_week", "times": 2}}
    ada = player("Ada", 7)
    kept, missed, still = (
        make_habit(ada, title=title, start_date=str(MONDAY), **quota) for title in "ABC"
    )
    keep(ada, kept.id, WEEK[:2])
    keep(ada, missed.id, WEEK[:1])
    keep(ada, still.id, [WEEK[0], WEEK[1], date(2026, 3, 2)])
    runs.refresh_scores()

    last, this = board(ada).me, board(ada, date(2026, 3, 4)).me

    assert last is not None
    assert this is not None
    assert (last.kept, last.due) == (9, 10)
    assert (this.kept, this.due) == (0, 2), "two days are over, no quota is decided"


def test_everybody_has_the_same_week_whenever_theirs_begins() -> None:
    ada = player("Ada", 7)
    with unit_of_work() as session:
        sunday = ProfilePatch.model_validate({"week_start": "sunday"})
        profiles.change_profile(session, viewer=ada, change=sunday)
    runs.refresh_scores()

    assert order(ada) == [(1, "Ada", 100.0)]


def test_scores_follow_what_people_do_and_the_end_of_their_day() -> None:
    ada = player("Ada", 7)
    habit = make_habit(ada, title="Run", start_date="2026-03-02")
    keep(ada, habit.id, [date(2026, 3, 2)])
    assert runs.refresh_scores() == 1
    assert runs.refresh_scores() == 0
    this_week = date(2026, 3, 4)
    before = board(ada, this_week).me

    keep(ada, habit.id, [date(2026, 3, 3)])
    assert runs.refresh_scores() == 1
    followed = board(ada, this_week).me
    with time_machine.travel("2026-03-05T00:30:00Z", tick=False):
        assert runs.refresh_scores() == 1
        next_day = board(ada, this_week).me

    assert before is not None
    assert followed is not None
    assert next_day is not None
    assert (before.kept, before.due) == (1, 4)
    assert (followed.kept, followed.due) == (2, 4)
    assert (next_day.kept, next_day.due) == (2, 6)


def test_opting_in_is_counted_at_once_and_out_is_gone_at_once() -> None:
    ada = player("Ada", 7)
    assert board(ada).me is None

    runner.run_due()
    assert order(ada) == [(1, "Ada", 100.0)]
    join(ada, "Ada", shown=False)

    assert board(ada).items == []


def test_a_deleted_habit_and_a_long_rolling_one_change_nothing_of_others() -> None:
    ada = player("Ada", 7)
    gone = make_habit(ada, title="Gone", start_date=str(MONDAY))
    with unit_of_work() as session:
        lifecycle.delete(session, viewer=ada, habit_id=gone.id)
    rare = make_habit(
        ada,
        title="Rare",
        start_date="2025-01-01",
        schedule={"type": "rolling", "times": 1, "days": 200},
    )
    keep(ada, rare.id, [date(2025, 11, 1)])
    runs.refresh_scores()

    [place] = board(ada).items

    assert (place.kept, place.due) == (14, 14), "implied days are kept"


def test_only_a_hundred_are_listed_and_the_own_place_beside_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leaderboard, "TOP", 2)
    monkeypatch.setattr(runs, "SCORED_TOGETHER", 2)
    people = [player(f"Player {kept}", kept) for kept in (7, 6, 5, 4, 3)]

    assert runs.refresh_scores() == 5
    found = board(people[3])

    assert [one.display_name for one in found.items] == ["Player 7", "Player 6"]
    assert found.me is not None
    assert (found.me.rank, found.me.display_name) == (4, "Player 4")


@pytest.mark.parametrize("lots", [1, 6])
def test_neither_reading_nor_counting_costs_more_with_more_people(
    statements: Callable[[], Any], lots: int
) -> None:
    people = [player(f"Player {number}", 7) for number in range(lots)]

    with statements() as counting:
        assert runs.refresh_scores() == lots
    with statements() as reading:
        board(people[0])

    assert len([line for line in counting if not line.startswith("PRAGMA")]) <= 7
    assert len([line for line in reading if line.startswith("SELECT")]) == 1
