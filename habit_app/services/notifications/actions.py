"""Use-cases on the links in messages: done, skip, snooze, no more mails; without signing in."""

from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.accounts import accounts as account_store
from habit_app.db.queries.notifications import channels as channel_store
from habit_app.db.queries.notifications import notifications as store
from habit_app.db.rows import NotificationRow
from habit_app.domain.checkins import Said, Statement
from habit_app.errors import AppError, Conflict, NotFound
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.notifications import inbox
from habit_app.services.shared import action_links, viewers
from habit_app.services.shared.action_links import ENDS_MAILS, LINK_LIFE, Act
from habit_app.services.shared.viewers import Viewer

SNOOZE_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link would do: the act, to which habit, on which day, and in which language.

    `stays`: it was pressed, and the day stays as it is, because it had been kept meanwhile.
    """

    act: Act
    habit: str
    day: date | None
    locale: str
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The habit that a message was about, and whether its day stays as it was."""

    habit: str
    stays: bool


def look(session: Session, secret: str) -> Offer:
    """Say what a link would do, and do nothing: programs open links by themselves."""
    row, _, act = _notification(session, secret)
    viewer = _owner(session, row.user_id)
    return Offer(act, row.payload.get("habit", ""), row.day, viewer.locale)


def act(session: Session, secret: str) -> Offer:
    """Do what a link names, once, for the day that its message was about."""
    row, *_ = _notification(session, secret)
    habit_store.lock_owner(session, row.user_id)
    row, habit_id, what = _notification(session, secret)  # as it is now that nobody else writes
    viewer = _owner(session, row.user_id)
    store.update_notifications(session, [row.id], {"used": [*row.used, what]})
    if what == "snooze":
        inbox.say_again(session, row, SNOOZE_MINUTES)
        return Offer(what, row.payload.get("habit", ""), row.day, viewer.locale)
    # The link has an `op_id` of its own: pressed twice at once, it is still recorded once.
    op_id = uuid5(NAMESPACE_URL, f"{row.id}/{what}")
    took = _check_in(session, viewer, row, habit_id, Said(what), op_id=op_id, source="link")
    return Offer(what, row.payload.get("habit", ""), row.day, viewer.locale, stays=not took)


def answer(session: Session, *, viewer: Viewer, notification_id: UUID, said: Said) -> Answered:
    """Say what became of a notification's day, and put it away."""
    habit_store.lock_owner(session, viewer.id)
    row = inbox.require(session, viewer, notification_id)
    if row.habit_id is None or row.day is None:
        raise Conflict("This is about no day of a habit.", "not-about-a-day")
    took = _check_in(session, viewer, row, row.habit_id, said, op_id=uuid4(), source="web")
    return Answered(str(row.payload.get("habit", "")), stays=not took)


def look_at_ending(session: Session, secret: str) -> str:
    """Say in which language to ask whether the mails that a link names shall end."""
    return _ending(session, secret)[0].locale


def unsubscribe(session: Session, secret: str) -> str:
    """End the mails that a link names: a channel, or weekly reports; return the language."""
    viewer, channel_id = _ending(session, secret)
    habit_store.lock_owner(session, viewer.id)
    if channel_id is None:
        account_store.update_user(session, viewer.id, {"weekly_report": False})
    else:
        values = {"enabled": False, "updated_at": clock.utc_now()}
        channel_store.update_channel(session, channel_id, values)
    return viewer.locale


def _ending(session: Session, secret: str) -> tuple[Viewer, UUID | None]:
    """Whose mails end, and of which channel; None: the weekly reports."""
    named = action_links.read(secret)
    if named is None or named.act not in ENDS_MAILS:
        raise _refusal()
    if named.act == "end-reports":
        return _owner(session, named.id), None
    channel = channel_store.find_any(session, named.id)
    if channel is None:
        raise _refusal()
    return _owner(session, channel.user_id), channel.id


def _check_in(
    session: Session,
    viewer: Viewer,
    row: NotificationRow,
    habit_id: UUID,
    said: Said,
    *,
    op_id: UUID,
    source: str,
) -> bool:
    """Say it for the message's day, and put the message away; return whether it counts.

    A message may be old: what it offers lowers no amount, and skips no day that is decided by now.
    """
    statement = Statement(said=said)
    checkin = Checkin(statement, day=row.day, op_id=op_id, source=source, yields=said is Said.SKIP)
    found = checkins.check_in(session, viewer=viewer, habit_id=habit_id, checkin=checkin)
    inbox.put_away(session, [row])
    return found.result.applied


def _notification(session: Session, secret: str) -> tuple[NotificationRow, UUID, Act]:
    """The message that a link names, the habit that it is about, and what is to be done."""
    named = action_links.read(secret)
    row = store.find_notification(session, named.id) if named else None
    if named is None or row is None or named.act in ENDS_MAILS or row.habit_id is None:
        raise _refusal()
    # Who said that it is done does not mean to undo it by the message's other buttons.
    if {named.act, "done"} & set(row.used) or clock.utc_now() > row.scheduled_for + LINK_LIFE:
        raise _refusal()
    return row, row.habit_id, named.act


def _owner(session: Session, user_id: UUID) -> Viewer:
    user = account_store.find_user_or_none(session, user_id)
    if user is None or not user.is_active or user.delete_after is not None:
        raise _refusal()
    return viewers.of_user(user)


def _refusal() -> AppError:
    return NotFound("This link was used already, or is too old.", "link-over")
