"""A day in every zone of the world, from start to end: all that was expected, and nothing else."""

import time as stopwatch
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from habit_app import clock
from habit_app.db.queries.badges import BADGE
from habit_app.db.queries.checkins import NUDGE
from habit_app.db.queries.habits import ENTRY
from habit_app.db.queries.jobs import JOB
from habit_app.db.queries.notifications import notifications as notification_store
from habit_app.db.queries.notifications.deliveries import DELIVERY
from habit_app.db.queries.reports import REPORT
from habit_app.db.session import read_only
from habit_app.services import histories
from habit_app.services.jobs import runner
from habit_app.settings import get_settings
from habit_app.worker.rounds import ROUNDS
from tests.conftest import forget
from tests.faults import table
from tests.makers import make_habit, make_user
from tests.servers.smtp import Mailbox
from tests.services.evaluation.test_new_day_equals import as_from_nothing
from tests.worker import day_oracle
from tests.worker.day_oracle import HOUR, STEP, Told
from tests.worker.day_people import MORNING, Person, make_people

NOTIFICATION = notification_store.NOTIFICATION
SET_UP = datetime(2026, 3, 1, 9, 59, tzinfo=UTC)
"""A Sunday, just before Monday begins in Kiritimati."""
END = datetime(2026, 3, 3, 11, tzinfo=UTC)
"""When Monday is over in Pago Pago: everybody has lived a whole one."""
SHARE = 0.1


def rows(found: Any) -> list[Any]:
    with read_only() as session:
        return list(session.execute(select(found)))


def live(people: list[Person], clock_: time_machine.Traveller) -> None:
    """Let time pass with the rounds of the beat, and people act at six."""
    for person in people:
        if person.wall(SET_UP).time() >= MORNING:
            person.acts()
    before, now = SET_UP, SET_UP + timedelta(minutes=1)
    while now <= END:
        clock_.move_to(now)
        for person in people:
            if day_oracle.wakes(person, before, now):
                person.acts()
        runner.begin_rounds(ROUNDS, now)
        runner.run_due()
        before, now = now, now + STEP


def in_inboxes(people: list[Person]) -> Counter[Told]:
    address = {person.viewer.id: person.viewer.email for person in people}
    return Counter(
        (
            address[row.user_id],
            row.kind,
            date.fromisoformat(row.subject) if row.kind == "report" else row.scheduled_for,
        )
        for row in rows(NOTIFICATION)
        if row.kind != "badge" and row.status == "sent"
    )


def in_mail(mailbox: Mailbox) -> Counter[Told]:
    """What arrived, by what its Message-ID names."""
    about = {row.id: row for row in rows(NOTIFICATION)}
    named: dict[str, tuple[str, Any]] = {
        str(row.id): (found.kind, found.scheduled_for)
        for row in rows(DELIVERY)
        for found in [about[row.notification_id]]
    }
    named |= {f"week-{row.id}": ("report", row.week) for row in rows(REPORT)}
    names = [mail["Message-ID"].strip("<>").partition("@")[0] for mail in mailbox.mails]
    return Counter(
        (str(mail["To"]), *named[name]) for mail, name in zip(mailbox.mails, names, strict=True)
    )


def caches_are_true(people: Iterable[Person]) -> None:
    """Every cache is what its whole history says."""
    entries: dict[UUID, list[Any]] = {}
    for row in rows(ENTRY):
        entries.setdefault(row.habit_id, []).append((row.day, row.status, row.value))
    for person in people:
        history = histories.entries_in(entries.get(person.habit_id, []))
        as_from_nothing(person.habit_id, person.rules, history, person.viewer.today())


def lived(count: int, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Simulate the day of so many people; return the counts."""
    monkeypatch.setenv("HABIT_NUDGE_HOLDOUT", str(SHARE))
    forget()
    began = stopwatch.monotonic()
    with time_machine.travel(SET_UP, tick=False) as clock_:
        people = make_people(count)
        live(people, clock_)
        expected = day_oracle.said(people, SET_UP, END, get_settings().nudge_holdout)
        caches_are_true(people)
    who = {person.viewer.email: person for person in people}
    mails = Counter(told for told in expected if day_oracle.is_mailed(who[told[0]], *told[1:]))
    arrived, inbox = in_mail(mailbox), in_inboxes(people)

    assert differences(expected, inbox, who) == []
    assert differences(mails, arrived, who) == []
    held = Counter(
        (person.habit_id, day)
        for person in people
        for day, _ in day_oracle.nudges(person, SET_UP, END)
        if day_oracle.is_held_out(person, day, SHARE)
    )
    nudged = {person.habit_id for person in people if person.scene.nudged_at}
    kept_back = [row for row in rows(NUDGE) if row.held_out and row.planned_for <= END]
    assert held == Counter((row.habit_id, row.day) for row in kept_back if row.habit_id in nudged)
    badges = [row for row in rows(NOTIFICATION) if row.kind == "badge"]
    told = Counter((row.user_id, code) for row in badges for code in row.payload["codes"])
    assert told == Counter((row.user_id, row.code) for row in rows(BADGE))
    assert {row.status for row in rows(JOB)} == {"succeeded"}
    late = [row.sent_at - row.scheduled_for for row in rows(NOTIFICATION) if row.status == "sent"]
    assert max(late) <= STEP  # a report is told of by the round after the one that made it
    kinds = Counter(kind for _, kind, _ in inbox)
    return {
        "people": count,
        "zones": len({person.viewer.timezone for person in people}),
        **{f"{kind}s": kinds[kind] for kind in ("reminder", "nudge", "report")},
        "held out": sum(held.values()),
        "not said": sum(row.status == "suppressed" for row in rows(NOTIFICATION)),
        "mails": arrived.total(),
        "missing": 0,
        "unexpected": 0,
        "true caches": count,
        "jobs": len(rows(JOB)),
        "seconds": round(stopwatch.monotonic() - began),
    }


def differences(
    expected: Counter[Told], found: Counter[Told], who: dict[str, Person]
) -> list[tuple[str, str, Told, int]]:
    """What is missing, and what is too much, with the scene and the zone that it is about."""
    return [
        (word, f"{who[told[0]].scene.name}, {who[told[0]].viewer.timezone}", told, count)
        for word, more in (("missing", expected - found), ("unexpected", found - expected))
        for told, count in more.items()
    ]


@pytest.mark.no_cover  # rounds and words have tests of their own; counting lines doubles it
def test_a_day_of_some_people_says_what_it_should_and_nothing_else(
    database: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(46, mailbox, monkeypatch)


@pytest.mark.faults
def test_a_day_of_five_hundred_people_in_thirty_eight_zones(
    database: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = lived(500, mailbox, monkeypatch)

    assert (counts["people"], counts["zones"]) == (500, 38)
    table.note("A simulated day", {"database": database, **counts})


@pytest.mark.parametrize(
    ("zone", "time", "first", "expected"),
    [
        # The clocks skip the time: it comes when they have.
        ("America/New_York", "02:30", "2026-03-07", ["03-07 07:30", "03-08 07:00", "03-09 06:30"]),
        ("Australia/Lord_Howe", "02:15", "2026-10-02", ["10-02 15:45", "10-03 15:30"]),
        # The time comes twice: it is the first that counts.
        ("America/New_York", "01:30", "2026-10-31", ["10-31 05:30", "11-01 05:30", "11-02 06:30"]),
        ("Australia/Lord_Howe", "01:45", "2026-04-03", ["04-03 14:45", "04-04 14:45"]),
        # The zone skips 30 December altogether.
        ("Pacific/Apia", "08:00", "2011-12-29", ["12-29 18:00", "12-30 18:00"]),
    ],
)
def test_the_nights_on_which_clocks_change(
    database: str, zone: str, time: str, first: str, expected: list[str]
) -> None:
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock_:
        viewer = make_user(timezone=zone)
        make_habit(viewer, reminder_times=[time], start_date=viewer.today().isoformat())
        while clock.utc_now() < start + timedelta(days=len(expected), hours=-1):
            clock_.shift(HOUR)
            runner.begin_rounds(ROUNDS, clock.utc_now())
            runner.run_due()

    found = [row for row in rows(NOTIFICATION) if row.kind == "reminder" and row.status == "sent"]
    assert sorted(f"{row.scheduled_for:%m-%d %H:%M}" for row in found) == expected
