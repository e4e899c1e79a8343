"""Sending: one after the other by mail, side by side outside, and nobody waits for a slow one."""
# longer than the rule: what may go wrong with one sender, case by case

import json
import smtplib
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select, update

from habit_app import clock
from habit_app.db.queries.jobs import JOB, put_heartbeat
from habit_app.db.queries.notifications import deliveries as store
from habit_app.db.queries.notifications.deliveries import DELIVERY
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.queries.reminders import SNOOZED
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.integrations import webhooks
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.jobs.runner import LEASE
from habit_app.services.notifications import channels, delivery, dispatch, runs
from habit_app.services.notifications.channels import ChannelDraft
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.viewers import Viewer
from tests.makers import make_habit, make_user
from tests.servers import listener
from tests.servers.listener import Listener
from tests.servers.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("database", "permission")
SHORT = 2.0
"""Seconds after which who hangs is left; long enough for who answers on a busy machine."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "CALL_TIMEOUT", SHORT)


def hook(viewer: Viewer, address: str) -> None:
    with unit_of_work() as session:
        draft = ChannelDraft(kind="webhook", name="x", address=address)
        channels.create(session, viewer=viewer, draft=draft, origin=Origin())


def note(viewer: Viewer, count: int = 1) -> None:
    """Let notes come due, and be decided on."""
    now = clock.utc_now()
    with unit_of_work() as session:
        notes = [
            Announcement(
                user_id=viewer.id,
                kind="note",
                subject=f"note/{now.timestamp()}/{number}",
                scheduled_for=now - timedelta(seconds=count - number),
                title=f"{number}",
                body="x",
            )
            for number in range(count)
        ]
        announce(session, notes)
        dispatch.decide_due(session)


def remind(viewer: Viewer, habit_id: UUID) -> None:
    now = clock.utc_now()
    reminder = Announcement(
        user_id=viewer.id,
        kind="reminder",
        subject=f"{habit_id.hex}/{now:%H:%M}",
        scheduled_for=now,
        habit_id=habit_id,
        day=viewer.today(),
    )
    with unit_of_work() as session:
        announce(session, [reminder])
        dispatch.decide_due(session)


def found() -> list[Any]:
    with read_only() as session:
        return list(session.execute(select(DELIVERY).order_by(DELIVERY.c.way, DELIVERY.c.id)))


def test_a_channel_that_hangs_is_asked_once_and_holds_up_nobody(server: Listener) -> None:
    with listener.running() as hanging:
        hanging.drips = 0.1
        ada, grace = make_user(), make_user()
        hook(ada, hanging.base)
        hook(grace, server.base)
        note(ada, 8)
        note(grace, 3)

        assert runs.send_waiting("call") == 11

    assert (len(hanging.heard), len(server.heard)) == (1, 3)
    assert sorted(row.status for row in found()) == ["sent"] * 3 + ["waiting"] * 8
    assert Counter(row.problem for row in found()) == {"No answer: ReadTimeout": 1, None: 10}


def test_deliveries_are_counted_not_notes(
    server: Listener, stopped_clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "PER_HOUR", 7)
    monkeypatch.setattr(dispatch, "PER_DAY", 11)
    ada, grace = make_user(), make_user()
    for _ in range(5):
        hook(ada, server.base)
    hook(grace, server.base)

    heard = []
    for _ in range(4):
        note(ada, 3)
        note(grace)
        runs.send_waiting("call")
        heard.append(len(server.heard))
        stopped_clock.shift(timedelta(hours=1))

    assert heard == [6, 12, 13, 14]  # two notes of Ada's, for five ways each, and all of Grace's
    with read_only() as session:
        rows = session.execute(select(NOTIFICATION.c.status, NOTIFICATION.c.reason)).all()
    assert Counter(map(tuple, rows)) == {("sent", None): 6, ("sent", "too-many"): 10}


def test_a_channel_gets_its_share_of_each_run_until_all_has_arrived(
    server: Listener, stopped_clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SHARE", -1.0)
    viewer = make_user()
    hook(viewer, server.base)
    note(viewer, 7)

    for run in range(1, 8):
        runs.send_waiting("call")
        assert len(server.heard) == run
        stopped_clock.shift(timedelta(minutes=1))

    assert {(row.status, row.attempts) for row in found() if row.way == "call"} == {("sent", 1)}


def test_what_waited_too_long_or_was_done_meanwhile_is_not_sent(
    stopped_clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    viewer = make_user()
    remind(viewer, make_habit(viewer).id)
    stopped_clock.shift(timedelta(minutes=20))
    done = make_habit(viewer)
    remind(viewer, done.id)
    remind(viewer, make_habit(viewer).id)
    with unit_of_work() as session:
        checkin = Checkin(Statement(said=Said.DONE))
        checkins.check_in(session, viewer=viewer, habit_id=done.id, checkin=checkin)
    stopped_clock.shift(timedelta(minutes=11))

    runs.send_waiting("mail")

    assert [row.problem for row in found()] == ["too-late", "called-off", None]
    assert len(mailbox.mails) == 1


def test_what_was_put_off_past_its_day_is_sent_though_the_next_day_is_kept(
    stopped_clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, start_date="2026-03-01")
    with unit_of_work() as session:
        reminder = Announcement(
            user_id=viewer.id,
            kind="reminder",
            subject=f"{habit.id.hex}/x{SNOOZED}",
            scheduled_for=clock.utc_now(),
            habit_id=habit.id,
            day=viewer.today() - timedelta(days=1),
        )
        announce(session, [reminder])
        dispatch.decide_due(session)
    with unit_of_work() as session:
        checkin = Checkin(Statement(said=Said.DONE))
        checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=checkin)

    runs.send_waiting("mail")

    assert [row.status for row in found()] == ["sent"]


def test_mail_and_calls_wait_for_themselves(server: Listener, mailbox: Mailbox) -> None:
    viewer = make_user()
    hook(viewer, server.base)
    note(viewer, 2)
    assert [(row.way, row.status) for row in found()] == [
        *[("call", "waiting")] * 2,
        *[("mail", "waiting")] * 2,
    ]

    assert runs.send_waiting("mail") == 2
    assert (len(mailbox.mails), len(server.heard)) == (2, 0)
    assert runs.send_waiting("call") == 2
    assert {row.status for row in found()} == {"sent"}


def test_a_mail_server_that_is_away_is_asked_once_in_a_run(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def away() -> None:
        nonlocal asked
        asked += 1
        raise ConnectionRefusedError("away")

    monkeypatch.setattr("habit_app.integrations.mail.connection", away)
    note(make_user(), 30)

    runs.send_waiting("mail")

    assert asked == 1
    assert sorted((row.status, row.attempts) for row in found()) == [
        *[("waiting", 0)] * 29,
        ("waiting", 1),
    ]


def test_a_mail_server_that_hangs_makes_two_messages_unknown_and_no_more(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(*_: Any, **__: Any) -> None:
        raise TimeoutError("It greeted, and said no more.")

    monkeypatch.setattr("smtplib.SMTP.send_message", hang)
    note(make_user(), 30)

    runs.send_waiting("mail")

    assert sorted((row.status, row.attempts) for row in found()) == [
        *[("unknown", 1)] * 2,
        *[("waiting", 0)] * 28,
    ]


def test_one_message_that_hangs_stops_no_other(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = smtplib.SMTP.send_message
    number = 0

    def hang_once(server: smtplib.SMTP, *args: Any) -> Any:
        nonlocal number
        number += 1
        if number == 3:
            raise TimeoutError("This one was not answered.")
        return send(server, *args)

    monkeypatch.setattr("smtplib.SMTP.send_message", hang_once)
    note(make_user(), 30)

    runs.send_waiting("mail")

    assert Counter(row.status for row in found()) == {"unknown": 1, "sent": 29}


def test_a_long_batch_keeps_its_place(server: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "STILL_ALIVE", SHORT / 4)
    told: list[int] = []
    with listener.running() as hanging:
        hanging.drips = 0.1
        ada = make_user()
        hook(ada, hanging.base)
        note(ada)
        runs.send_waiting("call", lambda done, _of: told.append(done))

    assert told[-1] == 1
    assert told.count(0) >= 2


def test_who_died_while_sending_keeps_no_place(
    stopped_clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    def senders() -> int:
        with unit_of_work() as session:
            dispatch.look_after(session)
        with read_only() as session:
            return len(session.execute(select(JOB.c.id)).all())

    note(make_user())
    assert (senders(), senders()) == (1, 1)
    with unit_of_work() as session:
        session.execute(update(JOB).values(status="running", lease_until=clock.utc_now() + LEASE))
    stopped_clock.shift(timedelta(seconds=30))
    assert senders() == 1

    stopped_clock.shift(timedelta(seconds=30))

    assert senders() == 2


def test_messages_to_one_channel_arrive_in_their_order(server: Listener) -> None:
    viewer = make_user()
    hook(viewer, server.base)
    note(viewer, 12)

    runs.send_waiting("call")

    told = [json.loads(heard.body)["data"]["title"] for heard in server.heard]
    assert told == [f"{number}" for number in range(12)]


def test_each_way_has_jobs_of_its_own_and_leaves_threads_to_others(
    server: Listener,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dispatch, "PER_JOB", 2)
    viewer = make_user()
    hook(viewer, server.base)
    note(viewer, 5)
    with unit_of_work() as session:
        for name in ("worker:one:1", "worker:two:2", "beat:one:3"):
            put_heartbeat(session, name, clock.utc_now())
    with read_only() as session:
        assert store.count_waiting(session, clock.utc_now()) == {"mail": 5, "call": 5}

    with unit_of_work() as session:
        dispatch.look_after(session)

    with read_only() as session:
        asked = session.execute(select(JOB.c.name).where(JOB.c.name.startswith("notifications.")))
        names = sorted(asked.scalars())
    assert names == ["notifications.send.call"] * 2 + ["notifications.send.mail"] * 2
