"""Nudges: which due habits get one, when, in which words, and which are held out to compare."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from statistics import median_low
from typing import Generic, TypeVar

from habit_app.domain.calendar import local_instant

Id = TypeVar("Id", bound=Hashable)

MOST_RISK = 0.8
"""Beyond it a word helps no more."""
UNCERTAIN = 0.55
"""Where a word is worth most: in the middle of what may go either way."""
AHEAD = 60
"""Minutes before the usual time at which a nudge comes."""
APART = 120
"""Minutes that a nudge keeps from a reminder for the same habit."""
LATEST_CHECK_INS = 14
"""Check-ins: that make the usual time."""
LIFT_NEEDS = 200
"""Nudges: on each side, said and held out, below which their effect is not told."""
DAY = 24 * 60

USUAL = {"morning": 8 * 60, "afternoon": 13 * 60, "evening": 19 * 60, "anytime": 19 * 60}
"""The usual time of a habit without check-ins. One for any time waits until the evening, when
the day has had its chance to bring it by itself."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user wants of nudges; minutes after midnight. Without quiet hours both are None."""

    threshold: float = 0.3
    per_day: int = 2
    quiet_from: int | None = 22 * 60
    quiet_to: int | None = 7 * 60
    day_start: int = 0


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Id]):
    """A habit that is due, open, and not said no to on the day.

    `check_ins` are the local minutes after midnight of its latest check-ins, newest first;
    `reminders` those of its reminders of the day.
    """

    habit_id: Id
    risk: float
    after_miss: bool
    time_of_day: str = "anytime"
    check_ins: Sequence[int] = ()
    reminders: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Choice(Generic[Id]):
    """A habit that gets a nudge, at a minute after the midnight that its habit day begins with.

    Beyond 1,440 it lies in the night after: a habit day may begin as late as noon.
    """

    habit_id: Id
    risk: float
    minute: int


def choose(
    candidates: Iterable[Candidate[Id]],
    wishes: Wishes,
    *,
    already: frozenset[Id] = frozenset(),
    not_before: int = 0,
) -> list[Choice[Id]]:
    """Say which habits get a nudge today: those after a miss first, then the most uncertain.

    `already` had theirs today, sent or held out: they count, and get no second. `not_before` is
    the minute that it is now.
    """
    free = wishes.per_day - len(already)
    in_order = sorted(
        (one for one in candidates if wishes.threshold <= one.risk <= MOST_RISK),
        key=lambda one: (
            not one.after_miss,
            round(abs(one.risk - UNCERTAIN), 9),
            str(one.habit_id),
        ),
    )
    chosen: list[Choice[Id]] = []
    taken = set(already)
    for one in in_order:
        minute = minute_for(one, wishes)
        if len(chosen) >= free or one.habit_id in taken or minute is None or minute < not_before:
            continue
        taken.add(one.habit_id)
        chosen.append(Choice(one.habit_id, one.risk, minute))
    return chosen


def minute_for(one: Candidate[Id], wishes: Wishes) -> int | None:
    """Say when a nudge comes: an hour before the usual time, or when quiet hours end before it.

    None where it would come in quiet hours, or near a reminder for the same habit.
    """
    usual = usual_minute(one.check_ins, one.time_of_day, wishes.day_start)
    minute = max(usual - AHEAD, wishes.day_start)
    if is_quiet(minute, wishes):
        minute += ((wishes.quiet_to or 0) - minute) % DAY
    near = any(abs(_in_day(at, wishes.day_start) - minute) < APART for at in one.reminders)
    return None if near or minute > usual or is_quiet(minute, wishes) else minute


def usual_minute(check_ins: Sequence[int], time_of_day: str, day_start: int = 0) -> int:
    """Say when a habit is usually kept: the median of its last check-ins, else by time of day.

    Minutes are put into the habit day first, so that 23:50 and 00:10 lie beside each other
    where days begin in the night.
    """
    latest = [_in_day(minute, day_start) for minute in check_ins[:LATEST_CHECK_INS]]
    return median_low(latest) if latest else _in_day(USUAL[time_of_day], day_start)


def _in_day(minute: int, day_start: int) -> int:
    """A minute of the clock as one after the midnight that the habit day begins with."""
    return minute if minute >= day_start else minute + DAY


def is_quiet(minute: int, wishes: Wishes) -> bool:
    """Whether nothing may be sent at a minute; quiet hours may span midnight, the end is free."""
    begin, end = wishes.quiet_from, wishes.quiet_to
    if begin is None or end is None or begin == end:
        return False
    clock = minute % DAY
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def instant_of(day: date, minute: int, timezone: str) -> datetime | None:
    """The instant of a choice's minute; None on a date that the zone skipped."""
    later, clock = divmod(minute, DAY)
    return local_instant(day + timedelta(days=later), clock, timezone)


def is_held_out(user_id: object, habit_id: object, day: date, share: float) -> bool:
    """Whether a nudge is recorded but not sent, so that its use can be measured.

    By a hash of user, habit and day: the same whoever asks, and unrelated to the risk.
    """
    return _fraction("held-out", user_id, habit_id, day) < share


def propensity(share: float) -> float:
    """The chance that a nudge is sent rather than held out."""
    return 1 - share


def wording(user_id: object, habit_id: object, day: date, *, of: int, last: int | None) -> int:
    """Choose one of so many templates, never the one that a habit had the last time."""
    place = int(_fraction("wording", user_id, habit_id, day) * of)
    return (place + 1) % of if place == last else place


def _fraction(purpose: str, *parts: object) -> float:
    """An even number in [0, 1) out of a hash."""
    text = "/".join([purpose, *(str(part) for part in parts)])
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") / 2**64
