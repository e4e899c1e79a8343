"""Use-cases on leaving: deleting an account a week after it was asked for, purging what is over."""

from datetime import datetime, timedelta

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.accounts import accounts as store
from habit_app.db.queries.accounts import sign_ins as sign_ins_store
from habit_app.db.queries.idempotency import purge_keys
from habit_app.db.queries.jobs import purge_heartbeats, purge_jobs
from habit_app.db.queries.notifications.notifications import purge_notifications
from habit_app.db.session import unit_of_work
from habit_app.integrations import mail
from habit_app.services.accounts import mail_links, mails, sign_in
from habit_app.services.habits.habits import TRASH_DAYS
from habit_app.services.insights import leaderboard
from habit_app.services.shared import audit
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.viewers import Viewer

DELETION_GRACE = timedelta(days=7)
"""Time: in which signing in takes the wish to be deleted back."""
SIGN_INS_REMEMBERED = timedelta(days=30)
"""Time: for which sessions, links and replies are kept after they are over."""
JOBS_REMEMBERED = timedelta(days=14)
"""The same of finished jobs, and of mails that were written to the data folder."""
SAID_REMEMBERED = timedelta(days=180)
"""The same of notifications, with what became of them."""
ROUNDS_REMEMBERED = timedelta(days=2)
"""The same of the beat's rounds, of which there are thousands a day, and of heartbeats."""


def ask(viewer: Viewer, *, password: str, origin: Origin) -> datetime:
    """Sign out everywhere and delete the account in a week; signing in before undoes it."""
    sign_in.check_password(viewer, password, field="password")
    gone = clock.utc_now() + DELETION_GRACE
    with unit_of_work() as session:
        store.update_user(session, viewer.id, {"delete_after": gone})
        sign_in.end_others(session, viewer.id, None)
        mail_links.void(session, viewer.id, ["reset", "change-email"])
        mails.ask(session, "deletion", user_id=viewer.id, to=viewer.email)
        audit.note(session, "deletion-asked", user_id=viewer.id, origin=origin)
    return gone


def purge(session: Session) -> int:
    """Delete for good what waited long enough; return how many accounts that were."""
    now = clock.utc_now()
    gone = store.delete_users(session, now)
    for user_id in gone:
        audit.note(session, "account-deleted", user_id=user_id, origin=Origin())
    habit_store.delete_habits(session, now - timedelta(days=TRASH_DAYS))
    sign_ins_store.purge_sign_ins(session, now - SIGN_INS_REMEMBERED)
    purge_keys(session, now - SIGN_INS_REMEMBERED)
    purge_jobs(session, now - JOBS_REMEMBERED, now - ROUNDS_REMEMBERED)
    purge_heartbeats(session, now - ROUNDS_REMEMBERED)
    purge_notifications(session, now - SAID_REMEMBERED)
    leaderboard.purge(session)
    mail.forget((now - JOBS_REMEMBERED).timestamp())
    return len(gone)
