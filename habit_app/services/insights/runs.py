"""Telling everybody of their week, mailing its report, and keeping scores up to date."""

import smtplib
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from habit_app import clock, jobs
from habit_app.db.queries import leaderboard as score_store
from habit_app.db.queries import reports as report_store
from habit_app.db.queries.accounts import accounts as account_store
from habit_app.db.queries.leaderboard import ScoredPersonRow
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import User
from habit_app.integrations import mail
from habit_app.services.insights import leaderboard, report_mails, reports, weeks
from habit_app.services.shared import viewers
from habit_app.services.shared.email_addresses import may_mail
from habit_app.services.shared.failures import Alone

TOLD_BY_JOB = 500
"""People: whom one job tells of their week."""
SCORED_TOGETHER = 100
"""People: whose scores are made in one transaction."""
PARTS_OF_ROUND = 100
"""Transactions: in one round of scores; who was not reached is still out of date in the next."""

NOT_TAKEN = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    mail.NotReachedError,
)
"""The server said no, or was never reached: the mail did not go out and may be tried again."""


def ask_due(now: datetime) -> int:
    """Ask for the reports of everybody whose morning has come, so many people at a time."""
    asked, after = 0, None
    while True:
        with unit_of_work() as session:
            people = reports.due_users(session, now, after=after, limit=TOLD_BY_JOB)
            if people:
                ids = " ".join(user.id.hex for user, _ in people)
                jobs.ask(session, reports.TELL, people=ids)
        asked += len(people)
        if len(people) < TOLD_BY_JOB:
            return asked
        after = people[-1][0].id


def tell_people(user_ids: Sequence[UUID], now: datetime) -> int:
    """Tell people of their last week; return how many were told.

    A transaction for each: running it twice, or at the same time, tells nobody twice.
    """
    told = 0
    for user_id in user_ids:
        with read_only() as session:
            user = account_store.find_user_or_none(session, user_id)
        if user is None or not user.is_active or not user.weekly_report:
            continue
        place = (user.timezone, user.week_start, user.day_start)
        if first := reports.due_weeks([place], now).get(place):
            with Alone("The week of %s could not be told", user.id):
                told += _tell(user, first)
    return told


def _tell(user: User, first: date) -> bool:
    viewer = viewers.of_user(user)
    with read_only() as session:
        found = weeks.weekly(session, viewer=viewer, day=first)
    with unit_of_work() as session:
        if not reports.keep(session, viewer=viewer, found=found):
            return False
        if may_mail(user):
            reports.ask(session, viewer, first)
    return True


def mail_report(*, user_id: UUID, week: date) -> None:
    """Send the mail of a report, once: it is claimed before, and not sent again after a crash."""
    with unit_of_work() as session:
        user = account_store.find_user_or_none(session, user_id)
        if user is None or not user.is_active or not may_mail(user):
            return
        row = report_store.find_report(session, user_id, week)
        if row is None:
            return
        content = reports.CONTENT.validate_python(row.content)
        letter = report_mails.compose(user, content, name=f"week-{row.id}")
        if not report_store.claim_mail(session, user_id, week, clock.utc_now()):
            return
    try:
        mail.send(letter)
    except NOT_TAKEN:
        with unit_of_work() as session:
            report_store.release_mail(session, user_id, week)
        raise


def refresh_scores() -> int:
    """Make every score anew that is out of date; return of how many people. Safe to do twice."""
    now, done, after = clock.utc_now(), 0, None
    for _ in range(PARTS_OF_ROUND):
        with read_only() as session:
            people = score_store.list_stale(session, now, after=after, limit=SCORED_TOGETHER)
        if not people:
            break
        with Alone("Scores are made one by one") as together:
            _score(people, now)
        if together.has_failed:
            for person in people:
                with Alone("The score of %s could not be made", person.id):
                    _score([person], now)
        done, after = done + len(people), people[-1].id
    return done


def _score(people: Sequence[ScoredPersonRow], now: datetime) -> None:
    with read_only() as session:
        rows = leaderboard.scores(session, people, now)
    with unit_of_work() as session:
        score_store.put_scores(session, rows)
