"""Taking an import back: what it brought goes, what was here is as before, and nothing else."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from time_machine import Traveller

from habit_app.db.queries.badges import list_codes
from habit_app.db.queries.habits import HABIT
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only
from habit_app.domain.checkins import Said
from habit_app.services.jobs import runner
from habit_app.services.shared.viewers import Viewer
from tests.api.imports.test_imports import PATH, post
from tests.api.imports.test_own_exports import document, taken_out
from tests.imports import TODAY, ago, say, ticked
from tests.loop_exports import database_of
from tests.loop_model import SKIP, YES
from tests.makers import bearer, keep, make_habit, make_user
from tests.own_exports import fill

pytestmark = pytest.mark.usefixtures("stopped_clock")
RECORDS = ("habits", "versions", "pauses", "entries", "log", "imports")


def records(api: TestClient, viewer: Viewer) -> dict[str, Any]:
    export = document(api, viewer)
    for table in ("pauses", "log"):
        export[table].sort(key=lambda row: str(row["id"]))
    export["versions"] = [
        {name: told for name, told in row.items() if name not in {"id", "created_at"}}
        for row in export["versions"]
    ]
    return {name: export[name] for name in RECORDS}


def undo(api: TestClient, headers: dict[str, str], run: Any) -> int:
    return api.delete(f"{PATH}/{run['id']}", headers=headers).status_code


def own_habits(api: TestClient, viewer: Viewer) -> list[Any]:
    items = api.get("/api/v1/habits", headers=bearer(viewer)).json()["items"]
    return [(habit["title"], habit["streak"], habit["strength"]) for habit in items]


def test_an_import_that_is_taken_back_leaves_no_trace(
    api: TestClient, stopped_clock: Traveller
) -> None:
    here, there = make_user(), make_user()
    fill(here, stopped_clock, 5)
    mine = make_habit(there, title="Mine", start_date=TODAY - timedelta(days=90))
    keep(there, mine.id, ago(*range(80)))
    before, headers = records(api, there), bearer(there)
    standing = own_habits(api, there)

    run = post(api, headers, taken_out(api, here, "zip")).json()
    paused = own_habits(api, there)
    answer = api.delete(f"{PATH}/{run['id']}", headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert len(paused) > 10
    assert records(api, there) == before
    assert own_habits(api, there) == standing
    assert api.get("/api/v1/badges", headers=headers).status_code == 200
    assert undo(api, headers, run) == 404


def test_what_an_import_changed_is_as_before(api: TestClient, stopped_clock: Traveller) -> None:
    viewer = make_user()
    theirs = ticked("Read", *range(3, 30), uuid="ab" * 16)
    first = post(api, bearer(viewer), database_of([theirs])).json()
    (habit,) = document(api, viewer)["habits"]
    say(viewer, UUID(habit["id"]), Said.NO, TODAY - timedelta(days=2))
    before = records(api, viewer)
    theirs.marks |= {ago(0)[0]: SKIP, ago(5)[0]: SKIP}
    theirs.name, theirs.numerator, theirs.denominator = "Read more", 3, 7
    theirs.archived = True
    stopped_clock.shift(timedelta(minutes=1))

    second = post(api, bearer(viewer), database_of([theirs])).json()

    assert document(api, viewer)["habits"][0]["title"] == "Read more"
    assert undo(api, bearer(viewer), first) == 409
    assert undo(api, bearer(viewer), second) == 204
    after = records(api, viewer)
    for name, rows in before.items():
        assert after[name] == rows, name


def test_a_habit_in_which_something_was_recorded_since_stays_with_that(
    api: TestClient, stopped_clock: Traveller
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    theirs = [ticked("Read", *range(3, 30)), ticked("Run", *range(9))]
    run = post(api, headers, database_of(theirs)).json()
    (read,) = (row for row in document(api, viewer)["habits"] if row["title"] == "Read")
    stopped_clock.shift(timedelta(minutes=1))
    say(viewer, UUID(read["id"]), Said.DONE, TODAY)
    say(viewer, UUID(read["id"]), Said.NO, TODAY - timedelta(days=3))

    assert undo(api, headers, run) == 204

    told = document(api, viewer)
    days = [(entry["day"], entry["status"]) for entry in told["entries"]]
    assert [habit["title"] for habit in told["habits"]] == ["Read"]
    assert days == [(str(ago(3)[0]), "no"), (str(TODAY), "done")]
    assert (told["habits"][0]["streak"], told["habits"][0]["last_day"]) == (1, str(TODAY))
    assert {row["source"] for row in told["log"]} == {"web"}


def test_a_dry_run_is_forgotten_and_a_strangers_import_is_not_found(api: TestClient) -> None:
    viewer, stranger = make_user(), bearer(make_user())
    headers = bearer(viewer)
    planned = post(api, headers, query="?dry_run=true").json()
    done = post(api, headers).json()

    for run in (planned, done, {"id": uuid4()}):
        assert undo(api, stranger, run) == 404
        assert api.delete(f"{PATH}/{run['id']}").status_code == 401
    assert undo(api, headers, planned) == 204
    assert api.get(f"{PATH}/{planned['id']}", headers=headers).status_code == 404
    assert api.get("/api/v1/habits", headers=headers).json()["total"] == 1


def test_a_committed_dry_run_is_taken_back_and_its_repetition_changes_nothing(
    sqlite_api: TestClient,
) -> None:
    headers = bearer(make_user())
    run = f"{PATH}/{post(sqlite_api, headers, query='?dry_run=true').json()['id']}"
    first, again = (sqlite_api.post(f"{run}/commit", headers=headers) for _ in range(2))

    assert (first.status_code, again.json()) == (200, first.json())
    assert sqlite_api.delete(run, headers=headers).status_code == 204
    assert sqlite_api.get("/api/v1/habits", headers=headers).json()["total"] == 0


def test_a_pause_of_everything_lets_other_habits_rest_until_it_is_taken_back(
    api: TestClient,
) -> None:
    here, there = make_user(), make_user()
    headers = bearer(here)
    span = {"from": str(TODAY - timedelta(days=9)), "to": str(TODAY - timedelta(days=2))}
    assert api.post("/api/v1/pauses", json=span, headers=headers).status_code == 201
    make_habit(here, title="Theirs")
    mine = make_habit(there, title="Mine", start_date=TODAY - timedelta(days=30))
    keep(there, mine.id, ago(0, 1, 10, 11, 12))

    run = post(api, bearer(there), taken_out(api, here, "json")).json()
    rested = {title: streak for title, streak, _ in own_habits(api, there)}
    taken = undo(api, bearer(there), run)

    assert (rested["Mine"], taken) == (5, 204)
    assert [(title, streak) for title, streak, _ in own_habits(api, there)] == [("Mine", 2)]


def test_more_pauses_than_an_account_keeps_are_refused(sqlite_api: TestClient) -> None:
    here, there = make_user(), make_user()
    make_habit(here)
    export = document(sqlite_api, here)
    day = TODAY - timedelta(days=900)
    export["pauses"] = [
        {"kind": "pause", "habit_id": None, "first_day": str(at), "last_day": str(at)}
        for at in (day + timedelta(days=number) for number in range(301))
    ]

    answer = post(sqlite_api, bearer(there), json.dumps(export).encode())

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/too-many-pauses")
    assert document(sqlite_api, there)["habits"] == []


def test_days_come_back_with_the_instants_at_which_they_were_recorded(
    api: TestClient, stopped_clock: Traveller
) -> None:
    here, there = make_user(), make_user()
    read = make_habit(here, title="Read", start_date=TODAY - timedelta(days=20))
    keep(here, read.id, ago(1, 2, 3))
    stopped_clock.shift(timedelta(hours=1))
    post(api, bearer(there), taken_out(api, here, "json"))
    before = records(api, there)
    stopped_clock.shift(timedelta(hours=1))
    for day in ago(1, 2):
        say(here, read.id, Said.NO, day)

    second = post(api, bearer(there), taken_out(api, here, "json")).json()

    assert records(api, there)["entries"] != before["entries"]
    assert undo(api, bearer(there), second) == 204
    assert records(api, there) == before


def won(viewer: Viewer) -> tuple[set[str], list[list[str]]]:
    """Badges, and those of which each message tells, when all jobs are done."""
    runner.run_due()
    badge = select(NOTIFICATION.c.payload).where(
        NOTIFICATION.c.user_id == viewer.id, NOTIFICATION.c.kind == "badge"
    )
    with read_only() as session:
        told = [payload["codes"] for payload in session.execute(badge).scalars()]
        return list_codes(session, viewer.id), sorted(told)


def test_badges_that_only_an_import_won_go_with_what_was_said_of_them(
    api: TestClient, stopped_clock: Traveller
) -> None:
    viewer = make_user()
    mine = make_habit(viewer, title="Mine", start_date=TODAY - timedelta(days=90))
    keep(viewer, mine.id, ago(*range(40)))
    before = won(viewer)
    stopped_clock.shift(timedelta(minutes=1))

    run = post(api, bearer(viewer), database_of([ticked("Read", *range(3, 120))])).json()
    more = won(viewer)

    assert more[0] >= before[0] | {"streak_100", "logs_100"}
    assert len(more[1]) == len(before[1]) + 1
    assert undo(api, bearer(viewer), run) == 204
    assert won(viewer) == before


def test_badges_that_are_won_without_the_import_come_again(
    api: TestClient, stopped_clock: Traveller
) -> None:
    viewer = make_user()
    theirs = ticked("Read", *range(3, 40))
    post(api, bearer(viewer), database_of([theirs]))
    theirs.marks |= dict.fromkeys(ago(*range(40, 120)), YES)
    stopped_clock.shift(timedelta(minutes=1))
    second = post(api, bearer(viewer), database_of([theirs])).json()
    codes, _ = won(viewer)

    assert undo(api, bearer(viewer), second) == 204
    again, told = won(viewer)
    assert "streak_100" in codes - again
    assert "streak_30" in again
    assert [set(codes) for codes in told] == [again]


def chained(api: TestClient, viewer: Viewer, names: str) -> dict[str, Any]:
    """Bring in habits that have a letter as a name, and let each follow the one before."""
    post(
        api,
        bearer(viewer),
        database_of([ticked(name, *range(9), uuid=name * 32) for name in names]),
    )
    ids = {habit["title"]: habit["id"] for habit in document(api, viewer)["habits"]}
    for before, name in pairwise(names):
        after = {"after_habit_id": ids[before]}
        answer = api.patch(f"/api/v1/habits/{ids[name]}", json=after, headers=bearer(viewer))
        assert answer.status_code == 200
    return ids


def links(viewer: Viewer) -> dict[str, Any]:
    columns = (HABIT.c.title, HABIT.c.chain_id, HABIT.c.chain_position, HABIT.c.chain_since)
    with read_only() as session:
        rows = session.execute(select(*columns).where(HABIT.c.owner_id == viewer.id))
        return {row.title: tuple(row)[1:] for row in rows}


@pytest.mark.parametrize(("names", "archived"), [("abc", "b"), ("abc", "ac"), ("ab", "b")])
def test_a_chain_that_an_import_broke_is_as_before(
    api: TestClient, stopped_clock: Traveller, names: str, archived: str
) -> None:
    viewer = make_user()
    chained(api, viewer, names)
    before = links(viewer)
    stopped_clock.shift(timedelta(days=1))
    theirs = [ticked(name, *range(9), uuid=name * 32, archived=name in archived) for name in names]

    run = post(api, bearer(viewer), database_of(theirs)).json()

    assert [links(viewer)[name][0] for name in archived] == [None] * len(archived)
    assert undo(api, bearer(viewer), run) == 204
    assert links(viewer) == before


def test_a_chain_that_was_changed_since_stays_so(api: TestClient, stopped_clock: Traveller) -> None:
    viewer = make_user()
    ids = chained(api, viewer, "abc")
    stopped_clock.shift(timedelta(days=1))
    theirs = [ticked(name, *range(9), uuid=name * 32, archived=name == "b") for name in "abc"]
    run = post(api, bearer(viewer), database_of(theirs)).json()
    alone = {"after_habit_id": None}
    api.patch(f"/api/v1/habits/{ids['c']}", json=alone, headers=bearer(viewer))
    now = links(viewer)

    assert undo(api, bearer(viewer), run) == 204
    assert links(viewer) == now
