"""Queries that take an import back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from habit_app.db.queries.badges import BADGE
from habit_app.db.queries.checkins import LOG
from habit_app.db.queries.habits import ENTRY, HABIT, PAUSE
from habit_app.db.queries.imports.imports import SOURCE
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.rows import columns_of


class Word(NamedTuple):
    """What was said about a day, as its entry holds it."""

    status: str
    value: int | None
    note: str | None
    source: str
    recorded_at: datetime


class Link(NamedTuple):
    """Where a habit stands in its chain."""

    habit_id: UUID
    chain_id: UUID | None
    chain_position: int | None
    chain_since: date | None


def list_links(session: Session, owner_id: UUID) -> list[Link]:
    """Return the links of all chains of an owner, each chain in its order."""
    columns = (HABIT.c.id.label("habit_id"), *(HABIT.c[name] for name in Link._fields[1:]))
    mine = select(*columns).where(HABIT.c.owner_id == owner_id, HABIT.c.chain_id.is_not(None))
    rows = session.execute(mine.order_by(HABIT.c.chain_id, HABIT.c.chain_position, HABIT.c.id))
    return [Link(*row) for row in rows]


def forget_badges(session: Session, owner_id: UUID, subject: str, at: datetime) -> bool:
    """Delete summaries of badges since an instant, with what they told of; False without any."""
    summaries = (
        NOTIFICATION.c.user_id == owner_id,
        NOTIFICATION.c.kind == "badge",
        NOTIFICATION.c.subject == subject,
        NOTIFICATION.c.scheduled_for >= at,
    )
    told = session.execute(select(NOTIFICATION.c.payload).where(*summaries)).scalars()
    codes = {code for payload in told for code in payload["codes"]}
    session.execute(delete(NOTIFICATION).where(*summaries))
    session.execute(delete(BADGE).where(BADGE.c.user_id == owner_id, BADGE.c.code.in_(codes)))
    return bool(codes)


def used_habits(session: Session, habit_ids: Sequence[UUID]) -> set[UUID]:
    """Which of some habits have an entry that no import brought."""
    used = select(ENTRY.c.habit_id).where(ENTRY.c.habit_id.in_(habit_ids), ENTRY.c.source != SOURCE)
    return set(session.execute(used.distinct()).scalars())


def delete_habits(session: Session, owner_id: UUID, habit_ids: Sequence[UUID]) -> None:
    """Delete habits with all that is recorded of them, and the badges that they won."""
    of_these = (BADGE.c.user_id == owner_id) & BADGE.c.habit_id.in_(habit_ids)
    session.execute(delete(BADGE).where(of_these))
    session.execute(delete(HABIT).where(HABIT.c.owner_id == owner_id, HABIT.c.id.in_(habit_ids)))


def words_before(
    session: Session, habit_id: UUID, at: datetime, recorded: Mapping[date, datetime]
) -> Iterator[tuple[date, Word | None]]:
    """Put back what stood on each day whose last word is an import's; yield days with that.

    `recorded`: when those days were recorded of which another import spoke before.
    """
    columns = (LOG.c.day, *columns_of(Word, LOG))
    mine = (LOG.c.recorded_at == at) & (LOG.c.source == SOURCE)
    days = select(LOG.c.day).where(LOG.c.habit_id == habit_id, mine)
    told = select(*columns).where(LOG.c.habit_id == habit_id, LOG.c.day.in_(days))
    rows = session.execute(told.order_by(LOG.c.day, LOG.c.id)).all()
    for day, told_of_day in groupby(rows, key=lambda row: row.day):
        *earlier, last = (Word(*word) for _, *word in told_of_day)
        if (last.recorded_at, last.source) == (at, SOURCE):
            before = earlier[-1] if earlier and earlier[-1].status != "clear" else None
            _put(session, habit_id, day, before, recorded.get(day))
            yield day, before


def _put(
    session: Session, habit_id: UUID, day: date, word: Word | None, recorded: datetime | None
) -> None:
    here = (ENTRY.c.habit_id == habit_id) & (ENTRY.c.day == day)
    session.execute(delete(ENTRY).where(here))
    if word is not None:
        told = word._replace(recorded_at=recorded or word.recorded_at)
        session.execute(insert(ENTRY).values(habit_id=habit_id, day=day, **told._asdict()))


def forget_words(session: Session, habit_id: UUID, at: datetime) -> None:
    """Take an import's statements out of the log."""
    mine = (LOG.c.recorded_at == at) & (LOG.c.source == SOURCE)
    session.execute(delete(LOG).where(LOG.c.habit_id == habit_id, mine))


def restore_pauses(
    session: Session, owner_id: UUID, made: Sequence[UUID], ended: Sequence[UUID]
) -> bool:
    """Delete pauses and open others again; say whether one of them was of everything."""
    mine = PAUSE.c.owner_id == owner_id
    of_all = select(PAUSE.c.id).where(
        mine, PAUSE.c.id.in_([*made, *ended]), PAUSE.c.habit_id.is_(None)
    )
    everything = session.execute(of_all.limit(1)).first() is not None
    session.execute(delete(PAUSE).where(mine, PAUSE.c.id.in_(made)))
    session.execute(update(PAUSE).where(mine, PAUSE.c.id.in_(ended)).values(last_day=None))
    return everything


def reopen_absence(session: Session, habit_id: UUID, last: date) -> bool:
    """Let a habit's time in the trash, which ended with a day, go on; False if it is gone."""
    ended = (PAUSE.c.habit_id == habit_id) & (PAUSE.c.kind == "delete") & (PAUSE.c.last_day == last)
    found = session.execute(update(PAUSE).where(ended).values(last_day=None).returning(PAUSE.c.id))
    return found.first() is not None
