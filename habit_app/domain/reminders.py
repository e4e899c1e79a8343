"""When reminders are due, and when they keep silent."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from habit_app.domain.calendar import ONE_DAY, habit_day, local_instant
from habit_app.domain.evaluation.days import DayState
from habit_app.domain.schedules import WEEKDAYS

AHEAD = 4
"""Days that are looked at for the next reminder: a zone may skip one, and clocks may change."""
AHEAD_OF_WEEKDAYS = 14 + AHEAD
"""The same where it reminds on some weekdays only, and the zone may skip the only one."""
OPEN = {DayState.PENDING, DayState.PARTIAL}


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder at its instant (UTC), of the local time `HH:MM`, for the habit day it falls in."""

    at: datetime
    time: str
    day: date


class Silence(StrEnum):
    """Why something that was due was not said."""

    NOT_DUE = "not-due"
    KEPT = "kept"
    SAID_NO = "said-no"
    AWAY = "away"
    GONE = "gone"
    TOO_LATE = "too-late"
    QUIET = "quiet-hours"


def minute_of(time: str) -> int:
    """Minutes after midnight of `HH:MM`."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def due_between(
    times: Iterable[str],
    timezone: str,
    day_start: int,
    first: datetime,
    last: datetime,
    weekdays: Collection[str] | None = None,
) -> list[Due]:
    """Return the reminders from `first` to `last`, both inclusive, in their order.

    A time that the clocks skip moves to the next that exists; one that comes twice is reminded
    of once; of a date that the zone skipped there is none. `weekdays` (mon…sun, None: every
    one) are those of the habit day: half past midnight may still belong to the evening before.
    """
    found = _all(list(times), timezone, day_start, first, last)
    within = (due for due in found if first <= due.at <= last)
    wanted = (due for due in within if weekdays is None or WEEKDAYS[due.day.weekday()] in weekdays)
    return sorted(wanted, key=lambda due: due.at)


def next_after(
    times: Iterable[str],
    timezone: str,
    day_start: int,
    instant: datetime,
    weekdays: Collection[str] | None = None,
) -> datetime | None:
    """Return when the next reminder after an instant is due; None without reminder times."""
    later = instant + timedelta(microseconds=1)
    until = instant + (AHEAD if weekdays is None else AHEAD_OF_WEEKDAYS) * ONE_DAY
    found = due_between(times, timezone, day_start, later, until, weekdays)
    return found[0].at if found else None


def _all(
    times: list[str], timezone: str, day_start: int, first: datetime, last: datetime
) -> Iterator[Due]:
    zone = ZoneInfo(timezone)
    day = first.astimezone(zone).date()
    while day <= last.astimezone(zone).date():
        for time in times:
            at = local_instant(day, minute_of(time), timezone)
            if at is not None:
                yield Due(at, time, habit_day(at, timezone, day_start))
        day += ONE_DAY


def silence_of(state: DayState, *, due: bool) -> Silence | None:
    """Why a habit in this state on its day needs no reminder; None: it is open, so remind."""
    if state in OPEN:
        return None if due else Silence.NOT_DUE
    if state in {DayState.DONE, DayState.IMPLIED}:
        return Silence.KEPT
    if state in {DayState.MISSED, DayState.SLIPPED}:
        return Silence.SAID_NO
    return Silence.AWAY


def silence_past(state: DayState) -> Silence | None:
    """The same for a day that is over and can still be filled in: unkept, it may be said.

    What is above a limit is so by what was recorded, and leaves nothing to be filled in.
    """
    if state in {DayState.DONE, DayState.IMPLIED}:
        return Silence.KEPT
    if state is DayState.SLIPPED:
        return Silence.SAID_NO
    away = {DayState.SKIPPED, DayState.PAUSED, DayState.REST}
    return Silence.AWAY if state in away else None


def is_quiet(minute: int, quiet_from: str | None, quiet_to: str | None) -> bool:
    """Whether a local minute lies in quiet hours, which may span midnight; none by default."""
    if not quiet_from or not quiet_to or quiet_from == quiet_to:
        return False
    first, end = minute_of(quiet_from), minute_of(quiet_to)
    if first < end:
        return first <= minute < end
    return minute >= first or minute < end
