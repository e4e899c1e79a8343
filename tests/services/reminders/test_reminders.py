"""Reminders from their times to the mail: who is told, when, and how often."""
# longer than the rule: from the time to the mail is one story, told by the same steps

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import delete, select, update
from sqlalchemy.exc import InterfaceError
from sqlalchemy.exc import TimeoutError as NoConnectionLeftError

from habit_app import clock
from habit_app.db.queries.habits import HABIT
from habit_app.db.queries.notifications import deliveries as delivery_store
from habit_app.db.queries.notifications.deliveries import DELIVERY
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.services.accounts import profiles
from habit_app.services.accounts.profiles import ProfilePatch
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.habits import habits, lifecycle, pauses
from habit_app.services.habits.drafts import HabitPatch
from habit_app.services.habits.pauses import PauseDraft
from habit_app.services.jobs import runner
from habit_app.services.notifications import dispatch, inbox
from habit_app.services.shared.viewers import Viewer, of_email
from habit_app.worker.rounds import ROUNDS
from tests.makers import keep, make_habit, make_user
from tests.servers.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY = date(2026, 3, 4)


def live(clock_: time_machine.Traveller, hours: float) -> None:
    """Let time pass, whole five minutes, with a round of the beat each quarter of an hour."""
    left = timedelta(minutes=5 * int(hours * 12))
    while left:
        step = min(left, timedelta(minutes=15))
        left -= step
        clock_.shift(step)
        runner.begin_rounds(ROUNDS, clock.utc_now())
        runner.run_due()


def told() -> list[Any]:
    with read_only() as session:
        reminders = NOTIFICATION.c.kind == "reminder"
        statement = select(NOTIFICATION).where(reminders).order_by(NOTIFICATION.c.scheduled_for)
        return list(session.execute(statement))


def statuses() -> list[tuple[str, str | None]]:
    return [(row.status, row.reason) for row in told()]


def say(viewer: Viewer, habit_id: UUID, **statement: Any) -> None:
    with unit_of_work() as session:
        checkin = Checkin(Statement(**statement))
        checkins.check_in(session, viewer=viewer, habit_id=habit_id, checkin=checkin)


def edit(viewer: Viewer, habit_id: UUID, **change: Any) -> None:
    with unit_of_work() as session:
        patch = HabitPatch.model_validate(change)
        habits.edit(session, viewer=viewer, habit_id=habit_id, change=patch)


def test_a_reminder_arrives_once_with_words_and_links(
    database: str, stopped_clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    viewer = make_user(email="ada@example.com")
    habit = make_habit(
        viewer, kind="numeric", unit="pages", target=20, reminder_times=["12:30", "20:30"]
    )
    keep(viewer, habit.id, [TODAY - timedelta(days=1)], value=20_000)

    live(stopped_clock, 6)

    (mail,) = mailbox.mails
    body = mail.get_body(("plain",))
    assert body is not None
    words = body.get_content()
    assert (mail["To"], mail["Subject"]) == ("ada@example.com", "Time for Read")
    assert "20 pages to go." in words
    assert "run of 1 day." in words
    assert words.count("/api/v1/actions/") == 3
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert statuses() == [("sent", None)]

    live(stopped_clock, 5)
    assert len(mailbox.mails) == 2
    assert {row.day for row in told()} == {TODAY}


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ({"said": Said.DONE}, "kept"),
        ({"said": Said.SKIP}, "away"),
        ({"said": Said.NO}, "said-no"),
    ],
)
def test_only_a_habit_that_is_still_open_is_reminded_of(
    database: str,
    stopped_clock: time_machine.Traveller,
    statement: dict[str, Any],
    reason: str,
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, reminder_times=["13:00"])
    live(stopped_clock, 0.5)
    say(viewer, habit.id, **statement)
    live(stopped_clock, 1)

    assert statuses() == [("suppressed", reason)]


def test_pauses_archive_trash_and_rest_days_keep_silent(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    paused = make_habit(viewer, reminder_times=["13:00"])
    archived = make_habit(viewer, reminder_times=["13:00"])
    deleted = make_habit(viewer, reminder_times=["13:00"])
    schedule = {"type": "weekdays", "days": ["sun"]}
    make_habit(viewer, reminder_times=["13:00"], schedule=schedule)
    live(stopped_clock, 0.5)
    with unit_of_work() as session:
        draft = PauseDraft(TODAY, None, None)
        pauses.create(session, viewer=viewer, habit_id=paused.id, draft=draft)
        lifecycle.archive(session, viewer=viewer, habit_id=archived.id, archived=True)
        lifecycle.delete(session, viewer=viewer, habit_id=deleted.id)
    live(stopped_clock, 1)

    assert {row.status for row in told()} == {"suppressed"}
    assert len(told()) == 4


def test_changed_times_hold_at_once_and_nothing_is_said_twice(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, reminder_times=["12:20"])
    live(stopped_clock, 0.5)
    edit(viewer, habit.id, reminder_times=["12:20", "12:50"])
    edit(viewer, habit.id, reminder_times=["12:20", "12:40"])
    live(stopped_clock, 1)

    assert [f"{row.scheduled_for:%H:%M}" for row in told()] == ["12:20", "12:40"]


def test_a_habit_of_once_a_week_reminds_on_its_chosen_day_only(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    """From Wednesday noon on for nine days, an hour before and after each evening."""
    viewer = make_user()
    weekly = {"schedule": {"type": "per_week", "times": 1}, "reminder_times": ["20:00"]}
    habit = make_habit(viewer, **weekly, reminder_days=["sun"])
    for _ in range(9):
        stopped_clock.shift(timedelta(hours=7))
        live(stopped_clock, 2)
        stopped_clock.shift(timedelta(hours=15))
    assert [(row.day, row.status) for row in told()] == [(date(2026, 3, 8), "sent")]

    edit(viewer, habit.id, reminder_days=["fri"])
    stopped_clock.move_to(datetime(2026, 3, 13, 19, 30, tzinfo=UTC), tick=False)
    live(stopped_clock, 1)
    assert [row.day for row in told()] == [date(2026, 3, 8), date(2026, 3, 13)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "It is still open for 4 March."), ("de", "Für den 4. März ist es noch offen.")],
)
def test_a_reminder_that_is_said_after_midnight_names_its_day_everywhere(
    database: str,
    stopped_clock: time_machine.Traveller,
    mailbox: Mailbox,
    language: str,
    sentence: str,
) -> None:
    viewer = make_user(email="ada@example.com")
    with unit_of_work() as session:
        change = ProfilePatch.model_validate({"locale": language})
        profiles.change_profile(session, viewer=viewer, change=change)
    make_habit(viewer, reminder_times=["23:30"])
    live(stopped_clock, 11.7)
    with unit_of_work() as session:
        viewer = of_email(session, "ada@example.com")
        (one,) = inbox.inbox(session, viewer=viewer, skip=0, limit=9).items
        assert sentence not in one.body
        inbox.snooze(session, viewer=viewer, notification_id=one.id, minutes=60)
    live(stopped_clock, 1.2)

    with read_only() as session:
        (again,) = inbox.inbox(session, viewer=viewer, skip=0, limit=9).items
    body = mailbox.mails[-1].get_body(("plain",))
    assert body is not None
    assert (again.day, len(mailbox.mails)) == (TODAY, 2)
    assert sentence in again.body
    assert sentence in body.get_content()


def test_who_flies_west_is_not_reminded_again_of_the_same_day(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    make_habit(viewer, reminder_times=["13:00"])
    live(stopped_clock, 1.5)
    assert statuses() == [("sent", None)]

    with unit_of_work() as session:
        change = ProfilePatch(timezone="America/New_York")
        profiles.change_profile(session, viewer=viewer, change=change)
    live(stopped_clock, 10)

    assert [row.day for row in told()] == [TODAY]


def test_a_laptop_that_slept_says_the_last_one_of_the_day_and_no_more(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    make_habit(viewer, reminder_times=["13:00", "14:00"])
    stopped_clock.shift(timedelta(hours=4))
    live(stopped_clock, 0.5)
    assert statuses() == [("suppressed", "too-late"), ("sent", None)]

    stopped_clock.shift(timedelta(hours=19))
    live(stopped_clock, 0.5)
    assert statuses()[2:] == [("scheduled", None)]


def test_only_the_last_is_said_however_much_came_due_at_once(
    database: str, stopped_clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "BATCH", 1)
    make_habit(make_user(), reminder_times=["12:10", "12:20", "12:30"])
    live(stopped_clock, 0.1)
    stopped_clock.shift(timedelta(minutes=40))
    live(stopped_clock, 0.1)

    assert statuses() == [("suppressed", "too-late")] * 2 + [("sent", None)]


@pytest.mark.parametrize("way", ["archive", "trash"])
def test_a_habit_that_is_back_is_reminded_of_from_then_on(
    database: str, stopped_clock: time_machine.Traveller, way: str
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, reminder_times=["15:00", "18:00"])

    def put(*, away: bool) -> None:
        with unit_of_work() as session:
            if way == "archive":
                lifecycle.archive(session, viewer=viewer, habit_id=habit.id, archived=away)
            elif away:
                lifecycle.delete(session, viewer=viewer, habit_id=habit.id)
            else:
                lifecycle.restore(session, viewer=viewer, habit_id=habit.id)

    put(away=True)
    with read_only() as session:
        assert session.execute(select(HABIT.c.next_reminder_at)).scalar_one() is None
    live(stopped_clock, 4)  # 16:00
    assert statuses() == []
    put(away=False)
    live(stopped_clock, 3)

    assert [f"{row.scheduled_for:%H:%M}" for row in told()] == ["18:00"]


def test_two_times_that_clocks_make_one_are_said_once(database: str) -> None:
    """On the night of 29 March 02:00 and 02:30 are both 03:00 in Berlin."""
    with time_machine.travel("2026-03-28T23:00:00Z", tick=False) as night:
        make_habit(make_user(timezone="Europe/Berlin"), reminder_times=["02:00", "02:30"])
        live(night, 3)

    assert sorted(statuses(), key=str) == [("sent", None), ("suppressed", "too-late")]


def test_what_the_database_could_not_do_at_the_moment_is_decided_later(
    database: str, stopped_clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_habit(make_user(), reminder_times=["12:10"])
    live(stopped_clock, 0.1)
    judge = dispatch._judge
    for broken in (NoConnectionLeftError("x"), InterfaceError("x", {}, Exception())):

        def fail(*_: Any, error: Exception = broken) -> Any:
            raise error

        monkeypatch.setattr(dispatch, "_judge", fail)
        live(stopped_clock, 0.1)
        assert statuses() == [("scheduled", None)]
    monkeypatch.setattr(dispatch, "_judge", judge)
    live(stopped_clock, 0.5)

    assert statuses() == [("sent", None)]


def test_a_habit_that_cannot_be_scheduled_keeps_no_other_from_it(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    broken = make_habit(make_user(), reminder_times=["12:05"])
    make_habit(make_user(), reminder_times=["12:30"])
    now = clock.utc_now()
    with unit_of_work() as session:
        for where, values in (
            (HABIT.c.id == broken.id, {"reminder_times": ["nonsense"], "next_reminder_at": now}),
            (HABIT.c.id != broken.id, {"next_reminder_at": now + timedelta(minutes=1)}),
        ):
            session.execute(update(HABIT).where(where).values(**values))
        session.execute(delete(NOTIFICATION))
    live(stopped_clock, 1)

    assert statuses() == [("sent", None)]


def test_what_the_server_did_not_take_is_tried_again_and_arrives_once(
    database: str, stopped_clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    make_habit(make_user(), reminder_times=["12:10"])
    mailbox.refusing = True
    live(stopped_clock, 0.25)
    assert (mailbox.mails, statuses()) == ([], [("sending", None)])

    mailbox.refusing = False
    live(stopped_clock, 1)

    assert (len(mailbox.mails), statuses()) == (1, [("sent", None)])


def test_what_was_claimed_and_never_answered_is_unknown_and_never_sent_again(
    database: str, stopped_clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    make_habit(make_user(), reminder_times=["12:10"])
    stopped_clock.shift(timedelta(minutes=11))
    with unit_of_work() as session:
        assert dispatch.decide_due(session) == 1
        delivery_store.claim(session, "mail", clock.utc_now(), 10)  # and then the worker is killed
    live(stopped_clock, 1)

    with read_only() as session:
        (delivery,) = session.execute(select(DELIVERY)).all()
    assert (delivery.status, mailbox.mails) == ("unknown", [])
    assert statuses() == [("unknown", None)]


def test_mail_goes_only_to_an_address_that_was_confirmed_and_not_when_switched_off(
    database: str, stopped_clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    from habit_app.db.queries.accounts import accounts as account_store
    from habit_app.db.queries.notifications import channels as channel_store

    unconfirmed, silent = make_user(), make_user()
    with unit_of_work() as session:
        account_store.update_user(session, unconfirmed.id, {"email_confirmed_at": None})
        (channel,) = channel_store.list_channels(session, silent.id)
        channel_store.update_channel(session, channel.id, {"enabled": False})
    for viewer in (unconfirmed, silent):
        make_habit(viewer, reminder_times=["12:10"])
    live(stopped_clock, 0.5)

    assert (mailbox.mails, statuses()) == ([], [("sent", None)] * 2)


def test_a_round_takes_the_same_statements_for_one_and_for_fifty(
    database: str, stopped_clock: time_machine.Traveller, statements: Any
) -> None:
    counts = []
    for people in (1, 50):
        for _ in range(people):
            make_habit(make_user(), reminder_times=[f"{clock.utc_now():%H}:30"])
        stopped_clock.shift(timedelta(minutes=31))
        with statements() as seen, unit_of_work() as session:
            assert dispatch.decide_due(session) == people
        counts.append(len(seen))
        stopped_clock.shift(timedelta(minutes=29))

    assert counts[0] == counts[1] <= 14
