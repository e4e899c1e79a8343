"""Weeks and their reports: read with few statements, told once, sent once."""
# longer than the rule: a week is made, told and sent from the same history

import smtplib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select, text, update
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db.queries import reports as store
from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.jobs import JOB
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import Conflict, Invalid
from habit_app.integrations import mail
from habit_app.services.insights import reports, runs, weeks
from habit_app.services.insights.views import WeeklyInsights
from habit_app.services.jobs import runner
from habit_app.services.shared.viewers import Viewer
from tests.makers import keep, make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")

TODAY = date(2026, 3, 4)
"""A Wednesday."""
LAST = date(2026, 2, 23)
"""The first day of the last whole week."""
MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)


def days_ago(*offsets: int) -> list[date]:
    return [TODAY - timedelta(days=offset) for offset in offsets]


def week(viewer: Viewer, day: date | None = None) -> WeeklyInsights:
    with read_only() as session:
        return weeks.weekly(session, viewer=viewer, day=day)


def somebody(*, timezone: str = "UTC", **columns: Any) -> Viewer:
    """A person with one habit that was kept on the Monday of the last whole week."""
    viewer = make_user(timezone=timezone)
    habit = make_habit(viewer, start_date="2026-02-01")
    keep(viewer, habit.id, [LAST])
    if columns:
        with unit_of_work() as session:
            session.execute(update(USER).where(USER.c.id == viewer.id).values(**columns))
    return viewer


def told_to(viewer: Viewer) -> list[Any]:
    reports = (NOTIFICATION.c.user_id == viewer.id, NOTIFICATION.c.kind == "report")
    statement = NOTIFICATION.select().where(*reports)
    with read_only() as session:
        return list(session.execute(statement))


def mails() -> int:
    """How many mails of reports were asked for."""
    asked = text("SELECT count(*) FROM job WHERE name = :name")
    with read_only() as session:
        return int(session.execute(asked, {"name": reports.MAIL}).scalar_one())


def tell_due() -> int:
    """Do one round of the reports; return how many were told."""
    before = told_so_far()
    runs.ask_due(clock.utc_now())
    runner.run_due()
    return told_so_far() - before


def told_so_far() -> int:
    results = select(JOB.c.result).where(JOB.c.name == reports.TELL)
    with read_only() as session:
        return sum(int(result["told"]) for result in session.execute(results).scalars())


def test_a_week_by_habit_day_and_badge(database: str) -> None:
    viewer = make_user()
    read = make_habit(viewer, title="Read", start_date="2026-02-01")
    run = make_habit(
        viewer,
        title="Run",
        start_date="2026-02-01",
        schedule={"type": "weekdays", "days": ["mon"]},
    )
    keep(viewer, read.id, [LAST + timedelta(days=offset) for offset in (-7, 0, 1, 2)])
    keep(viewer, run.id, [LAST])
    with unit_of_work() as session:
        for code, at in (("streak_66", "2026-02-23T08:00:00"), ("logs_30", "2026-03-02T00:00:00")):
            badge = {
                "id": uuid7(),
                "user_id": viewer.id,
                "code": code,
                "habit_id": read.id,
                "unlocked_at": datetime.fromisoformat(at).replace(tzinfo=UTC),
            }
            session.execute(store.BADGE.insert(), badge)

    found = week(viewer, LAST + timedelta(days=3))

    assert (found.week.from_, found.week.to) == (LAST, date(2026, 3, 1))
    assert (found.kept, found.due) == (4, 8)
    assert found.previous_rate == 1 / 8
    assert [(one.title, one.kept, one.due) for one in found.by_habit] == [
        ("Read", 3, 7),
        ("Run", 1, 1),
    ]
    assert [(one.kept, one.due) for one in found.by_weekday[:4]] == [(2, 2), (1, 1), (1, 1), (0, 1)]
    assert found.best_day == found.by_weekday[0]
    assert found.weakest_day is not None
    assert found.weakest_day.kept == 0
    assert [(one.title, one.length) for one in found.streaks_lost] == [("Read", 3)]
    assert [badge.code for badge in found.badges] == ["streak_66"]


def test_what_is_at_risk_says_why_and_what_to_try(database: str) -> None:
    viewer = make_user()
    weak = make_habit(viewer, title="Run", start_date="2026-02-01")
    strong = make_habit(viewer, title="Read", start_date="2026-02-01")
    make_habit(viewer, title="New")
    keep(viewer, weak.id, days_ago(20, 14, 9))
    keep(viewer, strong.id, days_ago(*range(1, 31)))

    found = week(viewer)

    (one,) = found.at_risk
    assert (one.title, one.band, one.source) == ("Run", "high", "rules")
    assert one.reason == "You kept none of the last 7."
    assert one.suggestion.startswith("Make it smaller")
    assert one.unit.from_ == TODAY
    assert one.reasons[0].text == one.reason
    assert week(viewer, TODAY - timedelta(days=14)).at_risk == []


def test_the_words_are_the_readers(sqlite_database: str) -> None:
    found = week(replace(somebody(), locale="de"))

    assert found.at_risk[0].reason == "Von den letzten 7 Malen hast du keines geschafft."


@pytest.mark.parametrize("lots", [2, 30])
def test_a_week_costs_seven_reads_however_much_there_is(
    database: str, statements: Callable[[], Any], lots: int
) -> None:
    viewer = make_user()
    for number in range(lots):
        habit = make_habit(viewer, title=f"Habit {number}", start_date="2025-03-01")
        keep(viewer, habit.id, days_ago(number % 5, 40))

    with statements() as seen:
        week(viewer)

    assert len([line for line in seen if line.lstrip().startswith("SELECT")]) == 7


def test_a_week_to_come_is_refused_and_an_old_one_is_empty(sqlite_database: str) -> None:
    viewer = somebody()

    with pytest.raises(Invalid) as refusal:
        week(viewer, TODAY + timedelta(days=7))
    empty = week(viewer, date(2020, 1, 1))

    assert refusal.value.errors[0].code == "future-week"
    assert (empty.due, empty.rate, empty.by_habit) == (0, None, [])


def test_a_report_stays_as_it_was_told(database: str) -> None:
    viewer = somebody()
    with unit_of_work() as session:
        assert reports.tell(session, viewer=viewer, first=LAST)
    habit_id = week(viewer, LAST).by_habit[0].habit_id
    keep(viewer, habit_id, [LAST + timedelta(days=1)])

    with read_only() as session:
        told = reports.weekly(session, viewer=viewer)

    assert (told.kept, told.told_at is not None, told.mailed_at) == (1, True, None)
    assert week(viewer, LAST).kept == 2
    with unit_of_work() as session:
        assert reports.tell(session, viewer=viewer, first=LAST)
    (notification,) = told_to(viewer)
    assert (notification.kind, notification.subject) == ("report", "2026-02-23")
    assert notification.payload == {"kept": 1, "due": 7}


def test_a_week_that_runs_has_no_report(sqlite_database: str) -> None:
    viewer = somebody()

    with read_only() as session, pytest.raises(Invalid) as refusal:
        reports.weekly(session, viewer=viewer, day=TODAY)

    assert refusal.value.errors[0].code == "week-not-over"


@pytest.mark.parametrize(
    ("place", "now", "due"),
    [
        (("UTC", "monday", 0), MONDAY, True),
        (("UTC", "monday", 0), MONDAY - timedelta(minutes=1), False),
        (("UTC", "monday", 0), MONDAY + timedelta(hours=23), True),
        (("UTC", "monday", 0), MONDAY + timedelta(days=1), False),
        (("UTC", "monday", 600), MONDAY, False),
        (("UTC", "monday", 600), MONDAY + timedelta(hours=3), True),
        (("UTC", "sunday", 0), MONDAY, False),
        (("UTC", "sunday", 0), MONDAY - timedelta(days=1), True),
        (("Asia/Tokyo", "monday", 0), MONDAY - timedelta(hours=9), True),
        (("America/New_York", "monday", 0), MONDAY, False),
        (("America/New_York", "monday", 0), MONDAY + timedelta(hours=5), True),
    ],
)
def test_the_first_morning_of_the_users_week(
    place: reports.Place, now: datetime, due: bool
) -> None:
    assert (place in reports.due_weeks([place], now)) is due


def test_everybody_is_told_once_and_who_has_nothing_is_not(database: str) -> None:
    ada, tokyo = somebody(), somebody(timezone="Asia/Tokyo")
    new_york = somebody(timezone="America/New_York")
    nobody = [
        somebody(weekly_report=False),
        somebody(is_active=False),
        make_user(),
        somebody(delete_after=MONDAY),
    ]
    later = make_user()
    make_habit(later, start_date="2026-03-02")

    with time_machine.travel(MONDAY, tick=False):
        first, second = tell_due(), tell_due()

    assert (first, second) == (2, 0)
    assert [len(told_to(viewer)) for viewer in (ada, tokyo, new_york, later)] == [1, 1, 0, 0]
    assert [told_to(viewer) for viewer in nobody] == [[]] * 4
    assert mails() == 2


def test_many_are_told_in_chunks(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "TOLD_BY_JOB", 2)
    people = [somebody() for _ in range(5)]

    with time_machine.travel(MONDAY, tick=False):
        assert tell_due() == 5

    assert [len(told_to(viewer)) for viewer in people] == [1] * 5


def ask(viewer: Viewer, day: date | None = None) -> None:
    with unit_of_work() as session:
        reports.ask_mail(session, viewer=viewer, day=day)


def test_a_mail_is_asked_for_once_and_sent_once(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = somebody()
    sent: list[object] = []
    monkeypatch.setattr(mail, "send", sent.append)
    ask(viewer)
    ask(viewer)

    runner.run_due()
    runs.mail_report(user_id=viewer.id, week=LAST)

    assert len(sent) == 1
    with pytest.raises(Conflict) as refusal:
        ask(viewer)
    assert refusal.value.code == "report-mailed-already"


def test_what_a_server_refused_is_tried_again_what_is_unknown_is_not(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, answers = somebody(), [smtplib.SMTPDataError(451, b"later"), TimeoutError(), None]
    tried: list[object] = []

    def send(letter: object) -> None:
        tried.append(letter)
        if answer := answers.pop(0):
            raise answer

    monkeypatch.setattr(mail, "send", send)
    ask(viewer)

    for _ in range(3):
        try:
            runs.mail_report(user_id=viewer.id, week=LAST)
        except OSError:
            continue

    assert len(tried) == 2  # refused and tried again; then nobody knows


def test_a_week_in_which_nothing_was_due_is_not_sent(sqlite_database: str) -> None:
    viewer = make_user()
    make_habit(viewer)

    with pytest.raises(Conflict) as refusal:
        ask(viewer)

    assert refusal.value.code == "nothing-due"


def test_no_mail_goes_to_who_is_gone(sqlite_database: str) -> None:
    runs.mail_report(user_id=UUID(int=1), week=LAST)
