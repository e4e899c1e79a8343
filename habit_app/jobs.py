"""Asking for background work: by name, inside a unit of work, gone with its rollback.

A job is a row written in the transaction that wants it, so that no acknowledged work can be
lost. After the commit its id is rung through Celery; a job that nobody heard of is rung again
by a sweep.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

_WANTED = "wanted_jobs"


@dataclass(frozen=True, slots=True)
class JobRequest:
    """One piece of work. Arguments are ids as strings and dates as ISO text.

    `key` names what may be asked for only once; asking again, also later, asks for nothing.
    """

    name: str
    arguments: dict[str, str]
    owner_id: UUID | None = None
    run_after: datetime | None = None
    key: str | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A job that was committed."""

    id: UUID
    name: str


Bell = Callable[[Asked], None]
_bells: list[Bell] = []


def ask(
    session: Session,
    name: str,
    *,
    owner_id: UUID | None = None,
    run_after: datetime | None = None,
    key: str | None = None,
    job_id: UUID | None = None,
    **arguments: str,
) -> None:
    """Ask for a job in this unit of work; asking twice for the same asks once."""
    wanted: list[JobRequest] = session.info.setdefault(_WANTED, [])
    request = JobRequest(name, arguments, owner_id, run_after, key, job_id)
    if request not in wanted:
        wanted.append(request)


def take_wanted(session: Session) -> list[JobRequest]:
    """Hand over what was asked for; the unit of work writes it just before its commit."""
    wanted: list[JobRequest] = session.info.pop(_WANTED, [])
    return wanted


def answer_with(bell: Bell | None) -> None:
    """Say what happens as soon as a job was committed; None: it waits for the next sweep."""
    _bells[:] = [bell] if bell else []


def ring(asked: Iterable[Asked]) -> None:
    """Tell of jobs that were committed. Nothing is lost where nobody hears it."""
    for bell in _bells:
        for job in asked:
            bell(job)
