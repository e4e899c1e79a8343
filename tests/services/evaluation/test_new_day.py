"""A new day: who is brought along, when, and what becomes of numbers, pages and locks."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select, update
from sqlmodel import Session
from starlette.testclient import TestClient

from habit_app.db.queries.habits import USER
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.calendar import habit_day, next_turn
from habit_app.services.evaluation import new_day
from habit_app.services.shared.viewers import Viewer
from tests.makers import bearer, keep, make_habit, make_user
from tests.services.evaluation.new_day_steps import MONDAY, at, change, on, row_of

AT_MOST = {"kind": "numeric", "unit": "beers", "target": 2, "direction": "at_most"}


def revision_of(viewer: Viewer) -> int:
    with read_only() as session:
        statement = select(USER.c.revision).where(USER.c.id == viewer.id)
        return int(session.execute(statement).scalar_one())


# Whose day has turned


@pytest.mark.usefixtures("database")
def test_only_zones_whose_day_has_turned_are_brought_along() -> None:
    with on(MONDAY):
        people = {name: make_user(timezone=name) for name in ("Asia/Tokyo", "America/Lima", "UTC")}
        rows = {name: make_habit(viewer).id for name, viewer in people.items()}
        new_day.begin_due()

    with time_machine.travel(at(MONDAY, 18), tick=False):  # 03:00 in Tokyo, 13:00 in Lima
        assert [zone.timezone for zone in new_day.due_zones()] == ["Asia/Tokyo"]
        assert new_day.begin_due() == 1
        assert new_day.due_zones() == []

    assert {name: row_of(key).as_of for name, key in rows.items()} == {
        "Asia/Tokyo": MONDAY + timedelta(days=1),
        "America/Lima": MONDAY,
        "UTC": MONDAY,
    }


@pytest.mark.usefixtures("database")
def test_nothing_is_read_where_no_day_has_turned(
    statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    with on(MONDAY):
        make_habit(make_user())
        new_day.begin_due()
        with statements() as seen:
            assert new_day.begin_due() == 0

    assert len([text for text in seen if "habit" in text or "user" in text]) == 1


@pytest.mark.usefixtures("database")
def test_the_day_begins_when_its_owner_says_and_stays_once_something_is_recorded() -> None:
    with on(MONDAY, 1):
        late, traveller = make_user(), make_user(timezone="Asia/Tokyo")
        habits_ = make_habit(late).id, make_habit(traveller).id
        keep(traveller, habits_[1], [MONDAY])
        change(late, day_start=180), change(traveller, timezone="America/Lima")
        new_day.begin_due()
        sunday = MONDAY - timedelta(days=1)
        assert [row_of(key).as_of for key in habits_] == [sunday, MONDAY]
    with on(MONDAY + timedelta(days=1), 2):
        new_day.begin_due()
        assert [row_of(key).as_of for key in habits_] == [MONDAY, MONDAY]
    with on(MONDAY + timedelta(days=1), 5):
        new_day.begin_due()
        assert [row_of(key).as_of for key in habits_] == [MONDAY + timedelta(days=1)] * 2


@pytest.mark.usefixtures("sqlite_database")
def test_another_zone_is_looked_at_at_once() -> None:
    with on(MONDAY, 14):
        viewer = make_user()
        make_habit(viewer)
        new_day.begin_due()
        change(viewer, timezone="Pacific/Kiritimati")
        assert new_day.begin_due() == 1


def test_the_next_turn_is_the_first_instant_of_the_next_day() -> None:
    for zone, day, start in (
        ("America/New_York", date(2024, 3, 9), 150),
        ("America/New_York", date(2024, 11, 2), 90),
        ("Pacific/Apia", date(2011, 12, 29), 0),
        ("Europe/Berlin", date(2026, 3, 28), 180),
    ):
        turn = next_turn(day, zone, start)
        assert habit_day(turn, zone, start) > day
        assert habit_day(turn - timedelta(seconds=1), zone, start) == day


# What happens with numbers, pages and locks


@pytest.mark.usefixtures("database")
def test_numbers_change_by_themselves_and_open_pages_are_told_once() -> None:
    with on(MONDAY):
        viewer, idle = make_user(), make_user()
        kept = make_habit(viewer, title="Read").id
        within = make_habit(viewer, title="Beer", **AT_MOST).id
        keep(viewer, kept, [MONDAY])
        new_day.begin_due()
    before, idle_before = revision_of(viewer), revision_of(idle)

    with on(MONDAY + timedelta(days=1)):
        assert new_day.begin_due() == 2
        after = revision_of(viewer)
        assert new_day.begin_due() == 0
        assert (row_of(kept).streak, row_of(kept).completed_through) == (1, None)
        assert row_of(within).streak == 1
    assert after > before
    assert (revision_of(viewer), revision_of(idle)) == (after, idle_before)

    with on(MONDAY + timedelta(days=2)):
        new_day.begin_due()
        assert (row_of(kept).streak, row_of(within).streak) == (0, 2)


@pytest.mark.usefixtures("database")
def test_a_turn_hands_over_what_is_to_be_folded_in_its_own_transaction() -> None:
    with on(MONDAY):
        viewer = make_user()
        make_habit(viewer)
        within = make_habit(viewer, **AT_MOST).id
        new_day.begin_due()

    handed: list[UUID] = []

    def pass_on(_session: Session, habit_ids: Sequence[UUID]) -> None:
        handed.extend(habit_ids)

    def refuse(_session: Session, _ids: Sequence[UUID]) -> None:
        raise OSError

    with on(MONDAY + timedelta(days=1)):
        with pytest.raises(OSError):
            new_day.begin_due(pass_on=refuse)
        assert new_day.begin_due(pass_on=pass_on) == 1
        assert handed == [within]
        assert row_of(within).as_of == MONDAY
        assert (new_day.fold_chunk(handed), new_day.fold_chunk(handed)) == (1, 0)
        assert row_of(within).streak == 1


@pytest.mark.usefixtures("database")
def test_chunks_are_bounded_and_nobody_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_day, "MOST_HABITS", 4)
    monkeypatch.setattr(new_day, "FOLDED_TOGETHER", 2)
    with on(MONDAY):
        people = [make_user() for _ in range(5)]
        rows = [make_habit(viewer, **AT_MOST).id for viewer in people for _ in range(3)]
        new_day.begin_due()
    chunks: list[int] = []
    with on(MONDAY + timedelta(days=1)):
        new_day.begin_due(pass_on=lambda _session, ids: chunks.append(len(ids)))
        assert chunks == [3] * 5
        assert new_day.fold_chunk(rows) == 15


@pytest.mark.usefixtures("database")
def test_a_fold_from_long_ago_writes_its_state_so_that_the_next_is_short() -> None:
    with on(MONDAY):
        habit = make_habit(make_user(), **AT_MOST).id
    later = MONDAY + timedelta(days=60)
    with on(later):
        new_day.begin_due()
        assert row_of(habit).folded_through == later
    with on(later + timedelta(days=1)):
        new_day.begin_due()
        assert (row_of(habit).folded_through, row_of(habit).streak) == (later, 61)


@pytest.mark.usefixtures("database")
def test_no_check_in_is_lost_or_overwritten_while_days_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twenty people tick while their day turns under them, eight days in a row."""
    monkeypatch.setattr(new_day, "MOST_HABITS", 8)
    monkeypatch.setattr(new_day, "FOLDED_TOGETHER", 3)
    with on(MONDAY):
        people = [make_user() for _ in range(10)]
        binary = [make_habit(viewer).id for viewer in people]
        beers = [make_habit(viewer, **AT_MOST).id for viewer in people]
    problems: list[BaseException] = []

    def guarded(work: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - told below
                problems.append(error)

        return threading.Thread(target=run)

    def tick(part: int, day: date) -> None:
        for place in range(part, 10, 2):
            keep(people[place], binary[place], [day])
            keep(people[place], beers[place], [day], value=1000)

    for offset in range(8):
        day = MONDAY + timedelta(days=offset)
        with on(day):
            threads = [guarded(lambda day=day: tick(0, day)), guarded(lambda day=day: tick(1, day))]  # type: ignore[misc]
            threads += [guarded(new_day.begin_due) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert problems == []
            with unit_of_work() as session:
                session.execute(update(USER).values(turns_at=at(MONDAY)))
            new_day.begin_due()
            for place in range(10):
                row = row_of(binary[place])
                assert (row.as_of, row.streak, row.completed_through) == (day, offset + 1, day)
                assert (row_of(beers[place]).as_of, row_of(beers[place]).streak) == (day, offset)


def test_a_reset_shows_what_reads_showed_and_sorts_by_true_numbers(api: TestClient) -> None:
    with on(MONDAY):
        viewer = make_user()
        long_ago = make_habit(viewer, title="Lapsed", start_date="2026-02-20").id
        fresh = make_habit(viewer, title="Fresh").id
        keep(viewer, long_ago, [MONDAY - timedelta(days=back) for back in (3, 2, 1)])
        keep(viewer, fresh, [MONDAY])
        make_habit(viewer, title="Beer", start_date="2026-02-26", **AT_MOST)
    with on(MONDAY + timedelta(days=1)):
        headers = bearer(viewer)

        def listed(sort: str) -> list[dict[str, Any]]:
            page = api.get(f"/api/v1/habits?sort={sort}", headers=headers).json()
            items: list[dict[str, Any]] = page["items"]
            return items

        before = {sort: listed(sort) for sort in ("-streak", "strength")}
        assert new_day.begin_due() == 3
        assert {sort: listed(sort) for sort in ("-streak", "strength")} == before
        streaks = [(habit["title"], habit["streak"]) for habit in before["-streak"]]
        assert streaks == [("Beer", 5), ("Fresh", 1), ("Lapsed", 0)]
        assert api.post("/api/v1/habits/reset", headers=headers).json() == {"reset": 0}
        assert api.post("/api/v1/habits/reset").status_code == 401


def test_a_reset_of_ones_own_leaves_others_alone(api: TestClient) -> None:
    with on(MONDAY):
        viewer, stranger = make_user(), make_user()
        make_habit(viewer)
        make_habit(viewer, **AT_MOST)
        theirs = make_habit(stranger).id
    with on(MONDAY + timedelta(days=1)):
        answer = api.post("/api/v1/habits/reset", headers=bearer(viewer)).json()

    assert answer == {"reset": 2}
    assert row_of(theirs).as_of == MONDAY
