"""What has a limit, or is to be avoided, is never spoken of as something that is to be done."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from habit_app import clock
from habit_app.db.queries.checkins import NUDGE
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.domain.evaluation.days import DayState
from habit_app.domain.evaluation.due_units import DueUnit
from habit_app.domain.reminders import Silence, silence_past
from habit_app.domain.risk import Factor, Reason, Risk
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.insights import weeks
from habit_app.services.jobs import runner
from habit_app.services.notifications import inbox
from habit_app.services.nudges.nudges import OF_LIMITS, TITLES, text_of
from habit_app.services.predictions.reasons import suggestion_for
from habit_app.services.shared.viewers import Viewer
from habit_app.text import LANGUAGES, say
from habit_app.worker.rounds import ROUNDS
from tests.conftest import forget
from tests.makers import make_habit, make_user

TODAY = date(2026, 3, 4)
LIMITS: list[tuple[dict[str, Any], str]] = [
    ({}, "Kept so far."),
    ({"kind": "numeric", "unit": "cups", "target": 2}, "Within the limit so far."),
]


def slipping(viewer: Viewer, **draft: Any) -> Any:
    """A habit to avoid on which it happened every other day, and yesterday, too."""
    start = TODAY - timedelta(days=30)
    habit = make_habit(viewer, title="Smoke", direction="at_most", start_date=start, **draft)
    with unit_of_work() as session:
        for back in range(1, 30, 2):
            checkin = Checkin(Statement(said=Said.SLIP), day=TODAY - timedelta(days=back))
            checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=checkin)
    return habit


def live(clock_: time_machine.Traveller, hours: int) -> None:
    for _ in range(hours * 12):
        clock_.shift(timedelta(minutes=5))
        runner.begin_rounds(ROUNDS, clock.utc_now())
        runner.run_due()


@pytest.mark.parametrize(("draft", "words"), LIMITS)
def test_a_reminder_of_a_limit_offers_nothing_that_is_done(
    database: str, stopped_clock: time_machine.Traveller, draft: dict[str, Any], words: str
) -> None:
    viewer = make_user()
    make_habit(viewer, title="Coffee", direction="at_most", reminder_times=["12:30"], **draft)

    live(stopped_clock, 1)

    with read_only() as session:
        (one,) = inbox.inbox(session, viewer=viewer, skip=0, limit=9).items
    assert (one.title, one.body) == ("Mind: Coffee", words)
    assert one.acts == ["skip", "snooze"]


def test_what_slipped_already_is_not_reminded_of(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, direction="at_most", reminder_times=["12:30"])
    with unit_of_work() as session:
        slip = Checkin(Statement(said=Said.SLIP))
        checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=slip)

    live(stopped_clock, 1)

    with read_only() as session:
        (one,) = session.execute(select(NOTIFICATION)).all()
    assert (one.status, one.reason) == ("suppressed", "said-no")
    assert silence_past(DayState.SLIPPED) is Silence.SAID_NO


def test_a_reminder_is_answered_once_it_happened(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    habit = make_habit(viewer, direction="at_most", reminder_times=["12:30"])
    live(stopped_clock, 1)
    with unit_of_work() as session:
        slip = Checkin(Statement(said=Said.SLIP), day=TODAY)
        checkins.check_in(session, viewer=viewer, habit_id=habit.id, checkin=slip)

    with read_only() as session:
        (one,) = inbox.inbox(session, viewer=viewer, skip=0, limit=9).items
    assert (one.seen, one.acts) == (True, [])


def test_a_nudge_about_a_limit_asks_for_nothing_to_be_done(
    database: str, stopped_clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_clock.shift(timedelta(hours=-11, minutes=-45))
    monkeypatch.setenv("HABIT_NUDGE_HOLDOUT", "0")
    forget()
    viewer = make_user()
    slipping(viewer)

    live(stopped_clock, 1)

    with read_only() as session:
        (nudge,) = session.execute(select(NUDGE)).all()
        (told,) = session.execute(select(NOTIFICATION)).all()
    assert nudge.wording in range(TITLES, TITLES + OF_LIMITS)
    assert told.title == text_of("en", nudge.wording, "Smoke")
    assert told.body.endswith(say("en", f"nudge.step.{nudge.wording}"))


def test_the_week_suggests_nothing_to_be_done(
    database: str, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    slipping(viewer)

    with read_only() as session:
        week = weeks.weekly(session, viewer=viewer, day=TODAY)

    (risky,) = week.at_risk
    texts = {say("en", f"risk.limit.{factor}", day="Wednesday", time="") for factor in Factor}
    assert risky.suggestion in texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("factor", list(Factor))
def test_there_is_a_suggestion_for_everything_that_is_limited(
    language: str, factor: Factor
) -> None:
    risk = Risk(DueUnit(TODAY, TODAY, "day"), 0.5, [])
    said = suggestion_for(risk, Reason(factor, 1.0), language, limit=True)

    assert said != suggestion_for(risk, Reason(factor, 1.0), language, limit=False)
