"""Deciding on what has come due: whether it is said, and to which channels it goes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock, jobs
from habit_app.db.queries import jobs as job_store
from habit_app.db.queries import nudges as nudge_store
from habit_app.db.queries.notifications import channels as channel_store
from habit_app.db.queries.notifications import deliveries as store
from habit_app.db.queries.notifications import notifications as notification_store
from habit_app.db.queries.notifications.channels import ChannelRow
from habit_app.db.queries.reminders import SNOOZED
from habit_app.db.rows import ClaimedRow, HabitRow, ReaderRow, WaitingRow
from habit_app.domain.evaluation.days import DayState
from habit_app.domain.reminders import Silence, is_quiet, silence_of, silence_past
from habit_app.integrations import mail
from habit_app.services.evaluation import evaluations
from habit_app.services.habits import cards
from habit_app.services.habits.drafts import amount_of
from habit_app.services.jobs import health
from habit_app.services.jobs.runner import LEASE
from habit_app.services.notifications import inbox
from habit_app.services.shared import viewers
from habit_app.services.shared.email_addresses import may_mail
from habit_app.services.shared.viewers import Viewer
from habit_app.settings import get_settings

BATCH = 500
"""Notifications: that are decided on in one transaction."""
SEND = "notifications.send"
PER_JOB = 1_000
"""Deliveries: for which one more job sends beside the others."""
THREADS_PER_SENDER = 4
"""Threads: of a worker, for which one may send on each way; the others do what else there is."""
SILENT = timedelta(seconds=45)
"""Time: after which a sender that renewed no lease counts as dead, long before its lease ends."""
SENT_WITHIN = timedelta(minutes=30)
"""Time: after which something is too late to be sent, though it stands in the inbox."""
UNANSWERED = timedelta(minutes=10)
PER_HOUR, PER_DAY = 200, 1_000
"""Deliveries: of one person, to all of their channels together; a note to 20 of them counts 20."""
JUDGED = {"reminder", "nudge"}
SENT = {"reminder", "nudge", "note"}
"""What leaves the inbox. A badge does not; a report has a mail of its own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a notification: why it is not said, or to which channels it goes."""

    notification: ClaimedRow
    silence: Silence | None
    channels: list[ChannelRow]
    payload: dict[str, Any]
    reason: str | None = None
    """Why it is in the inbox only."""


def decide_due(session: Session) -> int:
    """Decide on what has come due, so much at a time; return how much that was."""
    now = clock.utc_now()
    return decide(session, notification_store.list_due(session, now, BATCH), now)


def decide(session: Session, due: Sequence[WaitingRow], now: datetime) -> int:
    """Decide on notifications that nobody else decides on meanwhile; return how many."""
    users = {
        row.id: row for row in notification_store.lock_users(session, {row.user_id for row in due})
    }
    claimed = notification_store.claim(session, [row.id for row in due if row.user_id in users])
    overtaken = notification_store.list_overtaken(session, [row.id for row in claimed], now)
    people = {key: viewers.of_user(row) for key, row in users.items()}
    habits = _habits(session, claimed, people)
    channels = _channels(session, users)
    verdicts = [
        Verdict(row, Silence.TOO_LATE, [], row.payload)
        if row.id in overtaken
        else _judge(row, users[row.user_id], people[row.user_id], habits, channels, now)
        for row in claimed
    ]
    _write(session, _within_budget(session, verdicts, now), now)
    return len(claimed)


def _within_budget(session: Session, verdicts: Sequence[Verdict], now: datetime) -> list[Verdict]:
    """Leave what goes beyond its owner's deliveries of an hour or a day in the inbox."""
    owners = {verdict.notification.user_id for verdict in verdicts if verdict.channels}
    if not owners:
        return list(verdicts)
    day, hour = (now + SENT_WITHIN - timedelta(hours=hours) for hours in (24, 1))
    made = store.count_made(session, owners, day, hour)
    left = {key: min(PER_DAY - made[key][0], PER_HOUR - made[key][1]) for key in owners}
    found = []
    for verdict in verdicts:
        owner, wanted = verdict.notification.user_id, len(verdict.channels)
        if wanted > left.get(owner, 0):
            verdict = replace(verdict, channels=[], reason="too-many")  # noqa: PLW2901
        elif wanted:
            left[owner] -= wanted
        found.append(verdict)
    return found


def _habits(
    session: Session, claimed: Sequence[ClaimedRow], people: Mapping[UUID, Viewer]
) -> dict[UUID, HabitRow]:
    """The habits that are spoken of, each as it stands today."""
    ids = {row.habit_id for row in claimed if row.habit_id}
    rows = notification_store.list_habits(session, ids)
    forward = evaluations.bring_forward_many(session, people=people, rows=rows)
    return {row.id: cards.brought(row, forward) for row in rows}


def _channels(session: Session, users: Mapping[UUID, ReaderRow]) -> dict[UUID, list[ChannelRow]]:
    """The channels that are on, by user; mail only to addresses that were confirmed."""
    found: dict[UUID, list[ChannelRow]] = {}
    for channel in channel_store.list_enabled(session, users.keys()):
        can_mail = mail.is_configured() and may_mail(users[channel.user_id])
        if channel.kind != "email" or can_mail:
            found.setdefault(channel.user_id, []).append(channel)
    return found


def _judge(
    row: ClaimedRow,
    user: ReaderRow,
    viewer: Viewer,
    habits: Mapping[UUID, HabitRow],
    channels: Mapping[UUID, list[ChannelRow]],
    now: datetime,
) -> Verdict:
    """Decide on one notification."""
    habit = habits.get(row.habit_id) if row.habit_id else None
    local = now.astimezone(ZoneInfo(viewer.timezone))
    minute = local.hour * 60 + local.minute
    silence = None
    if not user.is_active or user.delete_after is not None:
        silence = Silence.GONE
    elif row.kind in JUDGED:
        silence = _silence(row, habit, viewer, now)
        if row.kind == "nudge" and is_quiet(minute, user.quiet_from, user.quiet_to):
            silence = silence or Silence.QUIET
    if silence:
        return Verdict(row, silence, [], row.payload)
    chosen = [
        channel
        for channel in channels.get(row.user_id, [])
        if _takes(channel, row) and not is_quiet(minute, channel.quiet_from, channel.quiet_to)
    ]
    payload = row.payload | (_facts(habit, viewer, now) if habit is not None else {})
    return Verdict(row, None, chosen, payload)


def _takes(channel: ChannelRow, row: ClaimedRow) -> bool:
    wanted = row.channels is None or str(channel.id) in row.channels
    return wanted and row.kind in SENT


def _silence(
    row: ClaimedRow, habit: HabitRow | None, viewer: Viewer, now: datetime
) -> Silence | None:
    if habit is None or row.day is None or habit.archived_at or habit.deleted_at:
        return Silence.GONE
    standing, back = habit.standing, (viewer.today(now) - row.day).days
    if back <= 0:
        return silence_of(DayState(standing["state"]), due=standing["due"])
    if not row.subject.endswith(SNOOZED) or back >= evaluations.CELLS:
        return Silence.TOO_LATE
    # Put off past the end of its day, which it is about all the same.
    return silence_past(DayState(standing["cells"][-1 - back][0]))


def _facts(habit: HabitRow, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """What the words are made of, as it stood when they were said."""
    _, target, direction = cards.asked_on(habit, viewer.today(now))
    return {
        "habit": habit.title,
        "unit": habit.unit,
        "numeric": habit.kind == "numeric",
        "target": amount_of(target),
        "value": amount_of(habit.standing["value"]),
        "limit": direction == "at_most",
        "streak": habit.streak,
        "streak_unit": habit.streak_unit,
    }


def _write(session: Session, verdicts: Collection[Verdict], now: datetime) -> None:
    rows = [
        {
            "id": verdict.notification.id,
            "status": "suppressed"
            if verdict.silence
            else "sending"
            if verdict.channels
            else "sent",
            "reason": str(verdict.silence) if verdict.silence else verdict.reason,
            "sent_at": None if verdict.silence or verdict.channels else now,
            "payload": verdict.payload,
        }
        for verdict in verdicts
    ]
    notification_store.put_verdicts(session, rows)
    store.insert_deliveries(
        session,
        [
            {
                "id": uuid7(),
                "notification_id": verdict.notification.id,
                "channel_id": channel.id,
                "way": "mail" if channel.kind == "email" else "call",
                "status": "waiting",
                "attempts": 0,
                "due_at": now,
                "ends_at": now + SENT_WITHIN,
            }
            for verdict in verdicts
            for channel in verdict.channels
        ],
    )
    for silent in (True, False):
        subjects = [
            inbox.nudge_of(verdict.notification.subject)
            for verdict in verdicts
            if verdict.notification.kind == "nudge" and bool(verdict.silence) == silent
        ]
        nudge_store.mark(session, subjects, "suppressed" if silent else "sent", only="planned")


def look_after(session: Session) -> None:
    """Ask for as many jobs as what waits on each way takes, what is tried again with it.

    What was claimed by a worker that died may have arrived: it is unknown, and stays so.
    """
    now = clock.utc_now()
    store.give_up_unanswered(session, now - UNANSWERED)
    store.settle(session, None, now)
    threads = health.count_workers(session) * get_settings().worker_threads
    most = max(1, threads // THREADS_PER_SENDER)
    for way, count in store.count_waiting(session, now).items():
        wanted, name = min(-(-count // PER_JOB), most), f"{SEND}.{way}"
        open_ = job_store.count_open(session, name, now, leased_beyond=now + LEASE - SILENT)
        for number in range(wanted - open_):
            jobs.ask(session, name, part=str(number))
