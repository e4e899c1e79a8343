"""The inbox by REST: order, pages, what was read, notes to oneself, later and never."""
# longer than the rule: one resource, all that is done with it

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from habit_app import clock
from habit_app.db.queries.checkins import NUDGE
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.services.jobs import runner
from habit_app.services.notifications import dispatch, inbox
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.services.shared.viewers import Viewer
from habit_app.worker.rounds import ROUNDS
from tests.makers import bearer, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
V1 = "/api/v1/notifications"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TODAY = date(2026, 3, 4)


def said(viewer: Viewer, *titles: str, kind: Any = "note", **more: Any) -> list[str]:
    """Notifications that came due one minute after another, the first one first."""
    with unit_of_work() as session:
        told = [
            Announcement(
                user_id=viewer.id,
                kind=kind,
                subject=more.pop("subject", f"{kind} {place} {title}"),
                scheduled_for=NOON - timedelta(minutes=len(titles) - place),
                title=title,
                **more,
            )
            for place, title in enumerate(titles)
        ]
        announce(session, told)
        session.execute(
            update(NOTIFICATION)
            .where(NOTIFICATION.c.user_id == viewer.id, NOTIFICATION.c.status == "scheduled")
            .values(status="sent", sent_at=NOON)
        )
        own = select(NOTIFICATION.c.id).where(NOTIFICATION.c.user_id == viewer.id)
        rows = session.execute(own.order_by(NOTIFICATION.c.scheduled_for)).scalars()
        return [str(one) for one in rows]


def live(traveller: time_machine.Traveller, minutes: int) -> None:
    for _ in range(minutes // 5):
        traveller.shift(timedelta(minutes=5))
        runner.begin_rounds(ROUNDS, clock.utc_now())
        runner.run_due()


def note(**more: Any) -> dict[str, Any]:
    return {"title": "Pack the gym bag", "scheduled_for": "2026-03-04T14:00:00Z", **more}


def test_the_newest_comes_first_in_pages_with_the_unread(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    said(viewer, "a", "b", "c", "d", "e")
    with unit_of_work() as session:
        inbox.mark_seen(session, viewer=viewer)
    said(viewer, "f")

    first, last = (api.get(f"{V1}?limit=4&skip={skip}", headers=headers).json() for skip in (0, 4))

    assert [one["title"] for one in first["items"]][1:] == ["e", "d", "c"]
    assert [one["title"] for one in last["items"]] == ["b", "a"]
    assert (first["total"], first["unread"], last["skip"], last["limit"]) == (6, 1, 4, 4)
    assert [one["seen"] for one in first["items"]] == [False, True, True, True]
    assert first["items"][0]["acts"] == ["snooze"]


def test_the_list_is_three_statements_however_long_it_is(api: TestClient, statements: Any) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    said(viewer, *(str(number) for number in range(30)))
    api.get(V1, headers=headers)

    with statements() as seen:
        assert len(api.get(f"{V1}?limit=30", headers=headers).json()["items"]) == 30

    assert len(seen) <= 3


@pytest.mark.parametrize("status", ["scheduled", "sent", "failed", "suppressed", "dismissed"])
def test_what_stands_so(sqlite_api: TestClient, status: str) -> None:
    viewer = make_user()
    (one, _) = said(viewer, "this", "other")
    with unit_of_work() as session:
        found = NOTIFICATION.c.id == UUID(one)
        session.execute(update(NOTIFICATION).where(found).values(status=status))

    answer = sqlite_api.get(f"{V1}?status={status}", headers=bearer(viewer)).json()

    wanted = {"this", "other"} if status == "sent" else {"this"}
    assert {item["title"] for item in answer["items"]} == wanted
    assert sqlite_api.get(f"{V1}?status=gone", headers=bearer(viewer)).status_code == 422


def test_a_stranger_finds_nothing_and_nobody_has_to_sign_in(api: TestClient) -> None:
    (one,) = said(make_user(), "secret")
    eve = bearer(make_user())
    acts = [("GET", ""), ("POST", "/dismiss"), ("POST", "/snooze")]

    for method, act in acts:
        body = {"minutes": 5} if act == "/snooze" else None
        assert api.request(method, f"{V1}/{one}{act}", headers=eve, json=body).status_code == 404
        assert api.request(method, f"{V1}/{one}{act}", json=body).status_code == 401
    assert api.get(V1, headers=eve).json()["total"] == 0
    assert api.post(f"{V1}/dismiss-all", headers=eve).json() == {"dismissed": 0}
    assert (api.get(V1).status_code, api.post(V1, json=note()).status_code) == (401, 401)
    with read_only() as session:
        assert session.execute(select(NOTIFICATION.c.status)).scalars().all() == ["sent"]


def test_a_note_is_said_at_its_time(api: TestClient, stopped_clock: time_machine.Traveller) -> None:
    viewer = make_user()
    headers = bearer(viewer)

    made = api.post(V1, json=note(body="and the towel"), headers=headers)
    before = api.get(V1, headers=headers).json()["items"]
    live(stopped_clock, 125)
    headers = bearer(viewer)
    (after,) = api.get(V1, headers=headers).json()["items"]

    assert made.status_code == 201
    assert api.get(made.headers["Location"], headers=headers).json() == after
    assert (made.json()["status"], before, after["status"]) == ("scheduled", [], "sent")
    assert (after["title"], after["body"]) == ("Pack the gym bag", "and the towel")


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-04T11:54:59Z",
        "2027-03-06T12:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-03-04T14:00:00",
        "tomorrow",
        None,
    ],
)
def test_times_that_cannot_be_are_refused(sqlite_api: TestClient, at: Any) -> None:
    answer = sqlite_api.post(V1, json=note(scheduled_for=at), headers=bearer(make_user()))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "scheduled_for"


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "x" * 161}, {"body": "x" * 1001}, {"channels": ["x"]}]
)
def test_notes_that_cannot_be_are_refused(sqlite_api: TestClient, wrong: Any) -> None:
    answer = sqlite_api.post(V1, json=note(**wrong), headers=bearer(make_user()))

    assert answer.status_code == 422


def test_a_note_names_only_what_is_ones_own(api: TestClient) -> None:
    ada, eve = make_user(), make_user()
    headers = bearer(eve)
    habit = make_habit(ada)
    (mail,) = api.get(f"{V1}/channels", headers=bearer(ada)).json()["items"]
    (own,) = api.get(f"{V1}/channels", headers=headers).json()["items"]

    foreign_habit = api.post(V1, json=note(habit_id=str(habit.id)), headers=headers)
    foreign_channel = api.post(V1, json=note(channels=[own["id"], mail["id"]]), headers=headers)

    assert foreign_habit.json()["type"] == "/problems/habit-not-found"
    assert foreign_channel.json()["errors"][0]["code"] == "unknown-channel"
    assert api.post(V1, json=note(channels=[own["id"]]), headers=headers).status_code == 201


def test_two_hundred_notes_may_wait(sqlite_api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    with unit_of_work() as session:
        at = NOON + timedelta(hours=2)
        waiting = [Announcement(viewer.id, "note", str(place), at) for place in range(199)]
        announce(session, waiting)

    assert sqlite_api.post(V1, json=note(), headers=headers).status_code == 201
    refused = sqlite_api.post(V1, json=note(), headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-many-notes")


def test_what_is_put_away_before_its_time_is_not_said(
    api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    made = api.post(V1, json=note(), headers=headers).json()

    answer = api.post(f"{V1}/{made['id']}/dismiss", headers=headers).json()
    live(stopped_clock, 180)
    headers = bearer(viewer)

    assert answer["status"] == "dismissed"
    assert api.get(V1, headers=headers).json()["items"] == []
    assert api.get(f"{V1}/{made['id']}", headers=headers).json()["status"] == "dismissed"


def test_putting_away_one_and_all(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    one, *_ = said(viewer, "a", "b", "c")

    api.post(f"{V1}/{one}/dismiss", headers=headers)
    assert api.post(f"{V1}/dismiss-all", headers=headers).json() == {"dismissed": 2}
    assert api.get(V1, headers=headers).json() == {
        "items": [],
        "total": 0,
        "skip": 0,
        "limit": 20,
        "unread": 0,
    }


def test_what_was_put_away_comes_back_as_it_stood(database: str) -> None:
    viewer = make_user()
    one, other = (UUID(told) for told in said(viewer, "a", "b"))
    with unit_of_work() as session:
        session.execute(
            update(NOTIFICATION).where(NOTIFICATION.c.id == one).values(status="failed")
        )
    with unit_of_work() as session:
        stood = inbox.dismiss_all(session, viewer=viewer)
    with unit_of_work() as session:
        inbox.bring_back(session, viewer=viewer, statuses=stood)

    assert stood == {one: "failed", other: "sent"}
    with read_only() as session:
        rows = session.execute(select(NOTIFICATION.c.id, NOTIFICATION.c.status)).all()
        assert {row.id: row.status for row in rows} == stood


def test_later_is_said_once_more_and_only_once(
    api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    (one,) = said(viewer, "Stretch")

    later = api.post(f"{V1}/{one}/snooze", json={"minutes": 30}, headers=headers).json()
    again = api.post(f"{V1}/{one}/snooze", json={"minutes": 45}, headers=headers).json()
    waiting = api.get(f"{V1}?status=scheduled", headers=headers).json()["items"]
    live(stopped_clock, 60)
    headers = bearer(viewer)

    assert later["scheduled_for"] == "2026-03-04T12:30:00Z"
    assert [item["id"] for item in waiting] == [again["id"]]
    (told,) = api.get(V1, headers=headers).json()["items"]
    assert (told["id"], told["title"]) == (again["id"], "Stretch")
    for minutes in (4, 1441, 5.5, "60"):
        wrong = api.post(f"{V1}/{told['id']}/snooze", json={"minutes": minutes}, headers=headers)
        assert wrong.status_code == 422


def test_a_reminder_that_was_snoozed_is_about_its_own_day(
    api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    make_habit(viewer, reminder_times=["13:00"])
    live(stopped_clock, 65)
    headers = bearer(viewer)
    (one,) = api.get(V1, headers=headers).json()["items"]

    api.post(f"{V1}/{one['id']}/snooze", json={"minutes": 60}, headers=headers)
    live(stopped_clock, 65)
    headers = bearer(viewer)

    (again,) = api.get(V1, headers=headers).json()["items"]
    assert (again["day"], again["title"]) == (str(TODAY), "Time for Read")
    assert again["acts"] == ["done", "skip", "snooze"]


@pytest.mark.parametrize("kind", ["badge", "report"])
def test_reports_and_badges_are_not_said_again(api: TestClient, kind: str) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    subject = {"badge": "streak_7", "report": "2026-02-23"}[kind]
    (one,) = said(viewer, "x", kind=kind, subject=subject)

    refused = api.post(f"{V1}/{one}/snooze", json={}, headers=headers)

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-snoozed")
    assert api.get(V1, headers=headers).json()["total"] == 1


def test_a_nudge_that_was_snoozed_is_decided_on_like_the_first(database: str) -> None:
    viewer = make_user()
    habit = make_habit(viewer)
    nudge = uuid4()
    with unit_of_work() as session:
        values = {"user_id": viewer.id, "habit_id": habit.id, "day": TODAY, "probability": 0.6}
        planned = {"planned_for": NOON, "status": "planned", "created_at": NOON}
        rest = {"source": "rules", "reasons": [], "wording": 0, "propensity": 0.9}
        row = {"id": nudge, **values, **planned, **rest, "held_out": False}
        session.execute(insert(NUDGE).values(row))
        words = ("Read?", "Two minutes count.")
        announce(
            session,
            [Announcement(viewer.id, "nudge", nudge.hex, NOON, habit.id, TODAY, *words)],
        )
    with unit_of_work() as session:
        assert dispatch.decide_due(session) == 1
    with unit_of_work() as session:
        (one,) = inbox.inbox(session, viewer=viewer, skip=0, limit=9).items
        inbox.snooze(session, viewer=viewer, notification_id=one.id, minutes=60)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False), unit_of_work() as session:
        assert dispatch.decide_due(session) == 1
        (again,) = inbox.inbox(session, viewer=viewer, skip=0, limit=9).items

    assert (again.title, again.day, again.status) == ("Read?", TODAY, "sent")
    with read_only() as session:
        assert session.execute(select(NUDGE.c.status)).scalars().all() == ["dismissed"]
