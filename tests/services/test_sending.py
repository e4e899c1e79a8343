"""Sending: one after the other by mail, side by side outside, and nobody waits for a slow one."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from habit_app import clock
from habit_app.db import deliveries as store
from habit_app.db.deliveries import DELIVERY
from habit_app.db.jobs import JOB
from habit_app.db.session import read_only, unit_of_work
from habit_app.integrations import webhooks
from habit_app.services import channels, deliveries, sending
from habit_app.services.announcements import Announcement, announce
from habit_app.services.audit import Origin
from habit_app.services.channels import ChannelDraft
from habit_app.services.viewers import Viewer
from tests.makers import make_user
from tests.servers import listener
from tests.servers.listener import Listener
from tests.servers.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("database", "permission")
SHORT = 0.8


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "PATIENCE", SHORT)


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
                subject=f"note/{number}",
                scheduled_for=now - timedelta(seconds=count - number),
                title=f"{number}",
                body="x",
            )
            for number in range(count)
        ]
        announce(session, notes)
        deliveries.decide_due(session)


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
        began = time.monotonic()

        assert sending.send_waiting("call") == 11

    assert time.monotonic() - began < 3 * SHORT
    assert (len(hanging.heard), len(server.heard)) == (1, 3)
    assert sorted(row.status for row in found()) == ["sent"] * 3 + ["waiting"] * 8
    assert {row.problem for row in found() if row.status == "waiting"} == {"No answer: ReadTimeout"}


def test_a_channel_that_is_slow_leaves_the_rest_of_a_run_to_others(
    server: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SLOW", -1.0)
    viewer = make_user()
    hook(viewer, server.base)
    note(viewer, 3)

    sending.send_waiting("call")

    assert [row.status for row in found()] == ["sent", "waiting", "waiting"]
    assert len(server.heard) == 1


def test_mail_and_calls_wait_for_themselves(server: Listener, mailbox: Mailbox) -> None:
    viewer = make_user()
    hook(viewer, server.base)
    note(viewer, 2)
    assert [(row.way, row.status) for row in found()] == [
        *[("call", "waiting")] * 2,
        *[("mail", "waiting")] * 2,
    ]

    assert sending.send_waiting("mail") == 2
    assert (len(mailbox.mails), len(server.heard)) == (2, 0)
    assert sending.send_waiting("call") == 2
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

    sending.send_waiting("mail")

    assert asked == 1
    assert {(row.status, row.attempts) for row in found()} == {("waiting", 1)}


def test_messages_to_one_channel_arrive_in_their_order(server: Listener) -> None:
    viewer = make_user()
    hook(viewer, server.base)
    note(viewer, 12)

    sending.send_waiting("call")

    told = [json.loads(heard.body)["data"]["title"] for heard in server.heard]
    assert told == [f"{number}" for number in range(12)]


def test_each_way_has_jobs_of_its_own(
    server: Listener,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deliveries, "PER_JOB", 2)
    viewer = make_user()
    hook(viewer, server.base)
    note(viewer, 3)
    with read_only() as session:
        assert store.count_waiting(session, clock.utc_now()) == {"mail": 3, "call": 3}

    with unit_of_work() as session:
        deliveries.look_after(session)

    with read_only() as session:
        names = sorted(session.execute(select(JOB.c.name)).scalars())
    assert names == ["notifications.send.call"] * 2 + ["notifications.send.mail"] * 2
